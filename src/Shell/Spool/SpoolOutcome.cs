using Laitos.Domain.Queue;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Laitos.Shell.Spool;

/// <summary>How a change of the spool went.</summary>
public abstract record SpoolOutcome
{
    SpoolOutcome() { }

    /// <summary>Done and flushed to the disk.</summary>
    public sealed record Stored : SpoolOutcome
    {
        /// <summary>The claim under which it was done; 0 where nobody claims, and <see cref="NoClaim"/> where it is not known to hold.</summary>
        public long Claim { get; init; }

        /// <summary>Where the mail lay that was taken out: its file may go.</summary>
        internal MailPlace Freed { get; init; }

        /// <summary>No claim has this number, and none a lower one.</summary>
        public const long NoClaim = -1;
    }

    /// <summary>Not done: the disk is full. It may work later.</summary>
    public sealed record NoSpace(string Reason) : SpoolOutcome;

    /// <summary>Not done: the disk or the database does not work, or there is no such entry.</summary>
    public sealed record Broken(string Reason) : SpoolOutcome
    {
        /// <summary>True when the disk works and what was to be changed is not there.</summary>
        public bool IsMissing { get; init; }
    }

    /// <summary>What was to be changed is not there.</summary>
    internal static Broken Missing { get; } = new("there is no such entry") { IsMissing = true };

    /// <summary>What it is to the queue.</summary>
    internal WriteOutcome ToWriteOutcome() => this switch
    {
        Broken { IsMissing: true } => new WriteOutcome.Gone(),
        _ => Trouble is { } reason ? new WriteOutcome.Failed(reason) : new WriteOutcome.Stored(),
    };

    /// <summary>Why it was not done, in words; null when it was.</summary>
    internal string? Trouble => this switch
    {
        NoSpace(var reason) => reason,
        Broken(var reason) => reason,
        _ => null,
    };
}

/// <summary>Reads the exceptions of the disk and of the database as outcomes.</summary>
static class DiskTrouble
{
    const int CommonCode = 0xff;

    /// ENOSPC and EDQUOT of Linux, and the Windows codes for a full disk.
    static readonly int[] NoSpace = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>True for an exception that tells of the disk or of the database, not of a mistake in our code.</summary>
    public static bool IsDisk(this Exception fault) => fault is IOException or UnauthorizedAccessException or SqliteException;

    public static bool IsNoSpace(this Exception fault) => fault switch
    {
        SqliteException database => (database.SqliteErrorCode & CommonCode) == raw.SQLITE_FULL,
        IOException file => NoSpace.Contains(file.HResult),
        _ => false,
    };

    /// <summary>True when the database file itself is not to be believed.</summary>
    public static bool IsDamage(this Exception fault) =>
        fault is SqliteException { SqliteErrorCode: var code } && (code & CommonCode) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    public static SpoolOutcome ToOutcome(this Exception fault) =>
        fault.IsNoSpace() ? new SpoolOutcome.NoSpace(fault.Message) : new SpoolOutcome.Broken(fault.Message);
}
