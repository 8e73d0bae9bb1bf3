using Laitos.Domain.Addresses;

namespace Laitos.Domain.Tracing;

/// <summary>What is looked for, told apart by its form. Letter case makes no difference.</summary>
public abstract record TraceQuery
{
    /// The letters and digits of the id of a mail, and how many there are.
    const string IdAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    const int IdLength = 17;

    TraceQuery() { }

    /// <summary>The id of a mail: its records, and mails of our own about it.</summary>
    public sealed record ById(string Id) : TraceQuery;

    /// <summary>A Message-ID in angle brackets; or a mail address in them, as the log and replies write it.</summary>
    public sealed record ByMessageId(string MessageId) : TraceQuery;

    /// <summary>A client's IP address.</summary>
    public sealed record ByClient(string Address) : TraceQuery;

    /// <summary>A mail address: a sender, a recipient, an author, a destination, a refused one; or a Message-ID without its brackets.</summary>
    public sealed record ByAddress(string Address) : TraceQuery;

    /// <summary>Any other text: a part of the subject, of an address, or of the name that the client gave itself.</summary>
    public sealed record ByText(string Words) : TraceQuery;

    /// <summary>The query that an argument stands for; an error when it is empty.</summary>
    public static Either<SyntaxError, TraceQuery> Parse(string argument)
    {
        var text = Printable.Escape(Printable.WellFormed(argument.Trim())).ToLowerInvariant();
        return text switch
        {
            "" => SyntaxError.At("an id, a Message-ID, an address or a text to look for", "nothing"),
            ['<', .., '>'] when text.Contains('@', StringComparison.Ordinal) => new ByMessageId(text),
            { Length: IdLength } when text.All(IdAlphabet.Contains) => new ById(text),
            _ when IpAddress.Parse(text).ToOption().Case is IpAddress address => new ByClient(address.ToString()),
            _ when text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1 && !text.Contains(' ', StringComparison.Ordinal) =>
                new ByAddress(Mailbox.Parse(text).Match(Right: mailbox => mailbox.ToString().ToLowerInvariant(), Left: _ => text)),
            _ => new ByText(text),
        };
    }

    /// <summary>What every row holds that can match: rows without it in their text need not be read.</summary>
    public string Needle => this switch
    {
        ById(var id) => id,
        ByMessageId(var messageId) => messageId[1..^1],
        ByClient(var address) => address,
        ByAddress(var address) => address,
        ByText(var words) => words,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>True when the record is one of those that are looked for. What only belongs to a mail is found with its mail.</summary>
    public bool Matches(TraceRecord record) => this switch
    {
        ById(var id) => record is TraceRecord.Mail mail && mail.Id == id || record is TraceRecord.OwnMail own && (own.Id == id || own.Grounds.Exists(fact => fact.Name == "about" && fact.Value == id)),
        ByMessageId(var messageId) => record is TraceRecord.Mail mail && Same(mail.Parties.MessageId, messageId) || TraceSearch.AddressesOf(record).Exists(each => Same(each, messageId[1..^1])),
        ByClient(var address) => TraceSearch.PartiesOf(record).Exists(parties => Same(parties.Client, address)),
        ByAddress(var address) => TraceSearch.AddressesOf(record).Exists(each => Same(each, address)) || record is TraceRecord.Mail mail && Same(mail.Parties.MessageId, $"<{address}>"),
        ByText(var words) => TraceSearch.WordsOf(record).Exists(text => text.ToLowerInvariant().Contains(words, StringComparison.Ordinal)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// By the letters that the rows are kept in: another rule of letter case would find what the rows do not hold.
    static bool Same(string found, string wanted) => found.ToLowerInvariant().AsSpan().SequenceEqual(wanted);
}

/// <summary>Where in a record what is looked for may stand.</summary>
static class TraceSearch
{
    /// <summary>Everything that a query can match, in lower case, each on a line of its own: no query reaches across lines.</summary>
    internal static string TextOf(TraceRecord record) => string.Join('\n', Ids(record)
        .Concat(PartiesOf(record).Match(parties => new[] { parties.Client, parties.MessageId }, () => []))
        .Concat(WordsOf(record).AsEnumerable())
        .Where(text => text.Length > 0).Select(text => text.ToLowerInvariant()).Distinct());

    /// <summary>What is searched for a text: addresses, the name that the client gave itself, the subject.</summary>
    internal static Seq<string> WordsOf(TraceRecord record) => AddressesOf(record).Then(record switch
    {
        TraceRecord.OwnMail own => Seqs.Of(own.Subject),
        _ => PartiesOf(record).Match(parties => Seqs.Of(parties.Helo, parties.Subject), () => default),
    });

    /// <summary>The addresses of a record.</summary>
    internal static Seq<string> AddressesOf(TraceRecord record) => record switch
    {
        TraceRecord.Mail mail => Seqs.Joined(Of(mail.Parties), mail.Decision.Delivery.Destinations.Map(destination => destination.Mailbox)),
        TraceRecord.Session session => Of(session.Parties).Then(session.Refusals.SelectEach(refusal => Seqs.Of(refusal.Sender).Then(refusal.Recipients))),
        TraceRecord.OwnMail own => own.Recipients,
        _ => default,
    };

    internal static Option<TraceParties> PartiesOf(TraceRecord record) => record switch
    {
        TraceRecord.Mail mail => mail.Parties,
        TraceRecord.Session session => session.Parties,
        _ => Option<TraceParties>.None,
    };

    static Seq<string> Of(TraceParties parties) => Seqs.Joined(Seqs.Of(parties.Sender), parties.Recipients, parties.Authors);

    static IEnumerable<string> Ids(TraceRecord record) => record switch
    {
        TraceRecord.Mail mail => [mail.Id],
        TraceRecord.OwnMail own => [own.Id, .. own.Grounds.AsEnumerable().Where(fact => fact.Name == "about").Select(fact => fact.Value)],
        _ => [],
    };
}
