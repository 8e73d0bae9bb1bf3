using System.Globalization;
using System.Text;

namespace Laitos.Domain.Journey;

/// <summary>
/// One event worth telling, as data: when, what kind, and its facts in order. The text line and the JSON line are two views of it.
/// </summary>
/// <param name="At">When it happened.</param>
/// <param name="Event">The kind, one lower-case word: <c>forwarded</c>, <c>blocked</c>, <c>refused</c> …</param>
/// <param name="Facts">Names and values; values may come from the wire, and are escaped when they are rendered.</param>
public sealed record LogLine(Instant At, string Event, Seq<(string Name, string Value)> Facts)
{
    /// The most characters of one value that are shown.
    const int ValueLimit = 600;

    /// <summary>A line of the given facts.</summary>
    public static LogLine Of(Instant at, string kind, params ReadOnlySpan<(string Name, string Value)> facts) => new(at, kind, Seqs.Of(facts));

    /// <summary>The same line without the secrets.</summary>
    public LogLine Without(Redaction redaction) =>
        redaction.Hidden.IsEmpty ? this : this with { Facts = Facts.Map(fact => (fact.Name, redaction.Apply(fact.Value))) };

    /// <summary>The line for people: <c>2026-11-22T21:30:00.000Z forwarded id=… client=192.0.2.1 subject="Good day"</c>. One line, whatever the facts hold.</summary>
    public string ToText()
    {
        var line = new StringBuilder().Append(At).Append(' ').Append(Event);
        foreach (var (name, value) in Facts)
        {
            line.Append(' ').Append(name).Append('=');
            var shown = Printable.Excerpt(value, ValueLimit);
            _ = shown.Length > 0 && !shown.Any(c => c is ' ' or '"' or '=' or '\\')
                ? line.Append(shown)
                : line.Append('"').Append(shown.Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return line.ToString();
    }

    /// <summary>The same as one JSON object (RFC 8259) with the members <c>at</c>, <c>event</c> and the facts, all of them strings.</summary>
    public string ToJson()
    {
        var line = new StringBuilder("{\"at\":\"").Append(At).Append("\",\"event\":");
        Quote(line, Event);
        foreach (var (name, value) in Facts)
        {
            Quote(line.Append(','), name);
            Quote(line.Append(':'), value.Length <= ValueLimit ? value : value[..ValueLimit] + "…");
        }

        return line.Append('}').ToString();
    }

    static void Quote(StringBuilder line, string text)
    {
        line.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => line.Append("\\\""),
                '\\' => line.Append("\\\\"),
                _ when char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => line.Append(c),
            };
        }

        line.Append('"');
    }
}
