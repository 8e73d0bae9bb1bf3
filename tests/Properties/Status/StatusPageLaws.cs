using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Laitos.Domain.Addresses;
using Laitos.Domain.Filtering;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Domain.Status;
using Laitos.Domain.Status.Page;
using Laitos.Domain.Status.Web;
using Laitos.Domain.Tracing;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Status;

/// <summary>The page shows what is known, whatever strangers wrote, and nothing that they wrote does anything.</summary>
public class StatusPageLaws
{
    const string Secret = "Canary-Password-1";

    static readonly Instant Noon = QueueArbitraries.Noon;
    static readonly DomainName Hostname = (DomainName)DomainName.Parse("mx.example.com");

    [Property(Arbitrary = [typeof(TraceArbitraries), typeof(QueueArbitraries)], MaxTest = 60)]
    public bool Nothing_of_the_wire_becomes_markup(TraceRecord[] records, QueueEntry entry, HostileText text)
    {
        var document = Parsed(Snapshot(records, entry, text.Value), new PageView(text.Value, Option<(QueueRequest, string)>.None));
        var elements = document.All.ToArray();
        return elements.Where(element => element.LocalName == "script").Select(script => script.GetAttribute("src")).SequenceEqual(["/status.js"])
            && !elements.SelectMany(element => element.Attributes).Any(attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal) || attribute.Name == "style")
            && elements.All(element => Known.Contains(element.LocalName))
            && elements.Select(element => element.GetAttribute("href") ?? element.GetAttribute("src") ?? element.GetAttribute("action")).All(link => link is null || link.StartsWith('/') || link == "#content");
    }

    [Property(Arbitrary = [typeof(TraceArbitraries), typeof(QueueArbitraries)], MaxTest = 40)]
    public bool Each_part_is_one_element_with_its_id_and_all_ids_of_parts_differ(TraceRecord[] records, QueueEntry entry)
    {
        var parts = StatusPage.Sections(Snapshot(records, entry, ""));
        return parts.Select(part => part.Id).Distinct().Count() == parts.Count
            && parts.ForAll(part => new HtmlParser().ParseDocument(part.Html.ToString()).Body!.Children is [var only] && only.Id == part.Id);
    }

    [Test]
    public void A_password_in_a_subject_is_not_shown()
    {
        var row = QueueRow.Of(new QueueItem("id7", Entry($"Subject: do {Secret}.s ls\r\n\r\n")), new TraceText(Redaction.Of(Seqs.Of(new Secret(Secret)))));
        Assert.That(row.Subject, Is.EqualTo("do ***.s ls"));
    }

    [Test]
    public void The_question_names_the_mail_and_carries_the_token()
    {
        var row = QueueRow.Of(new QueueItem("id7", Entry("Subject: <b>Hello</b>\r\n\r\n")), TraceText.Plain);
        var document = new HtmlParser().ParseDocument(QuestionPages.Confirm("mx.example.com", QueueRequest.Drop, row, "t0ken", Noon).ToDocument());
        var form = document.Forms.Single();
        Assert.That((form.Method, form.GetAttribute("action")), Is.EqualTo(("post", "/queue")));
        Assert.That(form.QuerySelectorAll("input").Cast<IHtmlInputElement>().Select(field => $"{field.Name}={field.Value}"), Is.EqualTo(new[] { "token=t0ken", "do=drop", "id=id7" }));
        Assert.That(document.Body!.TextContent, Does.Contain("<b>Hello</b>").And.Contain("its sender is not told"));
    }

    [TestCase(0L, 4L)]
    [TestCase(5L, 5L)]
    [TestCase(7L, 10L)]
    [TestCase(1001L, 2000L)]
    public void The_plot_ends_at_a_round_number(long most, long ceiling) => Assert.That(MailPlot.Ceiling(most), Is.EqualTo(ceiling));

    [Test]
    public void The_plot_has_a_bar_for_each_fate_of_an_hour_and_the_table_its_number()
    {
        var hours = HourlyCounts.Of(Seqs.Of((HourCount.HourOf(Noon), "forwarded", 3L), (HourCount.HourOf(Noon) - 5, "blocked", 1234L), (HourCount.HourOf(Noon) - 5, "rejected", 2L)));
        var section = new HtmlParser().ParseDocument(MailPlot.Of(hours, Noon).ToString());
        Assert.That(section.QuerySelectorAll("svg rect").Select(bar => bar.ClassName), Is.EqualTo(new[] { "fate-blocked", "fate-refused", "fate-forwarded" }));
        Assert.That(section.QuerySelectorAll("svg g title").Select(title => title.TextContent), Has.Exactly(1).Contains("1,234 blocked, 2 refused").And.Exactly(22).Contains("no mail"));
        Assert.That(section.QuerySelectorAll("tbody tr").Length, Is.EqualTo(2));
    }

    [Test]
    public void The_mails_of_all_daemons_are_added_up_and_each_has_its_row_by_name()
    {
        var hour = HourCount.HourOf(Noon);
        var others = OtherDaemons.Of("mx1", Seqs.Of(("mx3", hour, "forwarded", 5L), ("mx1", hour, "forwarded", 100L), ("mx2", hour - 1, "blocked", 7L), ("<b>", hour, "queued", 1L), ("mx3", hour - 2, "forwarded", 2L), ("", hour, "forwarded", 1000L)));
        var snapshot = Snapshot([], Entry("Subject: s\r\n\r\n"), "") with { Name = "mx1", Hours = HourlyCounts.Of(Seqs.Of((hour, "forwarded", 3L))), Others = others };
        var document = Parsed(snapshot, new PageView("", Option<(QueueRequest, string)>.None));
        Assert.That(document.QuerySelectorAll("#mails-daemons tbody tr").Select(row => string.Join(' ', row.Children.Take(4).Select(cell => cell.TextContent))), Is.EqualTo(new[] { "mx1 3 0 0", "<b> 0 1 0", "mx2 0 0 7", "mx3 7 0 0" }));
        Assert.That(document.QuerySelector("#summary")!.TextContent, Does.Contain("Forwarded, 24 h11").And.Contain("Blocked, 24 h7"));
        Assert.That(document.QuerySelectorAll("#mails svg rect").Length, Is.EqualTo(4), "one for each fate of an hour");
        Assert.That(Parsed(snapshot with { Others = OtherDaemons.None }, new PageView("", Option<(QueueRequest, string)>.None)).QuerySelector("#mails-daemons"), Is.Null);
        Assert.That(Parsed(snapshot with { Others = others with { Trouble = "<i>away</i>" } }, new PageView("", Option<(QueueRequest, string)>.None)).QuerySelector("#mails .notice")!.TextContent, Does.EndWith("<i>away</i>"));
    }

    [TestCase(0.01, 60)]
    [TestCase(3, 60)]
    [TestCase(30, 600)]
    public void What_took_long_to_count_is_not_counted_again_soon(double seconds, double pause) => Assert.That(OtherDaemons.Pause(TimeSpan.FromSeconds(seconds)), Is.EqualTo(TimeSpan.FromSeconds(pause)));

    static readonly System.Collections.Generic.HashSet<string> Known =
    [
        "html", "head", "meta", "title", "link", "script", "noscript", "body", "a", "header", "h1", "h2", "span", "form", "input", "button", "label", "main", "section", "p", "ul", "li", "div", "svg", "line", "text", "g", "rect",
        "strong", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td", "time", "dl", "dt", "dd",
    ];

    static IHtmlDocument Parsed(StatusSnapshot snapshot, PageView view) => new HtmlParser().ParseDocument(StatusPage.Of(snapshot, view, "token").ToDocument());

    static StatusSnapshot Snapshot(TraceRecord[] records, QueueEntry entry, string text)
    {
        var rows = Seqs.Of(QueueRow.Of(new QueueItem("id7", entry), TraceText.Plain), QueueRow.Of(new QueueItem(text, SyntaxError.At("a row", text)), TraceText.Plain));
        var mails = records.OfType<TraceRecord.Mail>().Select(mail => mail.Id).Distinct().Select(id => MailStory.Of(id, records.Gather())).Gather();
        return new(
            Noon, new DaemonSnapshot(Hostname, "1.2.3", text, Noon, 100 << 20, 20 << 20, 3, IsDraining: false), HourlyCounts.None,
            new QueueSnapshot(true, 2, rows, default, Option<string>.None), new DecisionSnapshot(text, mails, records.OfType<TraceRecord.Session>().Gather(), Option<string>.None),
            BlocklistPresets.Modern.Lists.Map(list => new ListSnapshot(list, new ListHealth.SetAside(text, Noon, Noon, 1), 7)).AsEnumerable().Gather(),
            new RelaySnapshot(text, true, 2, Option<Instant>.None, (Noon, text)), new CertificateFacts(Noon, Noon + TimeSpan.FromDays(3), Seqs.Of(text)));
    }

    static QueueEntry Entry(string header) => QueueEntry.Of(
        RetryPolicy.Standard, "id7", EntryKind.Mail, Noon, new OriginalEnvelope(new ReversePath.Null(), default, Option<bool>.None),
        new Laitos.Domain.Smtp.Client.MailJob(new ReversePath.Null(), SmtpClientArbitraries.Mailbox("f@own.example"), Seqs.Of(SmtpClientArbitraries.Mailbox("me@private.example")), 10, false, Laitos.Domain.Smtp.Client.Utf8Need.Nothing), default, Octets.Utf8(header));
}
