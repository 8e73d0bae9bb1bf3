using System.Text.Json;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Queue;

/// <summary>What people and other programs see of the queue, and what they may ask of it.</summary>
public class QueueListingLaws
{
    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 100)]
    public bool A_table_has_a_heading_and_a_line_for_each_entry_whatever_senders_write(QueueEntry[] entries) =>
        QueueListing.Table(Items(entries)) is var lines
        && lines.Count == (entries.Length == 0 ? 1 : entries.Length + 1)
        && lines.ForAll(IsOneLine);

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 100)]
    public bool The_columns_of_a_table_are_aligned(QueueEntry first, QueueEntry second)
    {
        var lines = QueueListing.Table(Items([first with { Id = "a" }, second with { Id = "a-longer-name" }]));
        var accepted = lines[0].IndexOf("ACCEPTED", StringComparison.Ordinal);
        return lines[1][accepted..].StartsWith("2026-", StringComparison.Ordinal) && lines[2][accepted..].StartsWith("2026-", StringComparison.Ordinal);
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public bool Details_are_lines_and_name_every_destination(QueueEntry entry) =>
        QueueListing.Details(entry) is var lines
        && lines.ForAll(IsOneLine)
        && entry.Destinations.ForAll(destination => lines.Exists(line => line.Contains(Printable.Excerpt(destination.Mailbox.ToString(), 998), StringComparison.Ordinal)));

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public bool JSON_parses_and_tells_the_truth(QueueEntry entry)
    {
        using var list = JsonDocument.Parse(QueueJson.List(Items([entry])));
        using var details = JsonDocument.Parse(QueueJson.Details(entry));
        return new[] { list.RootElement[0], details.RootElement }.All(json =>
            json.GetProperty("id").GetString() == entry.Id
            && json.GetProperty("accepted").GetString() == entry.AcceptedAt.ToString()
            && json.GetProperty("expires").GetString() == entry.ExpiresAt.ToString()
            && json.GetProperty("attempts").GetInt32() == entry.Attempts
            && json.GetProperty("sender").GetString() == entry.OriginalEnvelope.ReversePath.Address.Match(mailbox => mailbox.ToString(), () => "")
            && json.GetProperty("held").GetString() == entry.Held.MatchUnsafe<string?>(reason => reason, () => null)
            && json.GetProperty("nextDue").GetString() == (entry.Held.IsSome ? null : entry.Due.ToString())
            && json.GetProperty("lastReply").GetString() == entry.LastReply.MatchUnsafe<string?>(reply => reply.ToString(), () => null)
            && json.GetProperty("destinations").EnumerateArray().Select(one => one.GetProperty("address").GetString())
                .SequenceEqual(entry.Destinations.Map(destination => destination.Mailbox.ToString())));
    }

    [Test]
    public void Who_works_on_a_mail_is_told_and_of_one_that_waits_nobody()
    {
        var (waiting, worked) = (new QueueItem("id1", Entries.Fresh()), new QueueItem("id2", Entries.Fresh() with { Id = "id2" }) { Daemon = "mx2" });
        var table = QueueListing.Table(Seqs.Of(waiting, worked));
        Assert.That((table[1].Contains("mx2", StringComparison.Ordinal), table[2].Contains("at work: mx2", StringComparison.Ordinal)), Is.EqualTo((false, true)));
        Assert.That(QueueListing.Details(Entries.Fresh(), "mx2").AsEnumerable(), Has.Some.Match("^Daemon: +mx2$"));
        using var json = JsonDocument.Parse(QueueJson.List(Seqs.Of(waiting, worked)));
        Assert.That(json.RootElement.EnumerateArray().Select(one => one.GetProperty("daemon").GetString()), Is.EqualTo(new[] { null, "mx2" }));
    }

    [Test]
    public void JSON_tells_the_states_apart()
    {
        var entry = Entries.Fresh() with
        {
            Destinations = Seqs.Of(
                Entries.Box("a@x.test"),
                Entries.Box("b@x.test") with { State = new DestinationState.Delivered(Reply.Of(250, "ok"), Entries.Noon) },
                Entries.Box("c@x.test") with { State = new DestinationState.Failed(Reply.Of(550, "no"), Entries.Noon) }),
        };
        using var json = JsonDocument.Parse(QueueJson.List(Items([entry])));
        Assert.That(
            json.RootElement[0].GetProperty("destinations").EnumerateArray().Select(one => (one.GetProperty("state").GetString(), one.GetProperty("reply").GetString())),
            Is.EqualTo(new (string?, string?)[] { ("owed", null), ("delivered", "250 ok"), ("failed", "550 no") }));
    }

    [Test]
    public void The_last_reply_is_that_of_the_destination_which_is_owed()
    {
        var entry = Entries.Fresh() with
        {
            Destinations = Seqs.Of(
                Entries.Box("a@x.test") with { State = new DestinationState.Delivered(Reply.Of(250, "taken"), Entries.Noon) },
                Entries.Owed("b@x.test", Reply.Of(450, "busy")),
                Entries.Box("c@x.test")),
        };
        Assert.That(entry.LastReply == Reply.Of(450, "busy"));
        Assert.That(Row(entry), Does.EndWith("  b@x.test: 450 busy"), "the third has not been tried");
        Assert.That(Row(entry with { Destinations = entry.Destinations.Take(2) }), Does.EndWith("  450 busy"));
        var two = entry with { Destinations = Seqs.Of(Entries.Owed("b@x.test", Reply.Of(450, "busy")), Entries.Owed("d@x.test", Reply.Of(451, "away"))) };
        Assert.That(Row(two), Does.EndWith("  b@x.test: 450 busy; d@x.test: 451 away"));
        Assert.That(Row(two with { Destinations = two.Destinations.Map(each => each with { State = two.Destinations.Head.State }) }), Does.EndWith("  450 busy"), "all heard the same");
        Assert.That(Row(entry with { Destinations = entry.Destinations.Take(1) }), Does.Not.Contain("250"));
    }

    static string Row(QueueEntry entry) => QueueListing.Table(Items([entry]))[1];

    [Test]
    public void An_empty_queue_says_so()
    {
        Assert.That(QueueListing.Table(Items([])), Is.EqualTo(new[] { "The queue is empty." }));
        Assert.That(QueueJson.List(Items([])), Is.EqualTo("[]"));
    }

    [Test]
    public void An_entry_that_cannot_be_read_is_shown_with_the_reason()
    {
        var items = Seqs.Of(new QueueItem("odd", SyntaxError.At("a queue entry", "x\ny")));
        Assert.That(QueueListing.Table(items)[1], Does.StartWith("odd").And.EndsWith("cannot be read: expected a queue entry, found \"x\\ny\""));
        Assert.That(JsonDocument.Parse(QueueJson.List(items)).RootElement[0].GetProperty("error").GetString(), Does.Contain("a queue entry"));
    }

    [Test]
    public void Every_request_is_read_back_and_no_other_word_is_one([Values] QueueRequest request)
    {
        Assert.That(QueueRequests.Parse(request.Format()) == request);
        Assert.That(QueueRequests.Parse(request.Format().ToUpperInvariant()).IsLeft);
        Assert.That(QueueRequests.Parse("").IsLeft);
    }

    [Test]
    public void A_request_is_the_input_of_its_name([Values] QueueRequest request) => Assert.That(request.ToInput(Entries.Noon), Is.EqualTo(request switch
    {
        QueueRequest.Retry => (QueueInput)new QueueInput.RetryNow(Entries.Noon),
        QueueRequest.Hold => new QueueInput.Hold("by the owner"),
        QueueRequest.Release => new QueueInput.Release(Entries.Noon),
        _ => new QueueInput.Drop(Entries.Noon),
    }));

    static Seq<QueueItem> Items(QueueEntry[] entries) => entries.Select(entry => new QueueItem(entry.Id, entry)).Gather();

    static bool IsOneLine(string line) => !line.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');
}
