using Laitos.Domain.Commands.Apps;

namespace Laitos.Properties.Commands.Apps;

public class ImapReplyScanLaws
{
    static readonly string Deep = new('(', ImapReplyScan.MaxBrackets + 1);

    [TestCase("* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS AUTH=PLAIN] it's \"ready {5} now\r\n")]
    [TestCase("* CAPABILITY IMAP4rev2\r\nA1 OK done\r\n+ \r\n+ Ready\r\n")]
    [TestCase("* NAMESPACE ((\"\" \"/\")) NIL ((\"#shared/\" \"/\" \"X\" (\"a\" \"b\")))\r\n")]
    [TestCase("* LIST (\\HasNoChildren \\Sent) \"\\\\\" \"Sent \\\"mail\\\"\"\r\n* list () NIL {6}\r\n((((((\r\n")]
    [TestCase("* 12 EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Answered \\Seen)\r\n* OK [PERMANENTFLAGS ()] Read-only\r\n")]
    [TestCase("* 3 FETCH (UID 7 BODY[HEADER.FIELDS (FROM SUBJECT)] {12}\r\n((((\"{9}\r\n)) FLAGS ())\r\nA2 OK done\r\n")]
    [TestCase("* 3 FETCH (UID 7 BODY[]<0> {0}\r\n)\r\n* 4 FETCH (UID 8 BODY[]<0> \"(quoted)\")\r\n")]
    public void What_servers_say_passes(string replies) => Assert.That(Scan(replies), Is.Empty);

    [TestCase("* 1 FETCH (BODYSTRUCTURE {0}", TestName = "Brackets_in_data")]
    [TestCase("* OK {0}", TestName = "Brackets_in_words")]
    [TestCase("* 1 FETCH (FLAGS \"{0}", TestName = "Brackets_in_quotes")]
    [TestCase("* OK {{9999}}\r\n* 1 FETCH (BODYSTRUCTURE {0}", TestName = "A_literal_in_words")]
    [TestCase("A1 OK {{9999}}\r\n{0}", TestName = "A_literal_in_a_tagged_line")]
    [TestCase("* STATUS {{17}}\r\n* 1 FETCH {{9999}}\r\n{0}", TestName = "A_literal_in_another_line")]
    [TestCase("* 1 FETCH (X\" \"{{9999}}\r\n{0}", TestName = "A_quote_within_a_word")]
    [TestCase("* 1 FETCH (X \"{{9999}}\r\n{0}", TestName = "A_quote_over_the_end_of_a_line")]
    [TestCase("* 1 FETCH (X {{9999}} \r\n{0}", TestName = "A_literal_before_the_end_of_a_line")]
    [TestCase("* 1 FETCH (X {{}}\r\n{0}", TestName = "A_brace_without_a_number")]
    [TestCase("*  1 FETCH (X {{9999}}\r\n{0}", TestName = "Two_blanks")]
    [TestCase("{{9999}}\r\n{0}", TestName = "A_literal_without_a_line")]
    [TestCase("* {{9999}}\r\n{0}", TestName = "A_literal_at_the_beginning")]
    [TestCase("* 1 FETCH (X {{2}}\r\nabY {{1}}\r\nc{0}", TestName = "Brackets_behind_literals")]
    public void Nothing_hides_brackets(string form) => Assert.That(Scan(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Deep)), Is.Not.Empty);

    [Test]
    public void A_line_and_a_session_have_bounds()
    {
        Assert.That(Scan("* OK " + new string('x', ImapReplyScan.MaxLine)), Is.Not.Empty);
        Assert.That(Scan(new string('\n', 1001)), Is.EqualTo("it sends more than a session may bring"));
        Assert.That(Scan("* 1 FETCH (BODY[] {1001}\r\n"), Is.EqualTo("it sends more than a session may bring"));
        Assert.That(Scan("* 1 FETCH (BODY[] {99999999999999999999}\r\n"), Is.Not.Empty);
    }

    [Property(MaxTest = 500)]
    public bool Where_octets_are_cut_makes_no_difference(byte[] cuts)
    {
        var octets = Octets.Latin1(string.Concat(cuts.Select(cut => Words[cut % Words.Length])));
        var whole = ImapReplyScan.Start(1000).Advance(octets.Span);
        var inPieces = octets.Span.ToArray().Aggregate(Prelude.Right<string, ImapReplyScan>(ImapReplyScan.Start(1000)), (scan, octet) => scan.Bind(each => each.Advance([octet])));
        return whole.Match(_ => inPieces.IsRight, _ => inPieces.IsLeft) && whole.IfLeft(ImapReplyScan.Start(0)) == inPieces.IfLeft(ImapReplyScan.Start(0));
    }

    [Property(MaxTest = 300)]
    public bool Whatever_comes_it_ends(byte[] octets) => ImapReplyScan.Start(1000).Advance(octets) is { IsBottom: false };

    static readonly string[] Words = ["* ", "1 ", "FETCH ", "LIST ", "fetch ", "(", ")", "\"", "\\", "{3}\r\n", "{", "7", "}", "\r\n", "\n", "abc", "OK ", "* 2 FETCH (X {4}\r\n", "+ "];

    static string Scan(string replies) => ImapReplyScan.Start(replies.Length > 2000 ? 100_000 : 1000).Advance(Octets.Latin1(replies).Span).Match(_ => "", fault => fault);
}
