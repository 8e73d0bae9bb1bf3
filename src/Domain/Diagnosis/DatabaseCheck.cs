using Laitos.Domain.Settings;

namespace Laitos.Domain.Diagnosis;

/// <summary>The database that mail waits in.</summary>
static class DatabaseCheck
{
    const string Way = "start the database server, or mend the way to it: psql with the words of Spool.PostgreSql tries the same (docs/scaling.md)";

    public static Validation<Demand, Judgement> Of(Setup setup, Evidence known) => known.Look<Observation.Database>(new Probe.Database()).Map(seen => seen.Match(
        database => database.Refusal.Match(
            refusal => Judgement.Error($"it refuses: {refusal.Words}", Cure(refusal.State)),
            () => Found(setup, database)),
        reason => Judgement.Error($"it cannot be reached: {reason}", Way)));

    static Judgement Found(Setup setup, Observation.Database database) =>
        database.IsLater ? Judgement.Error("a later version of this program has written it", "run that version, or give this one a schema of its own: Search Path in Spool.PostgreSql")
        : database is { IsMade: false, MayMake: false } ? Judgement.Error("the tables are not there, and this user may not make them", "make the schema for this user (CREATE SCHEMA … AUTHORIZATION …), or let it make one (GRANT CREATE ON DATABASE …)")
        : !database.Flushes ? Judgement.Error("the server does not flush what it commits: a power cut loses mail that was answered 250", "set fsync = on in the server's configuration")
        : setup.Settings.Spool.DatabaseKeys.Commit is CommitLevel.RemoteWrite or CommitLevel.RemoteApply && !database.WaitsForStandby
            ? Judgement.Warning("Spool.PostgreSqlCommit names a standby, and the server waits for none", "set synchronous_standby_names in the server's configuration, or leave PostgreSqlCommit out")
        : Judgement.Good(database.IsMade ? $"it takes the login, and the tables are there; {Daemons(database.Daemons)}" : "it takes the login; the tables are made at the first start", ("took", database.Took));

    static string Daemons(Seq<(string Name, bool IsLive)> daemons) => daemons.IsEmpty
        ? "no daemon works on them"
        : $"daemons that work on them: {string.Join(", ", daemons.Map(daemon => daemon.IsLive ? daemon.Name : $"{daemon.Name} (no sign of life: the others take its mail over)"))}";

    /// By the class or the whole of SQLSTATE (SQL standard; PostgreSQL, appendix A).
    static string Cure(string state) => state switch
    {
        "28P01" or "28000" => "see Username, PostgreSqlPassword and PostgreSqlPasswordFile in Spool, and pg_hba.conf of the server",
        "3D000" => "make the database (createdb), or mend Database in Spool.PostgreSql",
        "42501" => "make the schema for this user (CREATE SCHEMA … AUTHORIZATION …), or let it make one (GRANT CREATE ON DATABASE …)",
        "53300" => "give the server more connections (max_connections): the daemon has up to 24",
        _ => Way,
    };
}
