using Laitos.Domain.Smtp;

namespace Laitos.Shell.Smtp;

/// <summary>Measures how mail data arrive, against the limits of silence and of slowness.</summary>
sealed class ContentProgress(ContentLimits limits)
{
    long lastArrival = Environment.TickCount64;
    long stretchStart = Environment.TickCount64;
    long stretchOctets;

    /// <summary>When the data are late, in milliseconds of <see cref="Environment.TickCount64"/>, unless more arrive.</summary>
    public long Deadline => Math.Min(
        lastArrival + (long)limits.Idle.TotalMilliseconds,
        stretchOctets >= limits.ProgressOctets ? long.MaxValue : stretchStart + (long)limits.Progress.TotalMilliseconds);

    public void Arrived(long octets)
    {
        lastArrival = Environment.TickCount64;
        stretchOctets += octets;
        if (lastArrival - stretchStart > limits.Progress.TotalMilliseconds && stretchOctets >= limits.ProgressOctets)
        {
            (stretchStart, stretchOctets) = (lastArrival, 0);
        }
    }
}
