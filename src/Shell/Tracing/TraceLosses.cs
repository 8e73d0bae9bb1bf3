using Laitos.Domain.Foundation;

namespace Laitos.Shell.Tracing;

/// <summary>Counts records that were lost, and says so when that begins and when it is over.</summary>
sealed class TraceLosses(Journal journal)
{
    readonly Lock gate = new();
    long count;
    Instant since;

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
            if (count == 0 && more > 0)
            {
                since = Clock.Now;
                journal.Write("trace", ("trouble", $"records of mail are being lost: {reason}. Mail is not affected."));
            }

            count += more;
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
            count -= written;
            journal.Write("trace", ("lost", written), ("since", since.ToString()));
            since = Clock.Now;
        }
    }
}
