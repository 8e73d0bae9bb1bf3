namespace Laitos.Signatures.Canonical;

/// <summary>
/// Computes the digests of a body while it passes by, in pieces of any size; nothing of it is kept. However many parts are wanted, the body is
/// hashed once in each form: a limited part is a stop on the way. It works by effect and belongs to one reader.
/// </summary>
public sealed class BodyDigester : IDisposable
{
    readonly HashingCanonicalizer[] forms;

    /// <summary>Begins with the first octet behind the empty line that ends the header section.</summary>
    public BodyDigester(Seq<BodyPart> parts) =>
        forms = [.. parts.AsEnumerable().GroupBy(part => part.Form).Select(group => HashingCanonicalizer.Of(group.Key, [.. group.Select(part => part.Limit).Distinct()]))];

    /// <summary>Takes the next octets.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        foreach (var form in forms)
        {
            form.Append(octets);
        }
    }

    /// <summary>The digests, after the last octet.</summary>
    public BodyDigests Complete() => new(
        forms.SelectMany(form => form.Complete()).Fold(HashMap<BodyPart, Octets>.Empty, (all, one) => all.AddOrUpdate(one.Part, one.Digest)),
        forms.Sum(form => form.HashedOctets));

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
        foreach (var form in forms)
        {
            form.Dispose();
        }
    }
}
