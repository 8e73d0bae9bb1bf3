using Laitos.Domain.Tracing;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Tracing;

/// <summary>A query finds what it names, and nothing else.</summary>
public class TraceQueryLaws
{
    static readonly string[] Arguments =
    [
        "01jd0000000000001", "<a.b@sender.example>", "a.b@sender.example", "192.0.2.1", "2001:DB8:0:0::1", "bob@sender.example", "BOB@SENDER.EXAMPLE", "alice@example.com", "invoice", "Sender.Example",
        "mail.sender.example", "İNVOICE", "ẞ", "@example.com", "hello", "x", "\\r\\n", "<>", "me@private.example", "<bob@sender.example>",
    ];

    [Property(Arbitrary = [typeof(TraceArbitraries)], MaxTest = 200)]
    public bool What_matches_has_the_needle_in_its_row(TraceRecord record) =>
        Arguments.Select(Query).Where(query => query.Matches(record)).All(query => TraceCodec.Write(record).Search.Contains(query.Needle, StringComparison.Ordinal));

    /// The oracle reads the record with a dictionary of its own.
    [Property(Arbitrary = [typeof(TraceArbitraries)], MaxTest = 200)]
    public bool A_query_finds_what_it_names_and_nothing_else(TraceRecord record) => Arguments.All(argument => Query(argument).Matches(record) == IsMeant(argument, record));

    [TestCase("01jd0000000000001", typeof(TraceQuery.ById))]
    [TestCase("01JD0000000000001", typeof(TraceQuery.ById), TestName = "An id in capitals")]
    [TestCase("01jd00000000000001", typeof(TraceQuery.ByText), TestName = "Too long for an id")]
    [TestCase(" <a@b.c> ", typeof(TraceQuery.ByMessageId))]
    [TestCase("192.0.2.1", typeof(TraceQuery.ByClient))]
    [TestCase("2001:db8::1", typeof(TraceQuery.ByClient))]
    [TestCase("a@b.c", typeof(TraceQuery.ByAddress))]
    [TestCase("@b.c", typeof(TraceQuery.ByText))]
    [TestCase("a@", typeof(TraceQuery.ByText))]
    [TestCase("two words@x", typeof(TraceQuery.ByText))]
    [TestCase("\u001b[2J", typeof(TraceQuery.ByText))]
    public void An_argument_is_told_by_its_form(string argument, Type kind) => Assert.That(Query(argument), Is.InstanceOf(kind));

    [TestCase("")]
    [TestCase("  ")]
    public void Nothing_is_not_looked_for(string argument) => Assert.That(TraceQuery.Parse(argument).IsLeft);

    [Property]
    public bool Any_argument_is_a_query_or_an_error(string argument) => TraceQuery.Parse(argument ?? "").Match(Right: query => query.Needle.Length > 0, Left: _ => string.IsNullOrWhiteSpace(argument));

    static TraceQuery Query(string argument) => TraceQuery.Parse(argument).IfLeft(error => throw new ArgumentException(error.ToString()));

    static bool IsMeant(string argument, TraceRecord record)
    {
        var (client, messageId, ids, addresses, words) = record switch
        {
            TraceRecord.Mail mail => (mail.Parties.Client, mail.Parties.MessageId, [mail.Id],
                [mail.Parties.Sender, .. mail.Parties.Recipients, .. mail.Parties.Authors, .. mail.Decision.Delivery.Destinations.Map(each => each.Mailbox)], [mail.Parties.Helo, mail.Parties.Subject]),
            TraceRecord.Session session => (session.Parties.Client, "", [],
                [session.Parties.Sender, .. session.Parties.Recipients, .. session.Parties.Authors, .. session.Refusals.AsEnumerable().SelectMany(each => each.Recipients.AsEnumerable().Append(each.Sender))], [session.Parties.Helo, session.Parties.Subject]),
            TraceRecord.OwnMail own => ("", "", [own.Id, .. own.Grounds.AsEnumerable().Where(fact => fact.Name == "about").Select(fact => fact.Value)], own.Recipients.ToArray(), [own.Subject]),
            _ => ("", "", (string[])[], (string[])[], (string[])[]),
        };
        return argument switch
        {
            "01jd0000000000001" => ids.Contains(argument),
            ['<', .. var inner, '>'] when inner.Length > 0 => Same(messageId, argument) || addresses.Any(address => Same(address, inner)),
            "192.0.2.1" => client == argument,
            "2001:DB8:0:0::1" => client == "2001:db8::1",
            ['@', ..] => addresses.Concat(words).Any(Holds),
            _ when argument.Contains('@', StringComparison.Ordinal) => addresses.Any(address => Same(address, argument)) || Same(messageId, $"<{argument}>"),
            _ => addresses.Concat(words).Any(Holds),
        };

        bool Same(string found, string wanted) => found.ToLowerInvariant().AsSpan().SequenceEqual(wanted.ToLowerInvariant());
        bool Holds(string text) => text.ToLowerInvariant().Contains(argument.ToLowerInvariant(), StringComparison.Ordinal);
    }
}
