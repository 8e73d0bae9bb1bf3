using System.Buffers.Binary;
using System.Text;

namespace Laitos.Shell.Spool;

/// <summary>
/// The records in the pages of a SQLite database (https://www.sqlite.org/fileformat2.html#b_tree_pages), each found by itself: no damaged page hides those in
/// others. Whether a record is what was written, its digest tells.
/// </summary>
static class BTreeRecords
{
    const int IndexInterior = 2;
    const int IndexLeaf = 10;
    const int TableLeaf = 13;

    /// The longest record of ours is a mail that lies in the database as a whole, and a little.
    const int Longest = 16 << 20;

    /// <summary>All records: of tables, and of tables that are their own index. Values are null, <see cref="long"/>, <see cref="string"/> or octets.</summary>
    public static IEnumerable<object?[]> Of(DamagedPages pages)
    {
        for (pages.Reading = 0; pages.Reading < pages.Readings; pages.Reading++)
        {
            foreach (var record in In(pages))
            {
                yield return record;
            }
        }
    }

    static IEnumerable<object?[]> In(DamagedPages pages)
    {
        foreach (var (number, page) in pages.All)
        {
            // The header of the database stands on its first page.
            var header = number == 1 ? 100 : 0;
            var type = page[header];
            if (type is not (IndexInterior or IndexLeaf or TableLeaf))
            {
                continue;
            }

            var cells = header + (type == IndexInterior ? 12 : 8);
            var count = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(header + 3)), (page.Length - cells) / 2);
            for (var cell = 0; cell < count; cell++)
            {
                if (Payload(pages, page, type, BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(cells + (2 * cell)))) is { } payload && Values(payload) is { } values)
                {
                    yield return values;
                }
            }
        }
    }

    /// The octets of a cell, with those on overflow pages; null when it is no cell.
    static byte[]? Payload(DamagedPages pages, byte[] page, int type, int at)
    {
        at += type == IndexInterior ? 4 : 0;
        if (!Number(page, ref at, out var length) || length is < 1 or > Longest || (type == TableLeaf && !Number(page, ref at, out _)))
        {
            return null;
        }

        var (usable, whole) = (pages.Usable, (int)length);
        var most = type == TableLeaf ? usable - 35 : ((usable - 12) * 64 / 255) - 23;
        var least = ((usable - 12) * 32 / 255) - 23;
        var fitting = least + ((whole - least) % (usable - 4));
        var here = whole <= most ? whole : fitting <= most ? fitting : least;
        if (at + here + (here < whole ? 4 : 0) > page.Length)
        {
            return null;
        }

        var payload = new byte[whole];
        page.AsSpan(at, here).CopyTo(payload);
        var next = here < whole ? BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(at + here)) : 0;
        for (var filled = here; filled < whole;)
        {
            if (pages.Read(next) is not { } overflow)
            {
                return null;
            }

            var part = Math.Min(whole - filled, usable - 4);
            overflow.AsSpan(4, part).CopyTo(payload.AsSpan(filled));
            filled += part;
            next = BinaryPrimitives.ReadUInt32BigEndian(overflow);
        }

        return payload;
    }

    /// The values of a record; null when it is no record.
    static object?[]? Values(byte[] record)
    {
        var at = 0;
        if (!Number(record, ref at, out var header) || header < at || header > record.Length)
        {
            return null;
        }

        var values = new List<object?>();
        for (var content = (int)header; at < header;)
        {
            if (!Number(record, ref at, out var type) || type is < 0 or 10 or 11)
            {
                return null;
            }

            var length = type >= 12 ? (type - 12) / 2 : type switch { 5 => 6, 6 or 7 => 8, <= 4 => type, _ => 0 };
            if (length > record.Length - content)
            {
                return null;
            }

            var octets = record.AsSpan(content, (int)length);
            values.Add(type switch
            {
                0 or 7 => null,
                8 or 9 => type - 8,
                < 7 => Integer(octets),
                _ when type % 2 == 0 => octets.ToArray(),
                _ => Encoding.UTF8.GetString(octets),
            });
            content += (int)length;
        }

        return [.. values];
    }

    /// Big-endian, in two's complement.
    static long Integer(ReadOnlySpan<byte> octets)
    {
        var value = (long)(sbyte)octets[0];
        foreach (var octet in octets[1..])
        {
            value = (value << 8) | octet;
        }

        return value;
    }

    /// A number of one to nine octets, seven bits in each but the ninth, which has eight. False when the octets end before it does.
    static bool Number(ReadOnlySpan<byte> octets, ref int at, out long value)
    {
        value = 0;
        for (var read = 0; read < 9; read++)
        {
            if (at >= octets.Length)
            {
                return false;
            }

            var octet = octets[at++];
            value = read == 8 ? (value << 8) | octet : (value << 7) | (uint)(octet & 0x7f);
            if (octet < 0x80)
            {
                break;
            }
        }

        return true;
    }
}
