using Laitos.Domain.Queue;
using Laitos.Domain.Sharing;

namespace Laitos.Domain.Settings;

/// <summary>A PostgreSQL database that mail waits in, in the place of a folder: the keys <c>PostgreSql…</c> of the section <c>Spool</c>.</summary>
/// <param name="Connection">How it is reached.</param>
/// <param name="Password">The password; none where a file holds it, or the server asks for none.</param>
/// <param name="PasswordFile">A file that holds the password. It is read anew for each connection.</param>
/// <param name="Commit">What a commit waits for.</param>
public sealed record DatabaseSettings(DatabaseConnection Connection, Option<Secret> Password, Option<string> PasswordFile, CommitLevel Commit)
{
    /// <summary>How long what a daemon works on is its own without a sign of life.</summary>
    public LeasePolicy Lease { get; init; } = LeasePolicy.Standard;

    /// <summary>What this daemon is called among those that work on the database; none for the name of its machine.</summary>
    public Option<string> Daemon { get; init; }

    /// <summary>What the daemons on it count together.</summary>
    public Seq<SharedKind> Shared { get; init; } = SharedKinds.Standard;

    /// <summary>The levels by PostgreSQL's own words, its setting <c>synchronous_commit</c>. <c>off</c> is none of them: what is not flushed is not answered 250.</summary>
    public static Seq<(string Word, CommitLevel Level)> Levels { get; } = Seqs.Of(
        ("on", CommitLevel.On), ("remote_apply", CommitLevel.RemoteApply), ("remote_write", CommitLevel.RemoteWrite), ("local", CommitLevel.Local));
}

/// <summary>What a commit waits for before a mail is answered 250. Each waits for the flush of the server's own disk.</summary>
public enum CommitLevel
{
    /// <summary>And, where the server replicates synchronously, for the flush of the standbys.</summary>
    On,

    /// <summary>And for the standbys to show it to readers.</summary>
    RemoteApply,

    /// <summary>And for the standbys to have received it, flushed or not.</summary>
    RemoteWrite,

    /// <summary>For nothing else.</summary>
    Local,
}

/// <summary>The keys <c>PostgreSql…</c> as they are given: a mistake where they do not go together.</summary>
/// <param name="Connection">The connection string.</param>
/// <param name="Password">The password.</param>
/// <param name="PasswordFile">Its file.</param>
/// <param name="Commit">The level.</param>
public sealed record DatabaseKeys(Option<DatabaseConnection> Connection, Option<Secret> Password, Option<string> PasswordFile, CommitLevel Commit)
{
    /// <summary>None is given.</summary>
    public static DatabaseKeys None { get; } = new(Option<DatabaseConnection>.None, Option<Secret>.None, Option<string>.None, CommitLevel.On);

    /// <summary>How long what a daemon works on is its own without a sign of life.</summary>
    public TimeSpan Lease { get; init; } = LeasePolicy.Standard.Length;

    /// <summary>The name of the daemon.</summary>
    public Option<string> Daemon { get; init; }

    /// <summary>What daemons count together.</summary>
    public Seq<SharedKind> Shared { get; init; } = SharedKinds.Standard;

    /// <summary>The database; none where the spool is a folder.</summary>
    public Option<DatabaseSettings> Settings => Connection.Map(connection => new DatabaseSettings(connection, Password, PasswordFile, Commit) { Lease = new LeasePolicy(Lease), Daemon = Daemon, Shared = Shared });

    /// The shortest and the longest lease: a shorter one would lapse by chance, and a longer one would keep mail waiting.
    internal static (TimeSpan Shortest, TimeSpan Longest) Leases { get; } = (TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(15));

    /// A connection string, whose mistakes quote nothing.
    internal static SettingFormat<DatabaseConnection> Format { get; } = new(
        (path, value) => value.ValueKind == System.Text.Json.JsonValueKind.String
            ? DatabaseConnection.Parse(SettingProblems.Text(value)).Match(
                Right: SettingProblems.None,
                Left: expected => SettingProblems.At<DatabaseConnection>(path, "a connection string (not shown)", expected))
            : SettingProblems.At<DatabaseConnection>(path, SettingProblems.Kind(value), "a text such as \"Host=db.example;Database=laitos;Username=laitos\""),
        connection => connection.ToString());
}
