namespace Laitos.Domain.Smtp;

/// <summary>What is wrong with mail data, as found while it arrived.</summary>
[Flags]
public enum ContentFaults
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A CR that no LF follows (RFC 5321 §2.3.8).</summary>
    BareCr = 1,

    /// <summary>An LF that no CR precedes (RFC 5321 §2.3.8).</summary>
    BareLf = 2,

    /// <summary>An octet zero (RFC 5321 §4.5.2 leaves it to local policy; RFC 6152 excludes it).</summary>
    Nul = 4,

    /// <summary>More octets than the size limit; those past it were dropped.</summary>
    TooLarge = 8,

    /// <summary>A header section longer than its limit.</summary>
    HeaderTooLarge = 16,

    /// <summary>There was no room for the octets: they were read and dropped (RFC 3463 §3.4, X.3.1).</summary>
    NoRoom = 32,
}

/// <summary>What was counted while mail data arrived, after dot-unstuffing.</summary>
/// <param name="Size">Octets of the whole mail; past the size limit it only says that there was more.</param>
/// <param name="HeaderSize">Octets of the header section, with the empty line that ends it; all octets when there is none.</param>
/// <param name="EightBit">True when an octet above 127 occurs.</param>
/// <param name="LongestLine">Octets of the longest line, without CRLF.</param>
/// <param name="Faults">What is wrong with it.</param>
public sealed record ContentFacts(long Size, long HeaderSize, bool EightBit, long LongestLine, ContentFaults Faults);

/// <summary>The content of a mail as the core knows it: the facts, and the octets in front. The shell keeps the body, which the core never sees.</summary>
/// <param name="Facts">What was counted.</param>
/// <param name="Head">The first octets: the whole header section unless it was too large, and perhaps some of the body.</param>
public sealed record Content(ContentFacts Facts, Octets Head)
{
    /// <summary>The octets up to the body, the empty line included; all octets when there is no empty line.</summary>
    public Octets HeaderOctets => Head.Slice(0, (int)Math.Min(Facts.HeaderSize, Head.Length));

    /// <summary>Without the octets: they are a letter to somebody.</summary>
    public override string ToString() => $"Content {{ Facts = {Facts} }}";
}

/// <summary>How much mail data to take, and how slowly it may come.</summary>
/// <param name="MaxSize">Octets of a mail.</param>
/// <param name="MaxHeader">Octets of its header section.</param>
/// <param name="Idle">The longest silence.</param>
/// <param name="Progress">How long a stretch may last that brings fewer than <paramref name="ProgressOctets"/>.</param>
/// <param name="ProgressOctets">Octets that each such stretch must bring: so a drip does not hold a connection for ever, and a slow line is not cut.</param>
public sealed record ContentLimits(long MaxSize, long MaxHeader, TimeSpan Idle, TimeSpan Progress, long ProgressOctets);
