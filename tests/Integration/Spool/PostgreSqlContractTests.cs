using Laitos.Domain.Settings;
using Laitos.Integration.Support;
using Laitos.Shell.Spool;
using Laitos.Shell.Spool.PostgreSql;
using LanguageExt;
using Npgsql;

namespace Laitos.Integration.Spool;

/// <summary>The contract of spools, kept by the one on a server.</summary>
public sealed class PostgreSqlContractTests : CommandContract
{
    readonly string schema = $"s{Guid.NewGuid():N}";
    PostgreSqlServer server = null!;

    [SetUp]
    public async Task FindServer() => server = await PostgreSqlServer.Shared;

    protected override ISpoolLocation Location => PlaceOf(server, schema, Folder);

    protected override ISpoolLocation Rival => PlaceOf(server, schema, new SpoolDirectory(Folder.Root + "-of-another"));

    protected override Task Execute(string sql) =>
        server.Ask($"SET search_path={schema}; " + sql.Replace("{", @"'\x", StringComparison.Ordinal).Replace("}", "'", StringComparison.Ordinal));

    static OpenedSpool Right(Either<SpoolRefusal, OpenedSpool> opened) => opened.IfLeft(refusal => throw new AssertionException(refusal.Explanation));

    /// Daemons share it; a command has it alone.
    public override async Task A_second_daemon_is_refused_until_the_first_has_gone()
    {
        await using (await Open())
        {
            await using var second = Right(await Rival.Open(Now)).Spool;
            var refusal = (await Location.Open(Now, isPassing: true)).Match(Left: refusal => refusal as SpoolRefusal.InUse, Right: _ => null!)!;
            Assert.That((refusal.Spool, refusal.Holder), Is.EqualTo((Location.Name, $"{Environment.MachineName}; {Environment.MachineName}")));
        }

        await using (Right(await Location.Open(Now, isPassing: true)).Spool)
        {
            Assert.That((await Rival.Open(Now)).Match(Left: refusal => refusal.IsWaitedFor, Right: _ => false), "a daemon waits for a command");
        }
    }

    /// <summary>A spool in a schema of a server.</summary>
    internal static PostgreSqlLocation PlaceOf(PostgreSqlServer server, string schema, SpoolDirectory folder, CommitLevel commit = CommitLevel.On, TimeSpan? lease = null) =>
        new(SettingsOf(server, schema, commit, lease), folder);

    internal static DatabaseSettings SettingsOf(PostgreSqlServer server, string schema, CommitLevel commit = CommitLevel.On, TimeSpan? lease = null) => new(
        DatabaseConnection.Parse(server.Connection(schema)).Match(Left: mistake => throw new AssertionException(mistake), Right: connection => connection),
        Option<Domain.Foundation.Secret>.None, Option<string>.None, commit)
    {
        Lease = new Domain.Queue.LeasePolicy(lease ?? Domain.Queue.LeasePolicy.Standard.Length),
    };
}
