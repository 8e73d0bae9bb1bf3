namespace Laitos.Domain.Sharing;

/// <summary>What daemons with one queue can count together.</summary>
public enum SharedKind
{
    /// <summary>Mails that were taken within the last hour without being stored, and mails that are under way.</summary>
    Duplicates,

    /// <summary>Wrong passwords in mails.</summary>
    Passwords,

    /// <summary>Mails a second from one client.</summary>
    Rates,
}

/// <summary>The kinds by the words of the configuration.</summary>
public static class SharedKinds
{
    /// <summary>Each kind with its word.</summary>
    public static Seq<(string Word, SharedKind Kind)> Words { get; } = Seqs.Of(("duplicates", SharedKind.Duplicates), ("passwords", SharedKind.Passwords), ("rates", SharedKind.Rates));

    /// <summary>What is shared where nothing is said: what costs nothing for an ordinary mail.</summary>
    public static Seq<SharedKind> Standard { get; } = Seqs.Of(SharedKind.Passwords);
}
