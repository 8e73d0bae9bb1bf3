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

    /// <summary>A spool in a schema of a server.</summary>
    internal static PostgreSqlLocation PlaceOf(PostgreSqlServer server, string schema, SpoolDirectory folder, CommitLevel commit = CommitLevel.On) => new(
        new DatabaseSettings(
            DatabaseConnection.Parse(server.Connection(schema)).Match(Left: mistake => throw new AssertionException(mistake), Right: connection => connection),
            Option<Domain.Foundation.Secret>.None, Option<string>.None, commit),
        folder);
}
