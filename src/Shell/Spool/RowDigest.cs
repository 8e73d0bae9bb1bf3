using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Laitos.Shell.Spool;

/// <summary>The digest that a row carries of itself.</summary>
static class RowDigest
{
    public static byte[] OfEntry(string id, long due, byte[] state) => Of(id, due, 0, state);

    public static byte[] OfMail(string id, StagedMail mail) => Of(id, mail.Skip, mail.Length, mail.Front, mail.Body);

    public static byte[] OfOrder(string id, byte[] state, bool isSalvaged) => Of(id, isSalvaged ? 1 : 0, 0, state);

    static byte[] Of(string id, long first, long second, byte[] octets, byte[]? more = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(numbers, first);
        BinaryPrimitives.WriteInt64BigEndian(numbers[sizeof(long)..], second);
        hash.AppendData(numbers);
        hash.AppendData(Encoding.UTF8.GetBytes(id));
        hash.AppendData(octets);
        hash.AppendData(more ?? []);
        return hash.GetHashAndReset();
    }
}
