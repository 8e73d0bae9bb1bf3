using System.Text.Json;
using Laitos.Domain.Tracing;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Tracing;

/// <summary>The answer is fit for a terminal and for programs, whatever was kept, and tells what is not known.</summary>
public class TraceListingLaws
{
    static readonly Instant Noon = QueueArbitraries.Noon;

    [Property(Arbitrary = [typeof(TraceArbitraries)], MaxTest = 100)]
    public bool Every_line_is_one_line_and_the_JSON_is_JSON(TraceRecord[] records)
    {
        var answer = RecordedAnswers.Of([.. records]);
        using var json = JsonDocument.Parse(TraceJson.Of(answer));
        return TraceListing.Of(answer).ForAll(line => Printable.IsOneLine(line))
            && json.RootElement.GetProperty("mails").GetArrayLength() == answer.Mails.Count && json.RootElement.GetProperty("sessions").GetArrayLength() == answer.Sessions.Count;
    }

    /// Another program may have written into the file.
    [Test]
    public void Control_characters_that_lie_in_the_file_do_not_reach_the_terminal()
    {
        var mail = Mail("blocked") with { Parties = Mail("blocked").Parties with { Subject = "\u001b[2Jgone\r\n", Sender = "a\u0007@b" } };
        Assert.That(TraceListing.Of(RecordedAnswers.Of(mail)).AsEnumerable(), Has.All.Matches<string>(line => Printable.IsOneLine(line)).And.Some.Contains("\\x1b[2Jgone\\r\\n"));
    }

    [Test]
    public void A_mail_that_was_delivered_late_answers_the_questions()
    {
        var queued = Mail("queued", ("verdict", "policy-enforced"), ("rewritten", "sender.example has p=reject at _dmarc.sender.example")) with { };
        var answer = RecordedAnswers.Of(
            queued,
            new TraceRecord.QueueChange(Noon + TimeSpan.FromMinutes(1), Id, "requeued", Delivery(TraceOutcome.Owed, "451 4.2.1 busy", Noon + TimeSpan.FromMinutes(6)), default),
            new TraceRecord.QueueChange(Noon + TimeSpan.FromMinutes(6), Id, "delivered", Delivery(TraceOutcome.Delivered, "250 2.0.0 taken", null), default));
        Assert.That(string.Join('\n', TraceListing.Of(answer)), Is.EqualTo($"""
            Mail {Id}: delivered {TimeOf(6)}
              Came:        {TimeOf(0)} from 192.0.2.1 (mail.sender.example, TLSv1.3), 1234 octets
              Sender:      bounce@sender.example
              Author:      bob@sender.example
              To:          me@example.com
              Subject:     Invoice
              Message-ID:  <1@sender.example>
              Answered:    250 2.0.0 Ok: queued (after 0.3 s)
              Blocked:     no; score 1, blocked from 3
                           listed by bl.example (counts 1): 127.0.0.2 spam seen
                           not listed by clean.example
                           no answer from slow.example: no answer in time
                           set aside dead.example: lists everybody
              Checked:     spf pass sender.example
              Rewritten:   yes: sender.example has p=reject at _dmarc.sender.example
              Put in:      Received, From bob-laitos-nodmarc-042@sender.example
              Delivery:    me@dest.example has it since {TimeOf(6)}: 250 2.0.0 taken
              Waited:      6 m 0 s, 3 attempts
              Queue:       {TimeOf(0)} queued me@dest.example: 451 4.3.2 not now; next {TimeOf(1)}
              Queue:       {TimeOf(1)} requeued me@dest.example: 451 4.2.1 busy; next {TimeOf(6)}
              Queue:       {TimeOf(6)} delivered me@dest.example: 250 2.0.0 taken

            Records of mails begin {TimeOf(0)}; nothing is missing since then.
            """));
    }

    [Test]
    public void What_was_not_seen_is_told_with_what_is_missing()
    {
        var day = TimeSpan.FromDays(1);
        var answer = RecordedAnswers.Of(
            new TraceQuery.ByAddress("bob@sender.example"), new TraceRecord.Opened(Noon, Option<Instant>.None, false), new TraceRecord.Closed(Noon + day), new TraceRecord.Opened(Noon + day + day, Noon + day, true),
            new TraceRecord.Lost(Noon + (3 * day), Noon + ((3 * day) - TimeSpan.FromMinutes(2)), 17), new TraceRecord.Opened(Noon + (4 * day), Noon + (3 * day), false));
        Assert.That(string.Join('\n', TraceListing.Of(answer)), Does.StartWith("Nothing was seen of bob@sender.example: no mail, and no session that named it.\n")
            .And.Contains($"Records of mails begin {TimeOf(0)}; missing:").And.Contains("2026-11-18T").And.Contains("the daemon was stopped")
            .And.Contains("17 records were lost").And.Contains("the daemon ended without a goodbye at some time in between"));
        Assert.That(answer.IsEmpty);
        Assert.That(answer.Coverage.GapsSince(Noon + (3 * day)).Count, Is.EqualTo(2), "a gap before --since does not matter");
    }

    [Test]
    public void Many_mails_get_a_line_each() => Assert.That(
        TraceListing.Of(RecordedAnswers.Of([.. Enumerable.Range(0, 7).Select(i => Mail("blocked") with { Id = $"01jd000000000000{i}" })])).Filter(line => line.Contains("blocked", StringComparison.Ordinal)).Count, Is.EqualTo(7));

    const string Id = "01jd0000000000001";

    static TraceRecord.Mail Mail(string word, params ReadOnlySpan<(string, string)> facts) => new(
        Noon + TimeSpan.FromMilliseconds(300), Id,
        new TraceParties("192.0.2.1", "mail.sender.example", "TLSv1.3", "bounce@sender.example", Seqs.Of("me@example.com"), Seqs.Of("bob@sender.example"), "Invoice", "<1@sender.example>"),
        new TraceDecision(
            word, "250 2.0.0 Ok: queued", TimeSpan.FromMilliseconds(300), 1234,
            new TraceScreening(1, 3, Seqs.Of(
                new TraceListAnswer("bl.example", ListAnswerKind.Listed, 1, "127.0.0.2 spam seen"), new TraceListAnswer("clean.example", ListAnswerKind.Clean, 1, ""),
                new TraceListAnswer("slow.example", ListAnswerKind.Silent, 1, "no answer in time"), new TraceListAnswer("dead.example", ListAnswerKind.SetAside, 1, "lists everybody"))),
            Seqs.Of(("spf", "pass sender.example")), Seqs.Of(facts), Seqs.Of("Received", "From bob-laitos-nodmarc-042@sender.example"), Delivery(TraceOutcome.Owed, "451 4.3.2 not now", Noon + TimeSpan.FromMinutes(1))));

    static TraceDelivery Delivery(TraceOutcome outcome, string reply, Instant? due) =>
        new(Seqs.Of(new TraceDestination("me@dest.example", outcome, reply)), 1, due is { } at ? at : Option<Instant>.None, Option<string>.None);

    static string TimeOf(int minutes) => (Noon + TimeSpan.FromMinutes(minutes)).ToString()[..19] + "Z";
}
