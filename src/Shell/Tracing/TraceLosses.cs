using Laitos.Domain.Foundation;

namespace Laitos.Shell.Tracing;

/// <summary>Counts records that were lost, and says so when that begins and when it is over; not more often than once a minute.</summary>
sealed class TraceLosses(Journal journal)
{
    static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    readonly Lock gate = new();
    long count;
    Instant since;
    Instant warned;
    long untold;
    Instant untoldSince;
    Instant told;

    /// <summary>How many were lost since the last time that this was written down, and since when.</summary>
    public (long Count, Instant Since) Current
    {
        get
        {
            lock (gate)
            {
                return (count, since);
            }
        }
    }

    /// <summary>Some more were lost.</summary>
    public void Add(long more, string reason)
    {
        lock (gate)
        {
            var now = Clock.Now;
            since = count == 0 ? now : since;
            count += more;
            if (more > 0 && now - warned > Quiet)
            {
                warned = now;
                journal.Write("trace", ("trouble", $"records of mail are being lost: {reason}. Mail is not affected."));
            }
        }
    }

    /// <summary>So many are written down as lost.</summary>
    public void Told(long written)
    {
        if (written == 0)
        {
            return;
        }

        lock (gate)
        {
            untoldSince = untold == 0 ? since : untoldSince;
            untold += written;
            count -= written;
            since = Clock.Now;
            if (Clock.Now - told > Quiet)
            {
                Tell();
            }
        }
    }

    /// <summary>Says what has not been said yet.</summary>
    public void Flush()
    {
        lock (gate)
        {
            if (untold > 0)
            {
                Tell();
            }
        }
    }

    void Tell()
    {
        journal.Write("trace", ("lost", untold), ("since", untoldSince.ToString()));
        (untold, told) = (0, Clock.Now);
    }
}
