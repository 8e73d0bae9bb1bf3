using System.Buffers;
using System.Security.Cryptography;
using Laitos.Domain.Message;
using Laitos.Signatures.Fields;

namespace Laitos.Signatures.Canonical;

/// <summary>The digest of header fields that a signature covers (RFC 6376 §3.7).</summary>
/// <param name="Sha256">The digest.</param>
/// <param name="HashedOctets">How many octets were hashed for it.</param>
readonly record struct HeaderDigest(byte[] Sha256, int HashedOctets);

/// <summary>The fields of one header section by their names, to hash them as signatures say.</summary>
sealed class HeaderDigester
{
    readonly Dictionary<string, List<HeaderField>> fields = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Sorts the fields of a section.</summary>
    public HeaderDigester(HeaderSection section)
    {
        for (var i = 0; i < section.Fields.Count; i++)
        {
            var name = section.Fields[i].Name;
            if (!fields.TryGetValue(name, out var named))
            {
                fields.Add(name, named = []);
            }

            named.Add(section.Fields[i]);
        }
    }

    /// <summary>
    /// The digest of the fields that a signature names, each time the next one of that name from the bottom of the section (RFC 6376 §5.4.2), and of
    /// the field that holds the signature. No field is hashed twice.
    /// </summary>
    public HeaderDigest Of(Signature signature) => Of(signature.HeaderForm, Chosen(signature), signature.Field, signature.Place);

    /// <summary>The digest of some fields and, behind them, of one that holds a signature as if that were empty.</summary>
    public static HeaderDigest Of(Canonicalization form, IReadOnlyCollection<HeaderField> before, HeaderField unsigned, Range place)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(before.Sum(HeaderCanonicalization.Bound) + HeaderCanonicalization.Bound(unsigned));
        var length = 0;
        foreach (var field in before)
        {
            length += HeaderCanonicalization.Write(form, field, buffer.AsSpan(length));
        }

        length += HeaderCanonicalization.WriteUnsigned(form, unsigned, place, buffer.AsSpan(length));
        var digest = SHA256.HashData(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        return new HeaderDigest(digest, length);
    }

    List<HeaderField> Chosen(Signature signature)
    {
        var (chosen, taken) = (new List<HeaderField>(), new Dictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < signature.SignedFields.Count; i++)
        {
            var name = signature.SignedFields[i];
            var named = fields.GetValueOrDefault(name);
            var next = (named?.Count ?? 0) - 1 - taken.GetValueOrDefault(name);
            if (next >= 0 && ReferenceEquals(named![next], signature.Field))
            {
                // A signature does not cover its own field in this way (RFC 6376 §3.5, tag h).
                taken[name] = taken.GetValueOrDefault(name) + 1;
                next--;
            }

            if (next >= 0)
            {
                chosen.Add(named![next]);
                taken[name] = taken.GetValueOrDefault(name) + 1;
            }
        }

        return chosen;
    }
}
