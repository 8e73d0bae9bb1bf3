namespace Laitos.Domain.Smtp;

/// <summary>
/// Reading the PROXY header of a trusted balancer out of octets that arrive in any pieces. Each octet is looked at when it arrives. Only the beginning of the header is
/// kept, at most 107 octets, so a header of 65,551 octets takes no more memory than a short one, and linear time.
/// </summary>
public static class ProxyHeaderReader
{
    /// <summary>How long the whole header may take, from the opening of the connection on. A balancer that takes longer is refused.</summary>
    public static TimeSpan TimeLimit { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Looks at octets that have arrived.</summary>
    /// <param name="progress">What came of those before.</param>
    /// <param name="arrived">Octets that have not been shown before; at least one.</param>
    public static ProxyRead Read(ProxyProgress progress, ReadOnlySpan<byte> arrived) => progress switch
    {
        ProxyProgress.Beginning(var kept) => ReadBeginning(kept, arrived),
        ProxyProgress.Skipping(var source, var left) => Skip(source, left, arrived, before: 0),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static ProxyRead ReadBeginning(Octets kept, ReadOnlySpan<byte> arrived)
    {
        var added = arrived[..Math.Min(arrived.Length, ProxyHeader.MaxBeginning - kept.Length)];
        var octets = new Octets((byte[])[.. kept.Span, .. added]);
        return ProxyHeader.Parse(octets.Span) switch
        {
            ProxyHeader.Incomplete => new ProxyRead.NeedMore(new ProxyProgress.Beginning(octets)),
            ProxyHeader.Known(var source, var length) when length <= octets.Length => new ProxyRead.Complete(source, length - kept.Length),
            ProxyHeader.Known(var source, var length) => Skip(source, length - octets.Length, arrived[added.Length..], added.Length),
            _ => new ProxyRead.Refused(ProxyRefusal.NoHeader),
        };
    }

    /// <param name="source">What the header tells.</param>
    /// <param name="left">Octets of it that are still to come.</param>
    /// <param name="arrived">Octets that have not been taken.</param>
    /// <param name="before">Octets that have, in the same piece.</param>
    static ProxyRead Skip(Option<Peer> source, int left, ReadOnlySpan<byte> arrived, int before) => arrived.Length >= left
        ? new ProxyRead.Complete(source, before + left)
        : new ProxyRead.NeedMore(new ProxyProgress.Skipping(source, left - arrived.Length));
}

/// <summary>How far the reading of a PROXY header has come.</summary>
public abstract record ProxyProgress
{
    ProxyProgress() { }

    /// <summary>Nothing has been read of it.</summary>
    public static ProxyProgress Start { get; } = new Beginning(Octets.Empty);

    /// <summary>The addresses are not known yet.</summary>
    /// <param name="Kept">The header so far.</param>
    public sealed record Beginning(Octets Kept) : ProxyProgress;

    /// <summary>The addresses are known, and the rest of the header is passed over.</summary>
    /// <param name="Source">The client of the balancer, if the header names one.</param>
    /// <param name="Left">Octets of the header that are still to come.</param>
    public sealed record Skipping(Option<Peer> Source, int Left) : ProxyProgress;
}

/// <summary>What came of looking at octets.</summary>
public abstract record ProxyRead
{
    ProxyRead() { }

    /// <summary>All of them were taken, and more are needed.</summary>
    public sealed record NeedMore(ProxyProgress Progress) : ProxyRead;

    /// <summary>The header has ended.</summary>
    /// <param name="Source">The client of the balancer; none when the balancer speaks for itself or cannot tell.</param>
    /// <param name="Consumed">How many of the octets belonged to the header; the next one is the client's.</param>
    public sealed record Complete(Option<Peer> Source, int Consumed) : ProxyRead;

    /// <summary>There will be no header.</summary>
    public sealed record Refused(ProxyRefusal Reason) : ProxyRead;
}

/// <summary>Why a connection from a trusted balancer is closed before its session begins.</summary>
public enum ProxyRefusal
{
    /// <summary>The octets are no header.</summary>
    NoHeader,

    /// <summary>The connection ended before the header did.</summary>
    Closed,

    /// <summary>The header was not whole within <see cref="ProxyHeaderReader.TimeLimit"/>.</summary>
    TimedOut,

    /// <summary>The daemon goes down, or is locked.</summary>
    ShuttingDown,
}
