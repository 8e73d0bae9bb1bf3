using Laitos.Domain.Tracing;

namespace Laitos.Properties.Arbitraries;

/// <summary>Records of every kind, with text from hostile senders in each place where the wire can bring it.</summary>
public static class TraceArbitraries
{
    static Gen<string> Texts { get; } =
        from hostile in QueueArbitraries.Text().Generator
        select TraceText.Plain.Of(hostile.Value);

    static Gen<string> Addresses { get; } = Gen.OneOf(Gen.Elements("bob@sender.example", "Bob@Sender.Example", "alice@example.com", "<>", ""), Texts);

    static Gen<Instant> Times { get; } = Gen.Choose(0, 40 * 24 * 3600).Select(seconds => QueueArbitraries.Noon + TimeSpan.FromSeconds(seconds));

    static Gen<string> Ids { get; } = Gen.Elements("01jd0000000000001", "01jd0000000000002", "01jd0000000000003");

    static Gen<Seq<(string, string)>> Facts { get; } = (from name in Texts from value in Texts select (name, value)).ListOf().Select(facts => facts.Take(3).Gather());

    static Gen<TraceParties> Parties { get; } =
        from client in Gen.Elements("192.0.2.1", "192.0.2.10", "2001:db8::1")
        from helo in Gen.OneOf(Gen.Elements("mail.sender.example", ""), Texts)
        from tls in Gen.Elements("", "TLSv1.3")
        from sender in Addresses
        from recipients in Addresses.ListOf()
        from authors in Addresses.ListOf()
        from subject in Gen.OneOf(Gen.Elements("Invoice 7", "İnvoice ẞ", "hello"), Texts)
        from messageId in Gen.OneOf(Gen.Elements("<a.b@sender.example>", ""), Texts)
        select new TraceParties(client, helo, tls, sender, recipients.Take(3).Gather(), authors.Take(2).Gather(), subject, messageId);

    static Gen<TraceScreening> Screenings { get; } =
        from score in Gen.Choose(-3, 5)
        from lists in (
            from kind in Gen.Elements(Enum.GetValues<ListAnswerKind>())
            from weight in Gen.Choose(-3, 3)
            from words in Texts
            select new TraceListAnswer("bl.example", kind, weight, words)).ListOf()
        select new TraceScreening(score, 3, lists.Take(4).Gather());

    static Gen<TraceDelivery> Deliveries { get; } =
        from destinations in (
            from mailbox in Addresses
            from outcome in Gen.Elements(Enum.GetValues<TraceOutcome>())
            from reply in Texts
            select new TraceDestination(mailbox, outcome, reply)).ListOf()
        from attempts in Gen.Choose(0, 90)
        from due in Gen.OneOf(Gen.Constant(Option<Instant>.None), Times.Select(Option<Instant>.Some))
        from held in Gen.OneOf(Gen.Constant(Option<string>.None), Texts.Select(Option<string>.Some))
        select new TraceDelivery(destinations.Take(3).Gather(), attempts, due, held);

    static Gen<TraceRecord> Mails { get; } =
        from at in Times
        from id in Ids
        from parties in Parties
        from word in Gen.Elements("forwarded", "queued", "blocked", "looping", "rejected", "deferred", "repeated", "kept")
        from reply in Texts
        from took in Gen.Choose(0, 100_000)
        from screening in Screenings
        from checks in Facts
        from facts in Facts
        from edits in Texts.ListOf()
        from delivery in Deliveries
        select (TraceRecord)new TraceRecord.Mail(at, id, parties, new TraceDecision(word, reply, TimeSpan.FromMilliseconds(took), 1000, screening, checks, facts, edits.Take(3).Gather(), delivery));

    static Gen<TraceRecord> Sessions { get; } =
        from at in Times
        from parties in Parties
        from screening in Screenings
        from refusals in (
            from sender in Addresses
            from recipients in Addresses.ListOf()
            from what in Texts
            from reply in Texts
            select new TraceRefusal(sender, recipients.Take(2).Gather(), what, reply)).ListOf()
        from mails in Gen.Choose(0, 3)
        from end in Texts
        select (TraceRecord)new TraceRecord.Session(at, QueueArbitraries.Noon, parties, screening, refusals.Take(3).Gather(), refusals.Count, mails, end);

    static Gen<TraceRecord> Changes { get; } =
        from at in Times
        from id in Ids
        from happened in Gen.Elements("delivered", "requeued", "failed", "damaged", "held", "released", "dropped")
        from delivery in Deliveries
        from facts in Facts
        select (TraceRecord)new TraceRecord.QueueChange(at, id, happened, delivery, facts);

    static Gen<TraceRecord> Others { get; } = Gen.OneOf(
        from at in Times
        from id in Ids
        from about in Ids
        from recipients in Addresses.ListOf()
        from subject in Texts
        from facts in Facts
        select (TraceRecord)new TraceRecord.OwnMail(at, id + "n", "notice-to-owner", recipients.Take(2).Gather(), subject, Seqs.Of(("about", about)).Then(facts)),
        from at in Times
        from id in Ids
        from facts in Facts
        select (TraceRecord)new TraceRecord.CommandEvent(at, id, "command-ran", facts),
        from at in Times
        from last in Gen.OneOf(Gen.Constant(Option<Instant>.None), Times.Select(Option<Instant>.Some))
        from wasClosed in Gen.Elements(true, false)
        select (TraceRecord)new TraceRecord.Opened(at, last, wasClosed),
        from at in Times
        select (TraceRecord)new TraceRecord.Closed(at),
        from at in Times
        from before in Times
        select (TraceRecord)new TraceRecord.Thinned(at, before),
        from at in Times
        from since in Times
        from count in Gen.Choose(1, 1000)
        select (TraceRecord)new TraceRecord.Lost(at, since, count));

    public static Arbitrary<TraceRecord> Records() => Gen.Frequency((3, Mails), (2, Sessions), (2, Changes), (1, Others)).ToArbitrary();
}
