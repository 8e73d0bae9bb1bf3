using Laitos.Domain.Journey;

namespace Laitos.Domain.Tracing;

/// <summary>How text becomes fit to be kept: without the secrets of the configuration, on one line, without control characters, bounded.</summary>
/// <param name="Redaction">What must not be shown.</param>
public sealed record TraceText(Redaction Redaction)
{
    /// <summary>The most characters of a value, escapes not counted.</summary>
    public const int ValueLimit = 600;

    /// <summary>The most characters of a subject.</summary>
    public const int SubjectLimit = 200;

    /// <summary>The most characters of an address: those of a path (RFC 5321 §4.5.3.1.3), and some more in other scripts.</summary>
    public const int AddressLimit = 320;

    /// <summary>The most addresses of a mail, and the most facts of a kind.</summary>
    public const int MostItems = 200;

    /// <summary>Hides nothing.</summary>
    public static TraceText Plain { get; } = new(new Redaction(default));

    /// <summary>The text as it is kept. Secrets go before it is cut: half a secret would not be recognised.</summary>
    public string Of(string text, int limit = ValueLimit) =>
        Printable.WellFormed(Printable.Excerpt(Printable.WellFormed(Redaction.Apply(text)), limit));

    /// <summary>Addresses as they are kept, of so many only the first.</summary>
    public Seq<string> Addresses(IEnumerable<string> addresses) => addresses.Take(MostItems).Select(address => Of(address, AddressLimit)).Gather();

    /// <summary>Facts as they are kept.</summary>
    public Seq<(string Name, string Value)> Facts(Seq<LogFact> facts) =>
        (facts.Count <= MostItems ? facts : facts.AsEnumerable().Take(MostItems).Gather()).MapStrict(fact => (Of(fact.Name, SubjectLimit), Of(fact.Value.ToString()!)));

    /// <summary>Facts in words as they are kept.</summary>
    public Seq<(string Name, string Value)> Facts(Seq<(string Name, string Value)> facts) => Facts(facts.MapStrict(fact => (LogFact)fact));
}
