using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Queue;

/// <summary>
/// What makes two mails the same: envelope, Message-ID and body. A sender that lost our 250 sends the same mail again (RFC 5321 §6.1).
/// </summary>
/// <param name="Value">32 octets.</param>
public readonly record struct Fingerprint(Octets Value)
{
    /// <summary>
    /// The fingerprint of a mail; none without a Message-ID, for then two mails of the same words may both be meant. The order of the recipients
    /// makes no difference.
    /// </summary>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="messageId">Its Message-ID field (RFC 5322 §3.6.4), in full.</param>
    /// <param name="bodyDigest">A digest of its body by any hash function that nobody can outwit.</param>
    public static Option<Fingerprint> Of(Envelope envelope, Option<string> messageId, Octets bodyDigest) => messageId.Map(id =>
        new Fingerprint(new Octets(SHA256.HashData(Unambiguous(
            Seqs.Of(Octets.Utf8(id), bodyDigest, Octets.Utf8(envelope.ReversePath.ToString()!))
                .Then(envelope.ForwardPaths.AsEnumerable().Select(path => path.ToString()!).Order(StringComparer.Ordinal).Select(Octets.Utf8).Gather()))))));

    /// Each part behind its length: no two lists of parts read the same.
    static ReadOnlySpan<byte> Unambiguous(Seq<Octets> parts)
    {
        var octets = new ArrayBufferWriter<byte>();
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32BigEndian(octets.GetSpan(4), part.Length);
            octets.Advance(4);
            octets.Write(part.Span);
        }

        return octets.WrittenSpan;
    }
}
