using System.Buffers;
using System.Security.Cryptography;
using Laitos.Domain.Message;

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
    /// The digest of the fields of these names, each time the next one of that name from the bottom of the section (RFC 6376 §5.4.2), and of the field
    /// that holds the signature, in that place of its body. No field is hashed twice.
    /// </summary>
    public HeaderDigest Of(Canonicalization form, Seq<string> names, HeaderField unsigned, Range place) => Of(form, Chosen(names, unsigned), unsigned, place);

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

    List<HeaderField> Chosen(Seq<string> names, HeaderField unsigned)
    {
        var (chosen, taken) = (new List<HeaderField>(), new Dictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i];
            if (!fields.TryGetValue(name, out var named))
            {
                continue;
            }

            var next = named.Count - 1 - taken.GetValueOrDefault(name);

            // A signature does not cover its own field in this way (RFC 6376 §3.5, tag h).
            next = next >= 0 && ReferenceEquals(named[next], unsigned) ? next - 1 : next;
            taken[name] = named.Count - next;
            if (next >= 0)
            {
                chosen.Add(named[next]);
            }
        }

        return chosen;
    }
}
