using Laitos.Domain.Message.Mime;
using MimeKit;

namespace Laitos.Shell.Relay;

/// <summary>A change to a stretch of a mail on its way to 7-bit.</summary>
/// <param name="Offset">Octets of the mail before it.</param>
/// <param name="Length">How many octets it replaces.</param>
abstract record SevenBitEdit(long Offset, long Length)
{
    /// <summary>Other octets stand there.</summary>
    public sealed record Written(long Offset, long Length, byte[] Octets) : SevenBitEdit(Offset, Length);

    /// <summary>The body of a part stands there in another encoding.</summary>
    /// <param name="Offset">Where it begins.</param>
    /// <param name="Length">How many octets it has.</param>
    /// <param name="From">Its present encoding.</param>
    /// <param name="To">The new one.</param>
    public sealed record Recoded(long Offset, long Length, BodyEncoding From, BodyEncoding To) : SevenBitEdit(Offset, Length);
}

/// <summary>A mail cannot be made 7-bit.</summary>
sealed class SevenBitImpossibleException(string reason) : Exception(reason);

/// <summary>Where the fields of one header section stand that matter here.</summary>
/// <param name="begin">Where it begins.</param>
sealed class SectionPlaces(long begin)
{
    /// <summary>True for the header section of a mail, false for that of a part.</summary>
    public bool IsMail { get; set; }

    /// <summary>Behind its last field.</summary>
    public long End { get; private set; } = begin;

    /// <summary>True when it says what the body is.</summary>
    public bool HasType { get; private set; }

    /// <summary>True when it says that it is MIME.</summary>
    public bool HasVersion { get; private set; }

    /// <summary>The body of its first Content-Transfer-Encoding, unfolded; empty when there is none.</summary>
    public string TransferEncoding { get; private set; } = "";

    /// <summary>Where the Content-Transfer-Encoding fields stand.</summary>
    public List<(long Offset, long Length)> TransferEncodings { get; } = [];

    /// <summary>What it says of its body.</summary>
    public BodyDescription Description => new(IsMail, HasVersion, HasType, TransferEncodings.Count > 0);

    /// <summary>True when octets above 127 stay below it.</summary>
    public bool KeepsEightBit { get; set; }

    /// <summary>Takes note of one field.</summary>
    public void Add(Header field, long begin, long end)
    {
        End = end;
        HasType |= field.Id == HeaderId.ContentType;
        HasVersion |= field.Id == HeaderId.MimeVersion;
        if (field.Id == HeaderId.ContentTransferEncoding)
        {
            TransferEncoding = TransferEncodings.Count > 0 ? TransferEncoding : field.Value;
            TransferEncodings.Add((begin, end - begin));
        }
    }
}

/// <summary>The changes that a mail needs, gathered while it is read.</summary>
sealed class SevenBitEdits
{
    /// The most changes, and the most octets of new ones, of one mail: a mail made of a million parts is no letter.
    const int MostEdits = 20_000;
    const long MostWritten = 16 << 20;

    readonly List<SevenBitEdit> edits = [];
    long written;

    /// <summary>The changes, in the order of the mail.</summary>
    public IReadOnlyList<SevenBitEdit> InOrder => [.. edits.OrderBy(edit => edit.Offset)];

    /// <summary>Octets in the place of a stretch.</summary>
    public void Write(long offset, long length, byte[] octets)
    {
        written += octets.Length;
        Add(new SevenBitEdit.Written(offset, length, octets));
    }

    /// <summary>One change more.</summary>
    /// <exception cref="SevenBitImpossibleException">There are too many.</exception>
    public void Add(SevenBitEdit edit)
    {
        edits.Add(edit);
        if (edits.Count > MostEdits || written > MostWritten)
        {
            throw new SevenBitImpossibleException("it has too many parts");
        }
    }

    /// <summary>Takes back the changes of these stretches.</summary>
    public void RemoveAt(List<(long Offset, long Length)> places) => edits.RemoveAll(edit => places.Exists(place => place.Offset == edit.Offset));
}
