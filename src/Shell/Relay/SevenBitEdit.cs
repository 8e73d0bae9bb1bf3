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
    /// <param name="From">Its present encoding; Default for none.</param>
    /// <param name="To">The new one.</param>
    public sealed record Recoded(long Offset, long Length, ContentEncoding From, ContentEncoding To) : SevenBitEdit(Offset, Length);
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
    public long End { get; set; } = begin;

    /// <summary>True when it says what the body is.</summary>
    public bool HasType { get; set; }

    /// <summary>True when it says that it is MIME.</summary>
    public bool HasVersion { get; set; }

    /// <summary>The body of its first Content-Transfer-Encoding, unfolded; empty when there is none.</summary>
    public string TransferEncoding { get; set; } = "";

    /// <summary>Where the Content-Transfer-Encoding fields stand.</summary>
    public List<(long Offset, long Length)> TransferEncodings { get; } = [];

    /// <summary>True when octets above 127 stay below it.</summary>
    public bool KeepsEightBit { get; set; }
}
