using System.Globalization;

namespace Laitos.Domain.Message.Mime;

/// <summary>Where the octets of a body, its transfer encoding undone, came from in the mail.</summary>
/// <param name="Offset">Where in the mail the body begins.</param>
/// <param name="Raw">The octets of the body in the mail.</param>
/// <param name="Encoding">How they are written.</param>
/// <param name="Places">For each octet where in <paramref name="Raw"/> it (in base64: its group of four characters) begins; none when nothing is encoded.</param>
sealed record SourceMap(long Offset, Octets Raw, TransferEncoding Encoding, Seq<int> Places)
{
    /// <summary>The changes of the mail, in the order of the mail, that put other octets in the place of some; neighbours are joined.</summary>
    /// <param name="changes">The new octets by their index among the decoded ones.</param>
    internal Seq<Overwrite> Overwrite(SortedDictionary<int, byte> changes)
    {
        var written = new List<(int At, byte Octet)>();
        foreach (var (index, octet) in Encoding == TransferEncoding.Base64 ? [] : changes.AsEnumerable())
        {
            Write(Encoding == TransferEncoding.Identity ? index : Places[index], octet, written);
        }

        foreach (var group in Encoding == TransferEncoding.Base64 ? changes.GroupBy(change => Places[change.Key]) : [])
        {
            WriteGroup(group.Key, group, written);
        }

        return Join(written);
    }

    /// An octet that is written as <c>=XX</c> stays so.
    void Write(int place, byte octet, List<(int At, byte Octet)> written)
    {
        if (Encoding == TransferEncoding.QuotedPrintable && QuotedPrintableReader.IsEscape(Raw.Span[place..]))
        {
            var hex = octet.ToString("X2", CultureInfo.InvariantCulture);
            written.Add((place + 1, (byte)hex[0]));
            written.Add((place + 2, (byte)hex[1]));
        }
        else
        {
            written.Add((place, octet));
        }
    }

    /// Up to four characters that hold up to three octets. Bits of the last character that mean nothing stay.
    void WriteGroup(int place, IEnumerable<KeyValuePair<int, byte>> changes, List<(int At, byte Octet)> written)
    {
        var characters = new List<int>(4);
        var bits = 0;
        for (var at = place; characters.Count < 4 && at < Raw.Length && Raw.Span[at] != '='; at++)
        {
            if (Base64Reader.Sextet(Raw.Span[at]) is var sextet and >= 0)
            {
                bits |= sextet << (18 - (6 * characters.Count));
                characters.Add(at);
            }
        }

        foreach (var (index, octet) in changes)
        {
            var shift = 16 - (8 * IndexInGroup(index));
            bits = (bits & ~(0xFF << shift)) | (octet << shift);
        }

        written.AddRange(characters.Select((at, index) => (at, Base64Reader.Character(bits >> (18 - (6 * index))))));
    }

    int IndexInGroup(int index) =>
        index > 1 && Places[index - 2] == Places[index] ? 2
        : index > 0 && Places[index - 1] == Places[index] ? 1
        : 0;

    Seq<Overwrite> Join(List<(int At, byte Octet)> written)
    {
        var joined = new List<Overwrite>();
        for (var (start, end) = (0, 0); start < written.Count; start = end)
        {
            for (end = start + 1; end < written.Count && written[end].At == written[end - 1].At + 1; end++)
            {
            }

            joined.Add(new Overwrite(Offset + written[start].At, new Octets((byte[])[.. written[start..end].Select(one => one.Octet)])));
        }

        return joined.Gather();
    }
}
