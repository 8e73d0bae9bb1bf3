using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;

/// <summary>Lines and what they mean.</summary>
public class CommandParserLaws
{
    static Either<CommandError, Command> Parse(string line) => CommandParser.Parse(Octets.Utf8(line));

    static string Answer(string line) => Parse(line).Match(Right: command => command.GetType().Name, Left: error => Replies.To(error).ToString()[..9]);

    [Property(MaxTest = 500)]
    public bool Arbitrary_octets_are_a_command_or_an_error_with_a_reply(byte[] line) =>
        CommandParser.Parse(Octets.Copy(line)).Match(Right: _ => true, Left: error => Replies.To(error).IsPermanent);

    [Property(MaxTest = 1000)]
    public Property Hostile_text_is_a_command_or_an_error_with_an_ASCII_reply() =>
        Prop.ForAll(
            (from verb in Gen.Elements("", "EHLO ", "MAIL FROM:", "MAIL FROM:<", "RCPT TO:<", "RCPT TO:<a@example.com> ", "MAIL FROM:<> ", "BDAT 1 ")
             from rest in AddressArbitraries.Hostile
             select verb + rest).ToArbitrary(),
            line => Parse(line).Match(Right: _ => true, Left: error => Replies.To(error).Lines.ForAll(text => text.All(c => c is >= ' ' and <= '~'))));

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 500)]
    public bool Every_reverse_path_is_read_back_from_its_wire_form(ReversePath path) =>
        Parse($"mail from:{path} SMTPUTF8") == new Command.Mail(path, MailParameters.None with { Utf8 = true });

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 500)]
    public bool Every_forward_path_is_read_back_from_its_wire_form(ForwardPath path) =>
        Parse($"Rcpt To: {path} ").Match(Right: command => command is Command.Recipient(var read, _) && read == path, Left: _ => false);

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 300)]
    public bool A_source_route_changes_nothing(Mailbox mailbox, DomainName hop) =>
        Parse($"RCPT TO:<@{hop},@relay.test:{mailbox}>") == Parse($"RCPT TO:<{mailbox}>");

    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 300)]
    public bool A_cut_path_is_never_a_command(Mailbox mailbox)
    {
        var line = $"RCPT TO:<{mailbox}>";
        return Enumerable.Range(0, line.Length).All(length => Parse(line[..length]).IsLeft);
    }

    [Property(MaxTest = 200)]
    public bool Chunk_sizes_are_read_back(NonNegativeInt size, bool last) => Parse($"BDAT {size.Get}{(last ? " LAST" : "")}") == new Command.Chunk(size.Get, last);

    [TestCase("NOOP", "Noop")]
    [TestCase("NOOP anything", "Noop")]
    [TestCase("NOOP  ", "Noop")]
    [TestCase("HELP MAIL", "Help")]
    [TestCase("QUIT", "Quit")]
    [TestCase("QUIT now", "501 5.5.4")]
    [TestCase("RSET x", "501 5.5.4")]
    [TestCase("DATA now", "501 5.5.4")]
    [TestCase("STARTTLS x", "501 5.5.4")]
    [TestCase("HELO", "501 5.5.4")]
    [TestCase("EHLO ", "501 5.5.4")]
    [TestCase("EHLO [IPv6:::1]", "Hello")]
    [TestCase("EHLO not a name", "Hello")]
    [TestCase("VRFY", "501 5.5.4")]
    [TestCase("EXPN", "501 5.5.4")]
    [TestCase("AUTH PLAIN AGE=", "502 5.5.1")]
    [TestCase("TURN", "502 5.5.1")]
    [TestCase("ATRN", "502 5.5.1")]
    [TestCase("ETRN x", "502 5.5.1")]
    [TestCase("BURL imap://x", "502 5.5.1")]
    [TestCase("", "500 5.5.2")]
    [TestCase(" NOOP", "500 5.5.2")]
    [TestCase("NOOPX", "500 5.5.2")]
    [TestCase("NOOP\0", "500 5.5.2")]
    [TestCase("NOOP\rNOOP", "500 5.5.2")]
    [TestCase("MAIL", "501 5.5.4")]
    [TestCase("MAIL TO:<a@b.test>", "501 5.5.4")]
    [TestCase("MAIL FROM:", "501 5.1.7")]
    [TestCase("MAIL FROM:<>", "Mail")]
    [TestCase("MAIL FROM: <>", "Mail")]
    [TestCase("MAIL FROM:  <>", "Mail")]
    [TestCase("MAIL FROM:\t<>", "Mail")]
    [TestCase("MAIL FROM: \t  <a@b.test> SIZE=1", "Mail")]
    [TestCase("RCPT TO:   <a@b.test>", "Recipient")]
    [TestCase("RCPT TO:\t<a@b.test>", "Recipient")]
    [TestCase("RCPT TO:\t\t<postmaster>", "Recipient")]
    [TestCase("RCPT TO:<try..this..0511@docomo.test>", "Recipient")]
    [TestCase("MAIL FROM:<john.@docomo.test>", "Mail")]
    [TestCase("MAIL FROM:<.anna@docomo.test>", "Mail")]
    [TestCase("MAIL FROM:< >", "501 5.1.7")]
    [TestCase("MAIL FROM:a@b.test", "501 5.1.7")]
    [TestCase("MAIL FROM:<a@b.test", "501 5.1.7")]
    [TestCase("MAIL FROM:<a@b.test>>", "501 5.5.4")]
    [TestCase("MAIL FROM:<a@b.test>SIZE=1", "501 5.5.4")]
    [TestCase("MAIL FROM:<a@b.test> size=1 body=8bitmime smtputf8", "Mail")]
    [TestCase("MAIL FROM:<a@b.test> SIZE=1 SIZE=2", "501 5.5.4")]
    [TestCase("MAIL FROM:<a@b.test> SIZE=-1", "501 5.5.4")]
    [TestCase("MAIL FROM:<a@b.test> SIZE", "501 5.5.4")]
    [TestCase("MAIL FROM:<a@b.test> SIZE=99999999999999999999", "Mail")]
    [TestCase("MAIL FROM:<a@b.test> BODY=BINARYMIME", "501 5.5.4")]
    [TestCase("MAIL FROM:<a@b.test> SMTPUTF8=1", "501 5.5.4")]
    [TestCase("MAIL FROM:<a@b.test> RET=HDRS", "555 5.5.4")]
    [TestCase("MAIL FROM:<a@b.test> AUTH=<>", "555 5.5.4")]
    [TestCase("MAIL FROM:<é@b.test>", "553 5.6.7")]
    [TestCase("MAIL FROM:<a@bücher.test>", "553 5.6.7")]
    [TestCase("MAIL FROM:<é@b.test> SMTPUTF8", "Mail")]
    [TestCase("RCPT TO:<>", "501 5.1.3")]
    [TestCase("RCPT TO:<x>", "501 5.1.3")]
    [TestCase("RCPT TO:<POSTmaster>", "Recipient")]
    [TestCase("RCPT TO:<@a.test>", "501 5.1.3")]
    [TestCase("RCPT TO:<@a.test,x@b.test>", "501 5.1.3")]
    [TestCase("RCPT TO:<@a.test:x@b.test>", "Recipient")]
    [TestCase("RCPT TO:<\"a b\\\"c\"@b.test>", "Recipient")]
    [TestCase("RCPT TO:<x@[192.0.2.1]>", "Recipient")]
    [TestCase("RCPT TO:<x@b.test> NOTIFY=NEVER", "555 5.5.4")]
    [TestCase("RCPT TO:<x@b.test>NOTIFY=NEVER", "501 5.5.4")]
    [TestCase("BDAT", "501 5.5.4")]
    [TestCase("BDAT -1", "501 5.5.4")]
    [TestCase("BDAT 5LAST", "501 5.5.4")]
    [TestCase("BDAT 5 FIRST", "501 5.5.4")]
    [TestCase("bdat 5 last", "Chunk")]
    [TestCase("BDAT 99999999999999999999", "Chunk")]
    public void A_line_means(string line, string meaning) => Assert.That(Answer(line), Is.EqualTo(meaning));

    [Test]
    public void Octets_that_are_not_UTF8_are_refused() =>
        Assert.That(CommandParser.Parse(Octets.Latin1("HELO caf\xe9")) == new CommandError.NotText());

    [Test]
    public void A_name_in_HELO_is_made_printable_and_cut() =>
        Assert.That(Parse("EHLO é" + new string('x', 500)) == new Command.Hello("?" + new string('x', 254), true));
}
