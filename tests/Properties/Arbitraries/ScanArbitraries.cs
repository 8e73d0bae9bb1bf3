using Laitos.Domain.Scanning;

namespace Laitos.Properties.Arbitraries;

/// <summary>Octets that a scanner might answer with, sensible or not.</summary>
public sealed record ScannerWords(string Json);

/// <summary>What scanners say, and what their owners want done.</summary>
public static class ScanArbitraries
{
    static Gen<double> Scores { get; } = Gen.Frequency((3, Gen.Choose(-40, 80).Select(quarters => quarters / 4.0)), (1, Gen.Elements(0, -1_000_000.0, 1_000_000.0, 6, 15)));

    static Gen<Option<A>> Maybe<A>(Gen<A> gen) => Gen.Frequency((1, Gen.Constant(Option<A>.None)), (2, gen.Select(Prelude.Some)));

    /// Names and words from hostile hands: line ends, other fields, other scripts, halves of characters.
    static Gen<string> Words { get; } = Gen.OneOf(
        Gen.Elements("BAYES_SPAM", "R_SPF_ALLOW", "X\r\nBcc: all@example.com", "a\nb", "\r\n\r\n<script>", "x: y", "\ud83d", "ä ö", "", new string('L', 300), "tests=,;", "\0"),
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));

    static Gen<ScanSymbol> Symbols { get; } = from name in Words where name.Length > 0 from score in Scores select ScanSymbol.Of(name, score);

    public static Arbitrary<ScanReport> Reports() => (
        from action in Gen.Elements(Enum.GetValues<ScanAction>())
        from score in Maybe(Scores)
        from required in Maybe(Scores)
        from symbols in Symbols.ListOf().Resize(30)
        from words in Words
        select new ScanReport(action, score, required, symbols.DistinctBy(symbol => symbol.Name).Gather(), Printable.ReplyText(words, 200))).ToArbitrary();

    public static Arbitrary<ScanOutcome> Outcomes() => Gen.OneOf(
        from report in Reports().Generator
        from took in Gen.Choose(0, 9000)
        select (ScanOutcome)new ScanOutcome.Reported(report, TimeSpan.FromMilliseconds(took)),
        from cause in Gen.Elements(Enum.GetValues<UnscannedCause>())
        from words in Words
        select (ScanOutcome)new ScanOutcome.Unscanned(cause, words)).ToArbitrary();

    public static Arbitrary<ScanPolicy> Policies() => (
        from reject in Gen.Elements(SpamTreatment.Refuse, SpamTreatment.Mark)
        from soft in Gen.Elements(SpamTreatment.Defer, SpamTreatment.Forward)
        from grey in Gen.Elements(SpamTreatment.Forward, SpamTreatment.Defer)
        from mark in Maybe(Scores)
        from above in Maybe(Gen.Choose(1, 40))
        from all in Gen.Elements(true, false)
        select new ScanPolicy(TimeSpan.FromSeconds(8), 10_000)
        {
            OnReject = reject,
            OnSoftReject = soft,
            OnGreylist = grey,
            MarkFrom = mark,
            RefuseFrom = above.Map(more => mark.IfNone(0) + more),
            MarksAll = all,
        }).ToArbitrary();

    /// Near to what rspamd says: its members, each at times of another kind; or nothing of the sort.
    public static Arbitrary<ScannerWords> Replies() => Gen.Frequency(
        (5, from action in Gen.Elements("\"no action\"", "\"reject\"", "\"SOFT REJECT\"", "\"explode\"", "7", "null", "\"\\ud800\"")
            from score in Gen.Elements("0.0", "7.25", "-3", "1e400", "1e9", "\"7\"", "null", "{}")
            from required in Gen.Elements("15.0", "null", "[]")
            from symbols in Gen.Elements(
                "{}", "null", "7", "[\"A\", \"B\", 3]", "{\"A\": {\"score\": 1.5}, \"B\": 2, \"C\": null}", "{\"\\ud800\": {}}", "{\"A\\r\\nBcc: x\": {\"score\": \"1\"}}", "{\"A\": " + new string('[', 40) + new string(']', 40) + "}")
            from messages in Gen.Elements("{}", "{\"smtp_message\": \"no\\r\\nway\"}", "[]", "{\"smtp_message\": 7}")
            select new ScannerWords($$"""{"action": {{action}}, "score": {{score}}, "required_score": {{required}}, "symbols": {{symbols}}, "messages": {{messages}}}""")),
        (1, Words.Select(text => new ScannerWords(text))),
        (1, Gen.Elements("", "{", "[]", "null", "{\"error\": \"cannot read\"}", "{}", "\ufeff{}", new string('[', 100_000)).Select(text => new ScannerWords(text)))).ToArbitrary();
}
