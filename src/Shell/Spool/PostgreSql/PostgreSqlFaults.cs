using System.Net.Sockets;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>A commit of which nobody knows whether a standby has it: the server has told of it by a warning alone.</summary>
sealed class CommitDoubtException(string message) : IOException(message);

/// <summary>The server cannot be had; nothing was sent to it.</summary>
sealed class DatabaseAwayException(string message) : IOException(message);

/// <summary>Reads the exceptions of the database server as outcomes.</summary>
static class PostgreSqlFaults
{
    /// <summary>The SQLSTATE that <c>fence</c> raises: the lease of this daemon has been taken away.</summary>
    public const string Fenced = "LT001";

    /// What a server says that goes down, comes up, has no connection left, or may not write: nothing is known of the transaction, or another server is to be asked.
    /// By class or whole: connection exceptions (08), operator intervention (57P).
    static readonly string[] Going = ["08", "57P", PostgresErrorCodes.TooManyConnections, PostgresErrorCodes.ReadOnlySqlTransaction];

    /// <summary>True for an exception that tells of the server or the way to it, not of a mistake in our code.</summary>
    public static bool IsDatabase(this Exception fault) => fault is NpgsqlException or IOException or SocketException or TimeoutException or UnauthorizedAccessException;

    /// <summary>True when the server has answered that it did not do what was asked, so that nothing of it is there.</summary>
    public static bool IsRefusal(this Exception fault) => fault is DatabaseAwayException || (fault is PostgresException { SqlState: var state } && !Going.Any(going => state.StartsWith(going, StringComparison.Ordinal)));

    /// <summary>True for a name that is taken.</summary>
    public static bool IsTaken(this Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>True when two transactions were in each other's way: one of them is made again.</summary>
    public static bool IsCollision(this Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    /// <summary>What the exception comes to.</summary>
    public static SpoolOutcome ToDatabaseOutcome(this Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.DiskFull }
        ? new SpoolOutcome.NoSpace(Words(fault))
        : new SpoolOutcome.Broken(fault is DatabaseAwayException ? fault.Message : $"the database of the spool: {Words(fault)}");

    /// <summary>What it says, in one line: the server's own words, or those of the failure beneath.</summary>
    public static string Words(Exception fault) => fault switch
    {
        PostgresException answer => $"{answer.MessageText} ({answer.SqlState})",
        NpgsqlException { InnerException: { } inner } => $"{fault.Message.TrimEnd('.')}: {inner.Message}",
        _ => fault.Message,
    };
}
