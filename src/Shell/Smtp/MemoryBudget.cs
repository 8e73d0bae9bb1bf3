namespace Laitos.Shell.Smtp;

/// <summary>The memory that all mails on their way in may take together.</summary>
/// <param name="octets">The whole of it.</param>
public sealed class MemoryBudget(long octets)
{
    /// <summary>The budget of a daemon, in octets: 256 MiB.</summary>
    public const long Default = 256L << 20;

    long used;

    /// <summary>Octets granted at this moment.</summary>
    public long Used => Interlocked.Read(ref used);

    /// <summary>True when more than half is granted: mails that can go to the disk should go now.</summary>
    public bool IsTight => Used > octets / 2;

    /// <summary>Asks for some of it; false, and nothing is granted, when so much is not left.</summary>
    public bool TryTake(long wanted)
    {
        if (Interlocked.Add(ref used, wanted) <= octets)
        {
            return true;
        }

        Give(wanted);
        return false;
    }

    /// <summary>Gives back what was granted.</summary>
    public void Give(long granted) => Interlocked.Add(ref used, -granted);
}
