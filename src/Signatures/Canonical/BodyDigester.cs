namespace Laitos.Signatures.Canonical;

/// <summary>
/// Computes the digests of a body while it passes by, in pieces of any size; nothing of it is kept. However many parts are wanted, the body is
/// hashed once in each form: a limited part is a stop on the way. It works by effect and belongs to one reader.
/// </summary>
public sealed class BodyDigester : IDisposable
{
    readonly (BodyCanonicalization Body, PrefixHash Hash)[] forms;

    /// <summary>Begins with the first octet behind the empty line that ends the header section.</summary>
    public BodyDigester(Seq<BodyPart> parts) =>
        forms = [.. parts.AsEnumerable().GroupBy(part => part.Form).Select(group => (BodyCanonicalization.Start(group.Key), Hash([.. group.Select(part => part.Limit).Distinct()])))];

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

    static PrefixHash Hash(Option<long>[] limits) => new(limits.SelectMany(limit => limit.AsEnumerable()).Gather(), limits.Any(limit => limit.IsNone));
}
