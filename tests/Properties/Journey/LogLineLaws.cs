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
        return !line.Contains('\n', StringComparison.Ordinal) && JsonDocument.Parse(line).RootElement.GetProperty("fact").GetString() is var read
            && (HasLoneSurrogate(text) || read == text);
    }

    /// What the owner is told of the log rests on what is kept of each line.
    [TestCase("forwarded", false)]
    [TestCase("claimed", true)]
    [TestCase("requeued", false)]
    public void What_is_kept_of_a_line_tells_as_much_of_decisions_and_trouble(string kind, bool hasTrouble)
    {
        var line = LogLine.Of(JourneyMails.Noon, kind, ("id", "a"), (hasTrouble ? "trouble" : "reason", "so it is"));
        var kept = line.Written();
        Assert.That(kept, Is.EqualTo(new WrittenLine(kind, hasTrouble, line.ToText())));
        Assert.That(StatusReport.Log(Seqs.Of(kept)), Is.EqualTo(line.ToText() + "\n"));
        Assert.That(StatusReport.Warnings(Seqs.Of(kept)), Is.EqualTo(kind == "forwarded" ? "" : line.ToText() + "\n"));
    }

    // An attribute could not hold them: its text is UTF-8.
    static readonly string[] Halves = [new('\ud83d', 1), "a" + '\udc00' + "b", string.Concat('\udc00', '\ud83d')];

    [TestCaseSource(nameof(Halves))]
    public void Half_a_surrogate_pair_never_reaches_the_log(string text)
    {
        var line = LogLine.Of(JourneyMails.Noon, "refused", ("fact", text), ("long", new string('x', 599) + "😀"));
        Assert.That(JsonDocument.Parse(line.ToJson()).RootElement.GetProperty("fact").GetString(), Does.Contain("\ufffd"));
        Assert.That(line.ToJson(), Does.Not.Match(@"\\ud83d(?!\\udc00|\\ude00)"));
        Assert.That(() => new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(line.ToText()), Throws.Nothing);
    }

    [Test]
    public void Numbers_are_numbers_and_lists_are_arrays_and_facts_of_one_name_stand_together() =>
        Assert.That(
            LogLine.Of(
                new Instant(0), "failed", ("size", 1234), ("took", TimeSpan.FromMilliseconds(56)), ("to", Seqs.Of("<a@b.test>", "<c@d.test>")), ("none", Seqs.Of<string>()),
                ("delivered", "one"), ("failed", "two"), ("delivered", "three")).ToJson(),
            Is.EqualTo("""{"at":"1970-01-01T00:00:00.000Z","level":"warning","event":"failed","size":1234,"took":56,"to":["<a@b.test>","<c@d.test>"],"none":[],"delivered":["one","three"],"failed":"two"}"""));

    [TestCase("forwarded", "reply", ExpectedResult = LogLevel.Info)]
    [TestCase("refused", "reply", ExpectedResult = LogLevel.Info)]
    [TestCase("spool", "notice", ExpectedResult = LogLevel.Info)]
    [TestCase("spool", "trouble", ExpectedResult = LogLevel.Warning)]
    [TestCase("deferred", "reply", ExpectedResult = LogLevel.Warning)]
    [TestCase("fault", "error", ExpectedResult = LogLevel.Error)]
    public LogLevel A_line_has_a_level(string kind, string fact) => LogLine.Of(JourneyMails.Noon, kind, (fact, "x")).Level;

    [Test]
    public void The_line_for_people() =>
        Assert.That(
            LogLine.Of(new Instant(0), "forwarded", ("id", "a1"), ("subject", "two words \"quoted\""), ("empty", "")).ToText(),
            Is.EqualTo("1970-01-01T00:00:00.000Z forwarded id=a1 subject=\"two words \\\"quoted\\\"\" empty=\"\""));

    static bool HasLoneSurrogate(string text) => text.EnumerateRunes().Any(rune => rune.Value == 0xfffd) || text.Length > 600;
}
