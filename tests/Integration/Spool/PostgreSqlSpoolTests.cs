using System.Net.Sockets;
using System.Security.Cryptography;
using Laitos.Domain.Settings;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using Laitos.Shell.Spool.PostgreSql;
using LanguageExt;
using Npgsql;

namespace Laitos.Integration.Spool;

/// <summary>What is special to a spool on a server that stays up.</summary>
public sealed class PostgreSqlSpoolTests : SpoolCases
{
    readonly string schema = $"s{Guid.NewGuid():N}";
    PostgreSqlServer server = null!;

    [SetUp]
    public async Task FindServer() => server = await PostgreSqlServer.Shared;

    [Test]
    public async Task A_large_mail_goes_in_and_out_piece_by_piece_and_a_damaged_piece_is_noticed()
    {
        await using var spool = await Open();
        var (source, size) = (new Generated(20_000_001), 20_000_001L);
        Assert.That(await spool.Add(Entry("a", source)), Is.InstanceOf<SpoolOutcome.Stored>());
        Assert.That(await Asked("SELECT count(*) FROM chunks"), Is.EqualTo((size + (64 << 10) - 1) / (64 << 10)));

        var content = (await spool.Content("a")).Match(Left: trouble => throw new AssertionException(trouble.Reason), Right: found => found);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var block in content.Blocks(CancellationToken.None))
        {
            Assert.That(block.Length, Is.LessThanOrEqualTo(64 << 10));
            hash.AppendData(block.Span);
        }

        Assert.That(hash.GetHashAndReset(), Is.EqualTo(source.Digest));
        await Asked(@"UPDATE chunks SET octets=set_byte(octets, 5, 255 - get_byte(octets, 5)) WHERE number=100");
        Assert.That(await spool.Content("a"), Is.EqualTo(Prelude.Left<UnreadableMail, IMailContent>(new UnreadableMail("the pieces of mail a in the database are damaged: they are not what was stored", IsLost: true))));
        await spool.Replace("a");
        Assert.That(await Asked("SELECT count(*) FROM chunks"), Is.Zero);
    }

    [Test]
    public async Task A_mail_whose_source_ends_early_is_not_stored([Values(100, 400_000)] int size)
    {
        await using var spool = await Open();
        Assert.That(await spool.Add(Entry("a", new Short(size))), Is.InstanceOf<SpoolOutcome.Broken>());
        Assert.That(await Entries(spool), Is.Empty);
        Assert.That(await spool.Add(Entry("a")), Is.InstanceOf<SpoolOutcome.Stored>(), "and the spool works");
    }

    [TestCase(CommitLevel.On, "on")]
    [TestCase(CommitLevel.RemoteApply, "remote_apply")]
    [TestCase(CommitLevel.RemoteWrite, "remote_write")]
    [TestCase(CommitLevel.Local, "local")]
    public async Task A_session_commits_at_the_level_that_is_set_also_when_it_is_used_again(CommitLevel level, string word)
    {
        await using var connections = PostgreSqlConnections.Of(SettingsOf(level));
        for (var use = 0; use < 2; use++)
        {
            await using var connection = await connections.Open();
            Assert.That(await connection.Ask("SHOW synchronous_commit"), Is.EqualTo(word));
            await connection.Run("SET synchronous_commit=off");
        }
    }

    [Test]
    public async Task To_connect_takes_one_connection()
    {
        var taken = 0;
        await using var between = LoopbackServer.Start(async (client, stop) =>
        {
            Interlocked.Increment(ref taken);
            using var behind = new TcpClient("127.0.0.1", server.Port);
            await Task.WhenAny(client.GetStream().CopyToAsync(behind.GetStream(), stop), behind.GetStream().CopyToAsync(client.GetStream(), stop));
        });
        var settings = SettingsOf(CommitLevel.On) with { Connection = Connection(server.Connection(schema).Replace($"Port={server.Port}", $"Port={between.Port}", StringComparison.Ordinal)) };
        await using var connections = PostgreSqlConnections.Of(settings);
        await using (var connection = await connections.Open())
        {
            Assert.That(await connection.Ask("SELECT 'asked'"), Is.EqualTo("asked"));
        }

        Assert.That(taken, Is.EqualTo(1));
    }

    [Test]
    public async Task The_server_compiles_no_statement_however_dear_it_seems_without_an_index()
    {
        await using var connections = PostgreSqlConnections.Of(SettingsOf(CommitLevel.On));
        await using var connection = await connections.Open();
        var plan = (string?)await connection.Ask("EXPLAIN (ANALYZE, FORMAT JSON) SELECT count(reltuples) FROM pg_class");
        Assert.That(plan, Does.Contain("Seq Scan").And.Not.Contains("JIT"));
    }

    /// A row that a statement answers with comes before the commit, which may fail still.
    [Test]
    public async Task What_fails_behind_the_row_that_was_asked_for_is_told()
    {
        await using var spool = await Open();
        await Asked("CREATE TABLE parents(id int PRIMARY KEY); CREATE TABLE children(parent int REFERENCES parents DEFERRABLE INITIALLY DEFERRED)");
        await using var connections = PostgreSqlConnections.Of(SettingsOf(CommitLevel.On));
        await using var connection = await connections.Open();
        Assert.That(async () => await connection.Ask("INSERT INTO children VALUES(7) RETURNING parent"), Throws.TypeOf<PostgresException>());
        Assert.That(await connection.Ask("SELECT parent FROM children"), Is.Null);
        await connection.Run("INSERT INTO parents VALUES(7)");
        Assert.That(await connection.Ask("INSERT INTO children VALUES(7) RETURNING parent"), Is.EqualTo(7));
        Assert.That(await connection.Ask("SELECT NULL"), Is.Null);
    }

    [Test]
    public async Task A_spool_of_a_later_version_is_left_alone_and_many_that_start_together_make_it_once()
    {
        var daemons = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Place($"-{i}").Open(Now)));
        foreach (var daemon in daemons)
        {
            await Right(daemon).Spool.DisposeAsync();
        }

        await Asked("UPDATE format SET version=99");
        Assert.That(await Place().Open(Now), Is.EqualTo(Prelude.Left<SpoolRefusal, OpenedSpool>(new SpoolRefusal.NewerSchema(Place().Name, 99, PostgreSqlSchema.Version))));
        Assert.That((await Place().Look()).IsLeft);
    }

    [Test]
    public async Task A_password_comes_from_its_file_and_a_server_that_refuses_is_told_from_one_that_is_away()
    {
        var file = Path.Combine(Folder.Root, "password");
        var settings = SettingsOf(CommitLevel.On) with { PasswordFile = file, Connection = Connection(server.Connection(schema).Replace("=laitos", $"={PostgreSqlServer.Guarded}", StringComparison.Ordinal)) };
        Assert.That(await Refused(settings), Is.InstanceOf<SpoolRefusal.Unusable>(), "there is no such file");
        await File.WriteAllTextAsync(file, "wrong");
        Assert.That((await Refused(settings)).Explanation, Does.Contain("PostgreSqlPasswordFile").And.Not.Contain("wrong"));
        await File.WriteAllTextAsync(file, PostgreSqlServer.Password + "\n");
        await Right(await new PostgreSqlLocation(settings, Folder).Open(Now)).Spool.DisposeAsync();

        Assert.That(await Refused(SettingsOf(CommitLevel.On) with { Connection = Connection(server.Connection(schema).Replace($"Port={server.Port}", "Port=9", StringComparison.Ordinal)) }), Is.InstanceOf<SpoolRefusal.Away>());
        Assert.That((await Refused(SettingsOf(CommitLevel.On) with { Connection = Connection(server.Connection(schema).Replace("Database=postgres", "Database=nowhere", StringComparison.Ordinal)) })).Explanation, Does.Contain("createdb"));
    }

    async Task<SpoolRefusal> Refused(DatabaseSettings settings) => (await new PostgreSqlLocation(settings, Folder).Open(Now)).LeftAsEnumerable().Single();

    Task<object?> Asked(string sql) => server.Ask($"SET search_path={schema}; {sql}");

    PostgreSqlLocation Place(string folder = "") => PostgreSqlContractTests.PlaceOf(server, schema, new SpoolDirectory(Folder.Root + folder));

    async Task<ISpool> Open() => Right(await Place().Open(Now)).Spool;

    DatabaseSettings SettingsOf(CommitLevel level) => PostgreSqlContractTests.SettingsOf(server, schema, level);

    static DatabaseConnection Connection(string text) => DatabaseConnection.Parse(text).IfLeft(mistake => throw new AssertionException(mistake));

    static OpenedSpool Right(Either<SpoolRefusal, OpenedSpool> opened) => opened.IfLeft(refusal => throw new AssertionException(refusal.Explanation));

    /// <summary>A mail that was never in memory as a whole.</summary>
    sealed class Generated(long size) : IMailContent
    {
        public byte[] Digest { get; private set; } = [];

        public long Size => size;

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var block = new byte[50_000];
            for (var at = 0L; at < size; at += block.Length)
            {
                new Random((int)(at / block.Length)).NextBytes(block);
                var part = block.AsMemory(0, (int)Math.Min(block.Length, size - at));
                hash.AppendData(part.Span);
                await Task.CompletedTask;
                yield return part;
            }

            Digest = hash.GetHashAndReset();
        }
    }

    /// <summary>A mail that has fewer octets than it says.</summary>
    sealed class Short(int size) : IMailContent
    {
        public long Size => size;

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            await Task.CompletedTask;
            yield return new byte[size - 1];
        }
    }
}
