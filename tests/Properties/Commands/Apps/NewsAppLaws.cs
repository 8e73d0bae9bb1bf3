using System.Globalization;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

public class NewsAppLaws
{
    const string Rss2 = """
        <?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Channel</title><description>All</description>
        <item><media:title>Picture</media:title><title>Bread &amp; <![CDATA[<i>butter</i>]]></title><link/>
          <description>&lt;p&gt;One &lt;b&gt;b&lt;/b&gt;old&lt;br&gt;two&amp;nbsp;three&lt;/p&gt;</description><pubDate>Mon, 02 Mar 2026 11:00:00 +0100</pubDate></item>
        <item><title>Older</title><description>d</description><pubDate>1 Mar 26 08:00 EST</pubDate></item>
        <item><title>Undated</title></item><item/>
        </channel></rss>
        """;

    const string Rss1 = """
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel><title>C</title></channel><item rdf:about="x"><title>Noon</title><dc:date>2026-03-01T12:00Z</dc:date><description>n</description></item></rdf:RDF>
        """;

    const string Atom = """
        <feed xmlns="http://www.w3.org/2005/Atom"><title>Feed</title>
        <entry><title type="html">A &amp;lt; B</title><updated>2026-03-02T10:00:01.5Z</updated>
          <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p><p>y</p></div></summary></entry>
        <entry><title>Content only</title><published>2026-03-02T09:59:59-00:00</published><content type="html">&lt;script </content></entry></feed>
        """;

    static readonly string[] All =
    [
        "A < B-x y", "Bread & butter-One bold two three", "Content only-", "Older-d", "Noon-n", "Undated-", "-",
    ];

    [Test]
    public void Feeds_of_all_kinds_are_put_together_newest_first() =>
        Assert.That(News("0 100", Rss2, Rss1, Atom), Is.EqualTo(CommandResult.Ok(string.Concat(All.Select(line => line + "\n")))));

    [Property(MaxTest = 200)]
    public bool Skip_and_count_take_a_stretch_of_them(byte skip, byte count) =>
        News($"{skip % 9} {count % 9}", Rss2, Rss1, Atom).Output == string.Concat(All.Skip(skip % 9).Take(count % 9).Select(line => line + "\n"));

    [TestCase("", 0, 10)]
    [TestCase("3", 3, 10)]
    [TestCase("12 2", 12, 2)]
    public void Ten_are_told_where_no_count_is_given(string argument, int skip, int count)
    {
        var feed = "<rss>" + string.Concat(Enumerable.Range(0, 30).Select(n => $"<item><title>{n}</title></item>")) + "</rss>";
        Assert.That(News(argument, feed).Output, Is.EqualTo(string.Concat(Enumerable.Range(skip, count).Select(n => $"{n}-\n"))));
    }

    [TestCase("x")]
    [TestCase("1 x")]
    [TestCase("-1")]
    [TestCase("1001")]
    [TestCase("1 1 1")]
    [TestCase("99999999999999999999")]
    public void Other_arguments_are_refused(string argument) => Assert.That(AppRuns.Ask(Policy, ".r", argument).Refusal(), Does.StartWith("expected: skip count"));

    [Test]
    public void A_source_that_fails_is_left_out_as_long_as_another_answers()
    {
        Assert.That(News("", "<rss", Rss1), Is.EqualTo(CommandResult.Ok("Noon-n\n")));
        Assert.That(
            AppRuns.Conclude(Policy, ".r", "", new AppResponse.Fetched(Seqs.Of<Either<string, Octets>>("HTTP status 404", Octets.Utf8(Rss1)))),
            Is.EqualTo(CommandResult.Ok("Noon-n\n")));
    }

    [Test]
    public void When_none_answers_all_are_named_without_what_may_be_secret_in_their_addresses() =>
        Assert.That(
            AppRuns.Conclude(Policy, ".r", "", new AppResponse.Fetched(Seqs.Of<Either<string, Octets>>("HTTP status 404", Octets.Utf8("<html/>")))),
            Is.EqualTo(CommandResult.Failed("no source of news could be read: news.example/feed: HTTP status 404; other.example/rss: neither RSS nor Atom")));

    [TestCase("<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><rss><item><title>&b;</title></item></rss>")]
    [TestCase("<!DOCTYPE rss SYSTEM \"file:///etc/passwd\"><rss><item><title>x</title></item></rss>")]
    [TestCase("<rss><item><title>x</title></item>")]
    [TestCase("")]
    [TestCase("plain text")]
    public void What_is_not_to_be_trusted_is_not_read(string document) => Assert.That(News("", document).Error.IsSome);

    [Test]
    public void Entities_of_HTML_are_borne() =>
        Assert.That(News("", "<rss><item><title>a&nbsp;b &eacute;</title></item></rss>").Output, Is.EqualTo("a b é-\n"));

    [TestCase("<?xml version='1.0' encoding='ISO-8859-1'?><rss><item><title>\u00e9</title></item></rss>")]
    [TestCase("\u00ef\u00bb\u00bf<rss><item><title>\u00c3\u00a9</title></item></rss>")]
    [TestCase("\u00ff\u00fe<\0r\0s\0s\0>\0<\0i\0t\0e\0m\0>\0<\0t\0i\0t\0l\0e\0>\0\u00e9\0<\0/\0t\0i\0t\0l\0e\0>\0<\0/\0i\0t\0e\0m\0>\0<\0/\0r\0s\0s\0>\0")]
    [TestCase("<?xml version='1.0' encoding='utf-8'?><rss><item><title>\u00c3\u00a9</title></item></rss>")]
    public void Common_charsets_are_read(string octets) =>
        Assert.That(
            AppRuns.Conclude(Policy, ".r", "", new AppResponse.Fetched(Seqs.Of<Either<string, Octets>>(Octets.Latin1(octets)))),
            Is.EqualTo(CommandResult.Ok("é-\n")));

    [TestCase("Mon, 02 Mar 2026 11:00:00 GMT", 11)]
    [TestCase("Mon, 2 Mar 2026 11:00:00 Z", 11)]
    [TestCase("2 Mar 26 11:00 UT", 11)]
    [TestCase("Mon, 02 Mar 2026 11:00:00 +0200", 9)]
    [TestCase("Mon, 02 Mar 2026 11:00:00 PST", 19)]
    [TestCase("2026-03-02T11:00:00.123456Z", 11)]
    [TestCase("2026-03-02T11:00-05:30", 16)]
    [TestCase("2026-03-02 11:00:00", 11)]
    [TestCase("2026-03-02", 0)]
    public void Dates_of_all_kinds_are_compared(string date, int hour)
    {
        // The one in question lies between its neighbours by a minute or half an hour at most.
        var feed = $"<rss><item><title>before</title><pubDate>{Stamp(hour, -1)}</pubDate></item><item><title>it</title><pubDate>{date}</pubDate></item>" +
            $"<item><title>after</title><pubDate>{Stamp(hour, 31)}</pubDate></item></rss>";
        Assert.That(News("", feed).Output, Is.EqualTo("after-\nit-\nbefore-\n"));
    }

    [TestCase("10:00")]
    [TestCase("5 June")]
    [TestCase("today")]
    [TestCase("32 Mar 2026 10:00")]
    [TestCase("+0000")]
    [TestCase("Z")]
    public void What_is_no_date_comes_last(string date) =>
        Assert.That(
            News("", $"<rss><item><title>it</title><pubDate>{date}</pubDate></item><item><title>old</title><pubDate>1 Jan 1990 00:00</pubDate></item></rss>").Output,
            Is.EqualTo("old-\nit-\n"));

    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 2000)]
    public bool Whatever_was_fetched_each_piece_is_one_clean_line(Feed feed)
    {
        var result = AppRuns.Conclude(Policy, ".r", "0 1000", new AppResponse.Fetched(Seqs.Of<Either<string, Octets>>(feed.Document)));
        return result.Error.IsSome
            || (result.Output.Length == 0 || result.Output[^1] == '\n')
            && result.Output.Split('\n').All(line => !line.Any(char.IsControl));
    }

    /// Squared, these sizes would take minutes.
    [Test]
    public void Deep_and_long_documents_come_to_their_end()
    {
        var deep = "<rss>" + string.Concat(Enumerable.Repeat("<item>", 300_000));
        var tags = "<rss><item><title>" + string.Concat(Enumerable.Repeat("&lt;!--", 300_000)) + "</title></item></rss>";
        var lines = "<rss><item><title>" + string.Concat(Enumerable.Repeat("&lt;1", 500_000)) + "</title></item></rss>";
        var many = "<rss>" + string.Concat(Enumerable.Repeat("<item/>", 300_000)) + "</rss>";
        Assert.That(News("", deep).Error.IsSome);
        Assert.That(News("", tags).Output, Is.EqualTo("-\n"));
        Assert.That(News("", lines).Output, Has.Length.EqualTo(4002));
        Assert.That(News("0 1000", many).Output.Count(c => c == '\n'), Is.EqualTo(1000));
    }

    static CommandResult News(string argument, params string[] documents) =>
        AppRuns.Conclude(Policy, ".r", argument, new AppResponse.Fetched(documents.Select(each => (Either<string, Octets>)Octets.Utf8(each)).Gather()));

    static string Stamp(int hour, int minutes) =>
        new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc).AddHours(hour).AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
