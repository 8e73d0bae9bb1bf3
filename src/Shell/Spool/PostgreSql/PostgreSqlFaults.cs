using System.Net.Sockets;
using Laitos.Domain.Sharing;
using LanguageExt;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>A commit of which nobody knows whether a standby has it: the server has told of it by a warning alone.</summary>
sealed class CommitDoubtException(string message) : IOException(message);

/// <summary>The server cannot be had; nothing was sent to it.</summary>
sealed class DatabaseAwayException(string message) : IOException(message);

/// <summary>Reads the exceptions of the database server as outcomes.</summary>
static class PostgreSqlFaults
{
    /// <summary>True for an exception that tells of the server or the way to it, not of a mistake in our code.</summary>
    public static bool IsDatabase(this Exception fault) => fault is NpgsqlException or IOException or SocketException or TimeoutException or UnauthorizedAccessException;

    /// <summary>What it means for the transaction that it has ended.</summary>
    public static TransactionFault ToTransactionFault(this Exception fault) => fault switch
    {
        DatabaseAwayException => TransactionFault.Away,
        PostgresException answer => TransactionFaults.OfState(answer.SqlState),
        _ => TransactionFault.InDoubt,
    };

    /// <summary>True when the server has answered that it did not do what was asked, so that nothing of it is there.</summary>
    public static bool IsRefusal(this Exception fault) => fault.ToTransactionFault().IsDefinite();

    /// <summary>What is asked of the server; or what it says when that cannot be done, for the owner.</summary>
    /// <param name="ask">Asks it.</param>
    /// <param name="what">What cannot be done then, with a colon and a blank.</param>
    public static async Task<Either<string, A>> Told<A>(Func<Task<A>> ask, string what = "")
    {
        try
        {
            return Prelude.Right<string, A>(await ask());
        }
        catch (Exception fault) when (fault.IsDatabase())
        {
            return Prelude.Left<string, A>(what + Words(fault));
        }
    }

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
