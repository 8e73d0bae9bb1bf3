using Laitos.Domain.Scanning;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Scanning;

/// <summary>Replies of scanners are read as what they are, or refused; whatever they hold.</summary>
public class ScanReplyLaws
{
    /// What rspamd 3.4 answers.
    const string Gtube = """{"is_skipped":true,"score":15.0,"required_score":15.0,"action":"reject","symbols":{"GTUBE":{"name":"GTUBE","score":0.0,"metric_score":0.0}},"messages":{"smtp_message":"Gtube pattern"},"message-id":"undef","time_real":0.000453}""";

    [Property(Arbitrary = [typeof(ScanArbitraries)], MaxTest = 1000)]
    public Property Any_reply_is_a_report_within_bounds_or_trouble_in_one_line(ScannerWords reply)
    {
        var read = ScanReply.Read(Octets.Utf8(reply.Json), Option<ScanAction>.None);
        return read.Match(
            Right: report => report.Score.ForAll(double.IsFinite) && report.Symbols.Count <= ScanReport.MostSymbols && report.Symbols.ForAll(IsPlain) && Printable.IsOneLine(report.Words),
            Left: reason => reason.Length is > 0 and <= 300 && Printable.IsOneLine(reason)).Classify(read.IsRight, "read");
    }

    [Property(MaxTest = 300)]
    public bool Any_octets_are_borne(byte[] octets) => ScanReply.Read(new Octets(octets), Option<ScanAction>.None).Match(Right: _ => false, Left: reason => Printable.IsOneLine(reason));

    [Property(MaxTest = 200)]
    public bool The_order_of_the_symbols_tells_nothing(PositiveInt seed, byte[] quarters)
    {
        string[] symbols = [.. quarters.Select((quarter, i) => $"\"S{i}\": {{\"score\": {quarter / 4}.{quarter % 4 * 25:00}}}")];
        return Read(symbols).Equals(Read(Shuffled(symbols, seed.Get)));
    }

    [Test]
    public void What_rspamd_says_is_understood() => Assert.That(
        (ScanReport)ScanReply.Read(Octets.Utf8(Gtube), Option<ScanAction>.None), Is.EqualTo(new ScanReport(ScanAction.Reject, 15, 15, Seqs.Of(new ScanSymbol("GTUBE", 0)), "Gtube pattern")));

    [TestCase("""{"action": "explode", "score": 1}""", "an unknown action, explode")]
    [TestCase("""{"error": "cannot read\r\nx"}""", @"its error: cannot read\r\nx")]
    [TestCase("""{"score": 1}""", "no action")]
    [TestCase("""{"action": "reject", "score": 1e7}""", "a score that is no score")]
    [TestCase("""{"action": "reject", "symbols": 7}""", "symbols that are neither an object nor a list")]
    [TestCase("<html>busy</html>", "not JSON: <html>busy</html>")]
    [TestCase("[]", "no JSON object")]
    public void What_cannot_be_understood_is_named(string reply, string reason) =>
        Assert.That(ScanReply.Read(Octets.Utf8(reply), Option<ScanAction>.None), Is.EqualTo(Prelude.Left<string, ScanReport>(reason)));

    [Test]
    public void A_reply_is_bounded_in_octets_depth_and_symbols()
    {
        var many = With(string.Join(", ", Enumerable.Range(0, 10_000).Select(i => $"\"S{i}\": {i}")));
        Assert.That(((ScanReport)ScanReply.Read(Octets.Utf8(many), Option<ScanAction>.None)).Symbols, Has.Count.EqualTo(ScanReport.MostSymbols));
        Assert.That(ScanReply.Read(new Octets(new byte[ScanReply.MostOctets + 1]), Option<ScanAction>.None).IsLeft);
        Assert.That(ScanReply.Read(Octets.Utf8(With($"\"A\": {new string('[', 20)}{new string(']', 20)}")), Option<ScanAction>.None).IsLeft);
    }

    [TestCase(0, "", ScanAction.NoAction)]
    [TestCase(1, "5.5/5.0\n", ScanAction.AddHeader)]
    [TestCase(69, "", ScanAction.Reject)]
    [TestCase(75, "busy\n", ScanAction.SoftReject)]
    [TestCase(0, "loaded\n{\"action\": \"reject\", \"score\": 9}\n", ScanAction.Reject)]
    [TestCase(1, "{\"score\": 9}", ScanAction.AddHeader)]
    public void A_program_answers_by_its_exit_code_unless_its_line_names_an_action(int code, string output, ScanAction action) =>
        Assert.That(((ScanReport)ProgramAnswer.Read(code, Octets.Utf8(output))).Action, Is.EqualTo(action));

    [TestCase(2, "")]
    [TestCase(139, "{\"action\": \"reject\"}")]
    [TestCase(0, "{\"action\": \"explode\"}")]
    [TestCase(0, "{\"action\": ")]
    public void What_a_program_that_fails_says_counts_for_nothing(int code, string output) => Assert.That(ProgramAnswer.Read(code, Octets.Utf8(output)).IsLeft);

    static bool IsPlain(ScanSymbol symbol) => symbol.Name.Length is > 0 and <= ScanSymbol.MostCharacters && symbol.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '?');

    static ScanReport Read(string[] symbols) => (ScanReport)ScanReply.Read(Octets.Utf8(With(string.Join(", ", symbols))), Option<ScanAction>.None);

    static string With(string symbols) => "{\"action\": \"no action\", \"symbols\": {" + symbols + "}}";

    static string[] Shuffled(string[] items, int seed)
    {
        new System.Random(seed).Shuffle(items = [.. items]);
        return items;
    }
}
