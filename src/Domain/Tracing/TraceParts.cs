using System.Text.Json;

namespace Laitos.Domain.Tracing;

/// <summary>Reads the parts of records from JSON.</summary>
static class TraceParts
{
    internal static Seq<(string Word, TraceOutcome Outcome)> Outcomes { get; } = Seqs.Of(
        ("owed", TraceOutcome.Owed), ("delivered", TraceOutcome.Delivered), ("failed", TraceOutcome.Failed));

    internal static Seq<(string Word, ListAnswerKind Kind)> ListKinds { get; } = Seqs.Of(
        ("clean", ListAnswerKind.Clean), ("listed", ListAnswerKind.Listed), ("silent", ListAnswerKind.Silent), ("set-aside", ListAnswerKind.SetAside), ("not-asked", ListAnswerKind.NotAsked));

    internal static string Word(TraceOutcome outcome) => Outcomes.Find(item => item.Outcome == outcome).Match(item => item.Word, () => "");

    internal static string Word(ListAnswerKind kind) => ListKinds.Find(item => item.Kind == kind).Match(item => item.Word, () => "");

    internal static Either<SyntaxError, TraceParties> Parties(JsonElement json) =>
        from client in JsonMember.Of(json, "client").Text()
        from helo in Text(json, "helo")
        from tls in Text(json, "tls")
        from sender in Text(json, "from")
        from recipients in Texts(json, "to")
        from authors in Texts(json, "authors")
        from subject in Text(json, "subject")
        from messageId in Text(json, "messageId")
        select new TraceParties(client, helo, tls, sender, recipients, authors, subject, messageId);

    internal static Either<SyntaxError, TraceDecision> Decision(JsonElement json) =>
        from word in JsonMember.Of(json, "word").Text()
        from reply in JsonMember.Of(json, "reply").Text()
        from took in JsonMember.Of(json, "took").Time()
        from size in JsonMember.Of(json, "size").Whole()
        from screening in JsonMember.Of(json, "screening").Read(Screening)
        from checks in Facts(json, "checks")
        from facts in Facts(json, "facts")
        from edits in Texts(json, "edits")
        from delivery in JsonMember.Of(json, "delivery").Read(Delivery)
        select new TraceDecision(word, reply, took - new Instant(0), size, screening, checks, facts, edits, delivery);

    internal static Either<SyntaxError, TraceScreening> Screening(JsonElement json) =>
        from score in JsonMember.Of(json, "score").Whole()
        from threshold in JsonMember.Of(json, "threshold").Whole()
        from lists in Each(json, "lists", List)
        select new TraceScreening(score, threshold, lists);

    internal static Either<SyntaxError, TraceDelivery> Delivery(JsonElement json) =>
        from destinations in Each(json, "destinations", Destination)
        from attempts in JsonMember.Of(json, "attempts").Whole()
        from due in JsonMember.Of(json, "due").Maybe(member => member.Time())
        from held in JsonMember.Of(json, "held").Maybe(member => member.Text())
        select new TraceDelivery(destinations, attempts, due, held);

    internal static Either<SyntaxError, TraceRefusal> Refusal(JsonElement json) =>
        from sender in Text(json, "from")
        from recipients in Texts(json, "to")
        from what in JsonMember.Of(json, "what").Text()
        from reply in JsonMember.Of(json, "reply").Text()
        select new TraceRefusal(sender, recipients, what, reply);

    /// <summary>A text; the empty one is left out.</summary>
    internal static Either<SyntaxError, string> Text(JsonElement json, string name) => JsonMember.Of(json, name).Maybe(member => member.Text()).Map(text => text.IfNone(""));

    /// <summary>A list; the empty one is left out.</summary>
    internal static Either<SyntaxError, Seq<A>> Each<A>(JsonElement json, string name, Func<JsonElement, Either<SyntaxError, A>> read) =>
        JsonMember.Of(json, name).Maybe(member => member.Each(read)).Map(items => items.IfNone(default(Seq<A>)));

    internal static Either<SyntaxError, Seq<string>> Texts(JsonElement json, string name) => Each(json, name, item => new JsonMember(name, item).Text());

    internal static Either<SyntaxError, Seq<(string Name, string Value)>> Facts(JsonElement json, string name) => Each(json, name, item =>
        from key in JsonMember.Of(item, "name").Text()
        from value in JsonMember.Of(item, "value").Text()
        select (key, value));

    static Either<SyntaxError, TraceListAnswer> List(JsonElement json) =>
        from list in JsonMember.Of(json, "list").Text()
        from kind in JsonMember.Of(json, "answer").Word(ListKinds)
        from weight in JsonMember.Of(json, "weight").Maybe(member => member.Whole())
        from words in Text(json, "words")
        select new TraceListAnswer(list, kind, weight.IfNone(TraceListAnswer.UsualWeight), words);

    static Either<SyntaxError, TraceDestination> Destination(JsonElement json) =>
        from mailbox in JsonMember.Of(json, "address").Text()
        from outcome in JsonMember.Of(json, "state").Word(Outcomes)
        from reply in Text(json, "reply")
        select new TraceDestination(mailbox, outcome, reply);
}
