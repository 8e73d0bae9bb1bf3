namespace Laitos.Domain.Message;

/// <summary>A stretch of an outgoing mail. A mail is a sequence of these: the shell writes them in order and never parses them.</summary>
public abstract record Segment
{
    Segment() { }

    /// <summary>New octets.</summary>
    public sealed record Fresh(Octets Octets) : Segment;

    /// <summary>A stretch of the received mail, unchanged.</summary>
    /// <param name="Offset">Octets from its beginning.</param>
    /// <param name="Length">How many octets.</param>
    public sealed record Original(long Offset, long Length) : Segment;
}
