namespace Laitos.Shell.Spool;

/// <summary>Why a spool cannot be opened, in words for its owner.</summary>
public abstract record SpoolRefusal(string Explanation)
{
    /// <summary>Another daemon holds it.</summary>
    /// <param name="Directory">The spool.</param>
    /// <param name="Pid">The number of its process; empty when it is not known, or no daemon but a command that lets go in a moment.</param>
    public sealed record InUse(string Directory, string Pid) : SpoolRefusal(
        $"the spool {Directory} is in use by another daemon{(Pid.Length > 0 ? $" (process {Pid})" : "")}. Stop that one, or set Spool.Directory to another folder.");

    /// <summary>A later version of this program has written it.</summary>
    /// <param name="Directory">The spool.</param>
    /// <param name="Found">Its version.</param>
    /// <param name="Known">The latest version that this program reads.</param>
    public sealed record NewerSchema(string Directory, long Found, long Known) : SpoolRefusal(
        $"the spool {Directory} was written by a later version of this program (format {Found}, this one knows {Known}). Run that version, or let it empty the spool first.");

    /// <summary>The folder or the files cannot be used.</summary>
    /// <param name="Directory">The spool.</param>
    /// <param name="Reason">What went wrong.</param>
    public sealed record Unusable(string Directory, string Reason) : SpoolRefusal($"the spool {Directory} cannot be used: {Reason}");
}
