namespace Laitos.Shell.Tracing;

/// <summary>Mail goes first: a thread that composes and writes records lets others run between two of them.</summary>
static class ProcessorTime
{
    /// Behind more than this a busy machine, where giving way can take milliseconds, would let records be lost.
    const int MostWaiting = 256;

    /// <summary>Lets a thread run that waits for this one's processor; at once where none does.</summary>
    /// <param name="waiting">How many records wait with the next one.</param>
    public static void GiveWay(int waiting)
    {
        if (waiting <= MostWaiting)
        {
            Thread.Yield();
        }
    }
}
