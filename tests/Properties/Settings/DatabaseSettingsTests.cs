using System.Text.Json;
using Laitos.Domain.Settings;

namespace Laitos.Properties.Settings;

/// <summary>The keys of a spool in a database: a connection string, and what goes with it.</summary>
public class DatabaseSettingsTests
{
    const string Connection = "Host=db.example;Database=laitos;Username=laitos";

    [TestCase("Database=laitos;Username=laitos", "one with Host")]
    [TestCase("Host=;Database=laitos;Username=laitos", "one with Host")]
    [TestCase("nonsense", "pairs Key=value")]
    [TestCase(Connection + ";Hosst=other", "known keys, and Hosst is none of them: one that exists; did you mean Host?")]
    [TestCase(Connection + ";Server=other", "one with Host only once")]
    [TestCase(Connection + ";Port=70000", "one whose Port is a number from 1 to 65535")]
    [TestCase(Connection + ";SSL Mode=verify-full", "one whose SSL Mode is Disable, ")]
    [TestCase(Connection + ";Search Path=a,b", "one whose Search Path is the name of one schema")]
    [TestCase(Connection + ";Root Certificate=\"open", "one whose quotation marks are closed")]
    public void A_mistake_in_a_connection_string(string text, string expected) =>
        Assert.That(DatabaseConnection.Parse(text).Match(Left: found => found, Right: found => $"{found}"), Does.StartWith(expected));

    [TestCase(Connection + ";Password='secret;word'")]
    [TestCase("Pwd=secret;" + Connection)]
    public void A_password_has_a_key_of_its_own_and_is_not_repeated(string text) =>
        Assert.That(DatabaseConnection.Parse(text).LeftAsEnumerable().Single(), Does.StartWith("one without a password").And.Not.Contain("secret"));

    [TestCase("\"PostgreSqlPassword\": \"x\"", "Spool.PostgreSql: found nothing")]
    [TestCase("\"PostgreSqlCommit\": \"local\"", "Spool.PostgreSql: found nothing")]
    [TestCase("\"PostgreSql\": \"" + Connection + "\", \"PostgreSqlPassword\": \"x\", \"PostgreSqlPasswordFile\": \"y\"", "Spool.PostgreSqlPasswordFile: found a file beside a password")]
    [TestCase("\"PostgreSql\": \"" + Connection + "\", \"PostgreSqlCommit\": \"off\"", "Spool.PostgreSqlCommit: found \"off\", expected \"on\", \"remote_apply\", \"remote_write\" or \"local\"")]
    [TestCase("\"PostgreSql\": \"Password=x\"", "Spool.PostgreSql: found a connection string (not shown)")]
    [TestCase("\"PostgreSql\": \"" + Connection + "\", \"Shared\": [\"rate\"]", "Spool.Shared[0]: found \"rate\", expected \"duplicates\", \"passwords\" or \"rates\"")]
    [TestCase("\"Shared\": [\"rates\"]", "Spool.PostgreSql: found nothing")]
    public void A_mistake(string members, string problem) =>
        Assert.That(Parse(members).Match(Succ: _ => throw new AssertionException("no problem"), Fail: problems => problems.Single().ToString()), Does.StartWith(problem));

    [TestCase("", "passwords")]
    [TestCase(", \"Shared\": []", "")]
    [TestCase(", \"Shared\": [\"Rates\", \"duplicates\"]", "rates duplicates")]
    public void What_daemons_count_together(string more, string shared) => Assert.That(
        Parse($"\"PostgreSql\": \"{Connection}\"{more}").Match(
            Succ: parsed => string.Join(' ', parsed.Settings.Spool.Database.Map(database => database.Shared.Map(kind => $"{kind}".ToLowerInvariant())).IfNone(Seqs.Of("no database"))),
            Fail: problems => problems.ToString()),
        Is.EqualTo(shared));

    [TestCase("db.example", "", true)]
    [TestCase("db.example", ";SSL Mode=Require", true)]
    [TestCase("db.example", ";SSL Mode=VerifyFull", false)]
    [TestCase("127.0.0.1", "", false)]
    [TestCase("/var/run/postgresql", "", false)]
    public void Mail_that_others_could_read_on_its_way_to_the_database_is_told(string host, string more, bool isTold) => Assert.That(
        Parse($"\"PostgreSql\": \"Host={host};Database=d;Username=u{more}\"").Match(Succ: parsed => parsed.Notices.Exists(notice => notice.Text.StartsWith("Spool.PostgreSql: ", StringComparison.Ordinal)), Fail: problems => throw new AssertionException(problems.ToString())),
        Is.EqualTo(isTold));

    [Test]
    public void Its_name_says_where_it_is() =>
        Assert.That(Read("server = one,two ;port=5433; DB='a'; User Id=\"u\";schema=mail").Name, Is.EqualTo("postgresql://one,two:5433/a (schema mail)"));

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public void What_is_written_is_read_as_the_same(string database, string user)
    {
        var (name, other) = (Value(database), Value(user));
        var read = Read($"Host=db.example;Database=\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\";Username='{other.Replace("'", "''", StringComparison.Ordinal)}'");
        Assert.That((read.Value("Database"), read.Value("Username")), Is.EqualTo((Prelude.Some(name), Prelude.Some(other))));
        Assert.That(Read(read.ToString()), Is.EqualTo(read));
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public void No_text_is_too_much_for_it_and_none_is_repeated(string text) =>
        Assert.That(DatabaseConnection.Parse($"{Connection};Password=secret;{text}").LeftAsEnumerable().Single(), Does.Not.Contain("secret"));

    static string Value(string? drawn) => string.IsNullOrEmpty(drawn) ? "x" : drawn;

    static DatabaseConnection Read(string text) => DatabaseConnection.Parse(text).Match(Right: found => found, Left: mistake => throw new AssertionException(mistake));

    static Validation<SettingProblem, (LaitosSettings Settings, Seq<SettingNotice> Notices)> Parse(string members)
    {
        using var document = JsonDocument.Parse($$"""
            {"MailDaemon": {"MyDomains": ["example.com"], "ForwardTo": ["me@example.net"]}, "MailClient": {"MailFrom": "f@example.com", "PickupDirectory": "inbox"}, "Spool": { {{members}} } }
            """);
        return SettingsParser.Parse(document.RootElement);
    }
}
