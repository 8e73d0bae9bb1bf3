using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Laitos.Domain.Journey;

/// <summary>How much a line of the log matters.</summary>
public enum LogLevel
{
    /// <summary>The ordinary course of things, refusals of what should be refused included.</summary>
    Info,

    /// <summary>Something did not go as it should; the daemon copes.</summary>
    Warning,

    /// <summary>A fault of the program.</summary>
    Error,
}

/// <summary>
/// One event worth telling, as data: when, what kind, and its facts in order. The text line and the JSON line are two views of it.
/// </summary>
/// <param name="At">When it happened.</param>
/// <param name="Event">The kind, one lower-case word: <c>forwarded</c>, <c>blocked</c>, <c>refused</c> …</param>
/// <param name="Facts">What is told of it.</param>
public sealed record LogLine(Instant At, string Event, Seq<LogFact> Facts)
{
    /// The most characters of one value that are shown.
    const int ValueLimit = 600;

    /// The fact that tells what went wrong.
    const string Trouble = "trouble";

    static readonly SearchValues<char> Quoted = SearchValues.Create(" \"=\\");

    /// <summary>A line of the given facts.</summary>
    public static LogLine Of(Instant at, string kind, params ReadOnlySpan<LogFact> facts) => new(at, kind, Seqs.Of(facts));

    /// <summary>How much it matters.</summary>
    public LogLevel Level => Event switch
    {
        "fault" => LogLevel.Error,
        "failed" or "deferred" or "requeued" or "blocklist" or "certificate" or "locked" => LogLevel.Warning,
        _ => Facts.Exists(static fact => fact.Name == Trouble) ? LogLevel.Warning : LogLevel.Info,
    };

    /// <summary>The same line without the secrets.</summary>
    public LogLine Without(Redaction redaction) =>
        redaction.Hidden.IsEmpty ? this : this with { Facts = Facts.MapStrict(fact => fact with { Value = fact.Value.Map(redaction.Apply) }) };

    /// <summary>The line for people: <c>2026-11-22T21:30:00.000Z forwarded id=… client=192.0.2.1 subject="Good day"</c>. One line, whatever the facts hold.</summary>
    public string ToText()
    {
        var line = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture);
        line.AppendFormatted(At);
        line.AppendLiteral(" ");
        line.AppendLiteral(Event);
        for (var i = 0; i < Facts.Count; i++)
        {
            line.AppendLiteral(" ");
            line.AppendLiteral(Facts[i].Name);
            line.AppendLiteral("=");
            Append(ref line, Printable.WellFormed(Printable.Excerpt(Printable.WellFormed(Facts[i].Value.ToString()!), ValueLimit)));
        }

        return line.ToStringAndClear();
    }

    static void Append(ref DefaultInterpolatedStringHandler line, string shown)
    {
        if (shown.Length > 0 && !shown.AsSpan().ContainsAny(Quoted))
        {
            line.AppendLiteral(shown);
            return;
        }

        line.AppendLiteral("\"");
        line.AppendLiteral(shown.Replace("\"", "\\\"", StringComparison.Ordinal));
        line.AppendLiteral("\"");
    }

    /// <summary>What is kept of the line when it has been written.</summary>
    public WrittenLine Written() => new(Event, Facts.Exists(static fact => fact.Name == Trouble), ToText());

    /// <summary>
    /// The same as one JSON object (RFC 8259) with the members <c>at</c>, <c>level</c>, <c>event</c> and the facts: numbers as numbers, lists as arrays,
    /// facts of one name together as an array.
    /// </summary>
    public string ToJson()
    {
        var line = new StringBuilder("{\"at\":\"").Append(At).Append("\",\"level\":\"").Append(Level.ToString().ToLowerInvariant()).Append("\",\"event\":");
        Quote(line, Event);
        foreach (var facts in Facts.AsEnumerable().GroupBy(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal))
        {
            Quote(line.Append(','), facts.Key);
            line.Append(':');
            LogValue[] values = [.. facts];
            if (values is [var only])
            {
                Value(line, only);
                continue;
            }

            Separated(line, values, Value);
        }

        return line.Append('}').ToString();
    }

    static void Value(StringBuilder line, LogValue value)
    {
        switch (value)
        {
            case LogValue.Number(var number):
                line.Append(CultureInfo.InvariantCulture, $"{number}");
                break;
            case LogValue.Duration(var time):
                line.Append(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0}");
                break;
            case LogValue.List(var items):
                Separated(line, items, Quote);
                break;
            default:
                Quote(line, value.ToString()!);
                break;
        }
    }

    static void Separated<T>(StringBuilder line, IEnumerable<T> items, Action<StringBuilder, T> write)
    {
        var separator = '[';
        foreach (var item in items)
        {
            write(line.Append(separator), item);
            separator = ',';
        }

        line.Append(separator == '[' ? "[]" : "]");
    }

    static void Quote(StringBuilder line, string text)
    {
        line.Append('"');
        foreach (var c in Printable.WellFormed(text.Length <= ValueLimit ? text : text[..ValueLimit] + "…"))
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

/// <summary>A line of the log that has been written: a few hundred octets, where its facts are some thousand.</summary>
/// <param name="Event">The kind.</param>
/// <param name="HasTrouble">True when it tells what went wrong.</param>
/// <param name="Text">The line for people.</param>
public sealed record WrittenLine(string Event, bool HasTrouble, string Text);
