using System.Text.Json;
using Laitos.Domain.Journey;

namespace Laitos.Properties.Journey;

/// <summary>The log stays a log whatever the wire brings.</summary>
public class LogLineLaws
{
    [Property]
    public bool A_text_line_is_one_line(string name, string value)
    {
        var line = LogLine.Of(JourneyMails.Noon, "refused", ("client", value ?? ""), (Printable.Escape(name ?? "n"), "x")).ToText();
        return !line.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');
    }

    [Property]
    public bool A_JSON_line_is_one_object_with_the_facts_in_it(string value)
    {
        var text = value ?? "";
        var line = LogLine.Of(JourneyMails.Noon, "refused", ("fact", text)).ToJson();
        return !line.Contains('\n', StringComparison.Ordinal) && (HasLoneSurrogate(text) || JsonDocument.Parse(line).RootElement.GetProperty("fact").GetString() == text);
    }

    [Test]
    public void The_line_for_people() =>
        Assert.That(
            LogLine.Of(new Instant(0), "forwarded", ("id", "a1"), ("subject", "two words \"quoted\""), ("empty", "")).ToText(),
            Is.EqualTo("1970-01-01T00:00:00.000Z forwarded id=a1 subject=\"two words \\\"quoted\\\"\" empty=\"\""));

    static bool HasLoneSurrogate(string text) => text.EnumerateRunes().Any(rune => rune.Value == 0xfffd) || text.Length > 600;
}
