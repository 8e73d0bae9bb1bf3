namespace Laitos.Domain.Sharing;

/// <summary>Why a transaction on a database server was not made, or may not have been.</summary>
public enum TransactionFault
{
    /// <summary>The server cannot be had, and nothing was sent to it.</summary>
    Away,

    /// <summary>The server has refused it for what it says; nothing of it is there.</summary>
    Refused,

    /// <summary>It puts in a name that is there already; nothing of it is there.</summary>
    NameTaken,

    /// <summary>The lease under which it was to be made does not hold; nothing of it is there.</summary>
    Fenced,

    /// <summary>It was in another one's way; nothing of it is there.</summary>
    Collided,

    /// <summary>Nobody knows whether it is there: the connection has failed, the server goes down or comes up, or has given up waiting for a standby.</summary>
    InDoubt,
}

/// <summary>What a server's answer means.</summary>
public static class TransactionFaults
{
    /// <summary>The SQLSTATE by which a transaction fails whose lease does not hold.</summary>
    public const string FencedState = "LT001";

    /// Of a server that goes down, comes up, has no connection left, or may not write: another one is to be asked. By class (connection exceptions, operator intervention), or whole.
    static readonly Seq<string> Going = Seqs.Of("08", "57P", "53300", "25006");

    /// <summary>What an SQLSTATE (PostgreSQL, appendix A) means for the transaction that was answered with it.</summary>
    public static TransactionFault OfState(string state) => state switch
    {
        FencedState => TransactionFault.Fenced,
        "23505" => TransactionFault.NameTaken,
        "40P01" or "40001" => TransactionFault.Collided,
        _ => Going.Exists(going => state.StartsWith(going, StringComparison.Ordinal)) ? TransactionFault.InDoubt : TransactionFault.Refused,
    };

    /// <summary>True when nothing of the transaction is there.</summary>
    public static bool IsDefinite(this TransactionFault fault) => fault != TransactionFault.InDoubt;
}
