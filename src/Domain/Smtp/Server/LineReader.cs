namespace Laitos.Domain.Smtp.Server;

/// <summary>
/// Reading one command line from a connection (RFC 5321 §4.5.3.1.4). A lone LF ends it too, as people type it. Of a line that is too long nothing is kept, and its end is
/// looked for only so far: who sends more does not speak SMTP.
/// </summary>
public static class LineReader
{
    /// A line is followed no further than this many times its limit.
    const int MaxMultiple = 256;

    /// <summary>Looks at octets that have arrived.</summary>
    /// <param name="progress">What came of those before.</param>
    /// <param name="arrived">The octets that have not been taken: one more than the limit is always enough to be shown.</param>
    /// <param name="maxOctets">The most octets of a line, its CRLF included.</param>
    public static LineRead Read(LineProgress progress, ReadOnlySpan<byte> arrived, int maxOctets)
    {
        if (progress.Dropped == 0 && ForeignTraffic.OpeningOf(arrived) is { IsSome: true } opening)
        {
            // Other protocols have no line end to wait for; the machine recognises this beginning.
            var told = opening.IfNone(0);
            return new LineRead.Complete(new SessionInput.LineReceived(Octets.Copy(arrived[..told])), told);
        }

        var end = arrived.IndexOf((byte)'\n');
        if (end >= 0)
        {
            var line = arrived[..end];
            return new LineRead.Complete(
                progress.Dropped + end + 1 > maxOctets ? new SessionInput.LineTooLong() : new SessionInput.LineReceived(Octets.Copy(line is [.. var rest, (byte)'\r'] ? rest : line)),
                end + 1);
        }

        if (progress.Dropped == 0 && arrived.Length <= maxOctets)
        {
            return new LineRead.NeedMore(progress, 0);
        }

        var dropped = progress.Dropped + arrived.Length;
        return dropped > (long)MaxMultiple * maxOctets
            ? new LineRead.Complete(new SessionInput.PeerClosed(), arrived.Length)
            : new LineRead.NeedMore(new LineProgress(dropped), arrived.Length);
    }
}

/// <summary>How far the reading of a line has come.</summary>
/// <param name="Dropped">Octets of a line that is too long.</param>
public readonly record struct LineProgress(long Dropped)
{
    /// <summary>Nothing has been read of it.</summary>
    public static LineProgress Start { get; } = new(0);
}

/// <summary>What came of looking at octets.</summary>
/// <param name="Consumed">How many of them are taken.</param>
public abstract record LineRead(int Consumed)
{
    /// <summary>The line has ended, or is given up.</summary>
    public sealed record Complete(SessionInput Input, int Consumed) : LineRead(Consumed);

    /// <summary>More octets are needed.</summary>
    public sealed record NeedMore(LineProgress Progress, int Consumed) : LineRead(Consumed);
}
