namespace Laitos.Signatures.Canonical;

/// <summary>
/// Computes the digests of a body while it passes by, in pieces of any size; nothing of it is kept. However many parts are wanted, the body is
/// hashed once in each form: a limited part is a stop on the way. It works by effect and belongs to one reader.
/// </summary>
public sealed class BodyDigester : IDisposable
{
    readonly (BodyCanonicalization Body, PrefixHash Hash)[] forms;

    /// <summary>Begins with the first octet behind the empty line that ends the header section.</summary>
    public BodyDigester(Seq<BodyPart> parts)
    {
        var (simple, relaxed) = (Of(Canonicalization.Simple, parts), Of(Canonicalization.Relaxed, parts));
        forms = [.. simple, .. relaxed];
    }

    /// <summary>Takes the next octets.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        for (var i = 0; i < forms.Length; i++)
        {
            forms[i].Body = BodyCanonicalization.Feed(forms[i].Body, octets, forms[i].Hash);
        }
    }

    /// <summary>The digests, after the last octet.</summary>
    public BodyDigests Complete()
    {
        var all = HashMap<BodyPart, Octets>.Empty;
        foreach (var (body, hash) in forms)
        {
            body.End(hash);
            foreach (var (length, digest) in hash.Complete())
            {
                all = all.AddOrUpdate(new BodyPart(body.Form, length), digest);
            }
        }

        return new BodyDigests(all, forms.Sum(form => form.Hash.Length), forms.Sum(form => form.Hash.Updates));
    }

    /// <summary>The digests of a body that is at hand as a whole.</summary>
    public static BodyDigests Of(Seq<BodyPart> parts, ReadOnlySpan<byte> body)
    {
        using var digester = new BodyDigester(parts);
        digester.Append(body);
        return digester.Complete();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, hash) in forms)
        {
            hash.Dispose();
        }
    }

    /// The form, if a part is wanted in it: with the limits, each once, and whether the whole is wanted.
    static (BodyCanonicalization, PrefixHash)[] Of(Canonicalization form, Seq<BodyPart> parts)
    {
        var (limits, whole) = (new List<long>(), false);
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Form == form && parts[i].Limit.Case is long limit)
            {
                limits.Add(limit);
            }

            whole |= parts[i].Form == form && parts[i].Limit.IsNone;
        }

        return limits.Count > 0 || whole ? [(BodyCanonicalization.Start(form), new PrefixHash(limits.Distinct().Order(), whole))] : [];
    }
}
