using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Shell.Spool;

/// <summary>
/// Where a spool lies: a folder, which one daemon at a time works on, or a database on a server, which several work on. A command that changes it works on it alone; whoever wants looks into it.
/// </summary>
public interface ISpoolLocation
{
    /// <summary>What people call it: the folder, or the server and the database. It holds no password.</summary>
    string Name { get; }

    /// <summary>Opens it for work; it is made when it is missing.</summary>
    /// <param name="now">The time, to name what is set aside.</param>
    /// <param name="isPassing">True for a command that lets go of it in a moment; false for a daemon.</param>
    Task<Either<SpoolRefusal, OpenedSpool>> Open(Instant now, bool isPassing = false);

    /// <summary>Looks into it, whoever works on it; none when it was never made. Otherwise why one cannot look.</summary>
    Task<Either<string, Option<ISpoolReader>>> Look();
}

/// <summary>A spool that is ready for work, and what its owner should know of how it was found.</summary>
/// <param name="Spool">The spool.</param>
/// <param name="Notices">What was found, one line each.</param>
public sealed record OpenedSpool(ISpool Spool, Seq<string> Notices);

/// <summary>Why a spool cannot be opened, in words for its owner.</summary>
public abstract record SpoolRefusal(string Explanation)
{
    /// <summary>True when a daemon that waits gets it in the end: its server comes back, or the daemon that has it goes.</summary>
    public bool IsWaitedFor { get; init; }

    /// <summary>The server cannot be reached, or takes no connections yet.</summary>
    /// <param name="Spool">The name of the spool.</param>
    /// <param name="Reason">What went wrong.</param>
    public sealed record Away(string Spool, string Reason) : SpoolRefusal($"the server of the spool {Spool} cannot be had: {Reason}");

    /// <summary>Another daemon holds it.</summary>
    /// <param name="Spool">The name of the spool.</param>
    /// <param name="Holder">What is known of that daemon; empty for a command that lets go in a moment.</param>
    /// <param name="Cure">What to do.</param>
    public sealed record InUse(string Spool, string Holder, string Cure) : SpoolRefusal($"the spool {Spool} is in use by another daemon{(Holder.Length > 0 ? $" ({Holder})" : "")}. {Cure}");

    /// <summary>A later version of this program has written it.</summary>
    /// <param name="Spool">The name of the spool.</param>
    /// <param name="Found">Its version.</param>
    /// <param name="Known">The latest version that this program reads.</param>
    public sealed record NewerSchema(string Spool, long Found, long Known) : SpoolRefusal(
        $"the spool {Spool} was written by a later version of this program (format {Found}, this one knows {Known}). Run that version, or let it empty the spool first.");

    /// <summary>It cannot be used.</summary>
    /// <param name="Spool">The name of the spool.</param>
    /// <param name="Reason">What went wrong.</param>
    public sealed record Unusable(string Spool, string Reason) : SpoolRefusal($"the spool {Spool} cannot be used: {Reason}");
}
