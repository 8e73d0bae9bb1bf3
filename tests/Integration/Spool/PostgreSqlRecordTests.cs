using Laitos.Domain.Foundation;
using Laitos.Domain.Tracing;
using Laitos.Integration.Support;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Integration.Spool;

/// <summary>The records of all daemons in their table: how they come there, and how it is kept within its bounds.</summary>
public sealed class PostgreSqlRecordTests : SpoolCases
{
    readonly string schema = $"s{Guid.NewGuid():N}";
    PostgreSqlServer server = null!;
    ISpool one = null!, other = null!;

    [SetUp]
    public async Task OpenSpools()
    {
        server = await PostgreSqlServer.Shared;
        (one, other) = (await Open("a"), await Open("b"));
    }

    [TearDown]
    public async Task CloseSpools()
    {
        await (one?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (other?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Test]
    public async Task What_was_copied_before_is_not_copied_again_and_each_daemon_has_a_place_of_its_own()
    {
        var (before, after) = (TraceCopy.None, new TraceCopy(2, Now));
        TraceRow[] rows = [Row(TraceKinds.Mail, 0, "first\0"), Row(TraceKinds.Session, 1)];
        Assert.That(Right(await one.Claims!.Copies.Add(before, after, rows)));
        Assert.That(Right(await one.Claims!.Copies.Add(before, after, rows)), Is.False, "nobody had heard of it");
        Assert.That(Right(await one.Claims!.Copies.Add(new TraceCopy(2, Now + TimeSpan.FromSeconds(1)), new TraceCopy(3, Now), rows)), Is.False, "of a file that was set aside");
        Assert.That((Right(await one.Claims!.Copies.Copied()), Right(await other.Claims!.Copies.Copied())), Is.EqualTo((after, TraceCopy.None)));
        Assert.That(Right(await other.Claims!.Copies.Add(before, new TraceCopy(1, Now), [Row(TraceKinds.Mail, 2)])));
        Assert.That(await Found(), Is.EqualTo(new[] { "mail 0 first ", "session 1 ", "mail 2 " }));
    }

    [Test]
    public async Task What_is_too_old_goes_and_of_what_is_too_much_sessions_first_and_that_is_told()
    {
        await Keep([.. Enumerable.Range(0, 10).Select(i => Row(TraceKinds.Mail, i)), .. Enumerable.Range(10, 32).Select(i => Row(TraceKinds.Session, i))]);
        var size = (long)(await Asked("SELECT sum(size)::bigint FROM records"))!;
        var now = Now + TimeSpan.FromSeconds(100);
        Assert.That((await other.Claims!.Copies.Prune(new TracePolicy(TimeSpan.FromSeconds(98), size), now)).IsRight);
        Assert.That((await Found())[0], Is.EqualTo("mail 2 "), "a record as old as that stays");
        Assert.That(await Asked("SELECT count(*) FROM records"), Is.EqualTo(40L), "and nothing else went");

        // Room for half of it.
        Assert.That((await one.Claims!.Copies.Prune(new TracePolicy(TimeSpan.FromDays(1), size / 2), now)).IsRight);
        var left = await Found();
        Assert.That((long)(await Asked("SELECT sum(size)::bigint FROM records WHERE daemon<>''"))!, Is.LessThanOrEqualTo(size / 2));
        Assert.That(left.Where(row => row.StartsWith("mail", StringComparison.Ordinal)), Is.EqualTo(Enumerable.Range(2, 8).Select(i => $"mail {i} ")), "no session washes out a mail");
        var sessions = left.Where(row => row.StartsWith("session", StringComparison.Ordinal)).ToArray();
        Assert.That(sessions, Is.Not.Empty.And.EqualTo(Enumerable.Range(42 - sessions.Length, sessions.Length).Select(i => $"session {i} ")), "the latest are there");
        var marks = Right(await one.Records!.Read(rows => rows.Markers(10))).Select(row => TraceCodec.Read(row).IfLeft(error => throw new AssertionException(error.ToString())));
        Assert.That(marks, Is.EqualTo(new TraceRecord[] { new TraceRecord.Thinned(now, At(42 - sessions.Length)) }), "since when all sessions are there");
    }

    [Test]
    public async Task Mails_are_counted_by_daemon_hour_and_word()
    {
        static TraceRow Decided(int second, string word) => Row(TraceKinds.Mail, second) with { Body = Octets.Utf8($$"""{"decision": {"word": "{{word}}"} }""") };
        await Keep([Decided(0, "forwarded"), Decided(1, "forwarded"), Decided(2, "blocked"), Decided(3600, "forwarded"), Row(TraceKinds.Session, 4), Row(TraceKinds.Mail, 5) with { Body = Octets.Utf8("{}") }, Decided(9000, "queued")]);
        var hour = Now.UnixMilliseconds / 3_600_000;
        Assert.That(Right(await other.Records!.Read(rows => rows.HourlyWords(Now, At(9000)))), Is.EquivalentTo(new[]
        {
            (Environment.MachineName, hour, "forwarded", 2L), (Environment.MachineName, hour, "blocked", 1L), (Environment.MachineName, hour + 1, "forwarded", 1L), (Environment.MachineName, hour, "", 1L),
        }));
    }

    [Test]
    public async Task One_daemon_at_a_time_deletes_and_the_other_does_not_wait_for_it()
    {
        await Keep([.. Enumerable.Range(0, 50).Select(i => Row(TraceKinds.Mail, i))]);
        await using var holding = new Npgsql.NpgsqlConnection(server.Connection(schema));
        await holding.OpenAsync();
        await using var begin = new Npgsql.NpgsqlCommand("BEGIN; SELECT pg_advisory_xact_lock(x'7472696d'::int, (SELECT oid::int4 FROM pg_namespace WHERE nspname=current_schema()))", holding);
        await begin.ExecuteNonQueryAsync();
        Assert.That((await one.Claims!.Copies.Prune(new TracePolicy(TimeSpan.FromSeconds(1), 1), Now + TimeSpan.FromDays(1))).IsRight);
        Assert.That(await Asked("SELECT count(*) FROM records"), Is.EqualTo(50L), "another one is at it");
        begin.CommandText = "ROLLBACK";
        await begin.ExecuteNonQueryAsync();
        var both = await Task.WhenAll(one.Claims!.Copies.Prune(new TracePolicy(TimeSpan.FromSeconds(1), 1), Now + TimeSpan.FromDays(1)), other.Claims!.Copies.Prune(new TracePolicy(TimeSpan.FromSeconds(1), 1), Now + TimeSpan.FromDays(1)));
        Assert.That((both.All(each => each.IsRight), await Asked("SELECT count(*) FROM records")), Is.EqualTo((true, 0L)));
    }

    static Instant At(int second) => Now + TimeSpan.FromSeconds(second);

    static TraceRow Row(string kind, int second, string search = "") => new(At(second), kind, "", search, new Octets(new byte[200]));

    async Task Keep(IReadOnlyList<TraceRow> rows) => Assert.That(Right(await one.Claims!.Copies.Add(TraceCopy.None, new TraceCopy(rows.Count, Now), rows)));

    Task<IReadOnlyList<string>> Found() => server.Column($"SELECT kind||' '||(at-{Now.UnixMilliseconds})/1000||' '||search FROM {schema}.records WHERE daemon<>'' ORDER BY at");

    Task<object?> Asked(string sql) => server.Ask($"SET search_path={schema}; {sql}");

    async Task<ISpool> Open(string daemon) =>
        (await PostgreSqlContractTests.PlaceOf(server, schema, new SpoolDirectory($"{Folder.Root}-{daemon}")).Open(Now)).Match(Left: refusal => throw new AssertionException(refusal.Explanation), Right: found => found.Spool);
}
