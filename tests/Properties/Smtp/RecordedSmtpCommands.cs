using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Properties.Support;

namespace Laitos.Properties.Smtp;

/// <summary>Command lines that were recorded with what laitos made of them: we agree on verb and address, but for reasons named here.</summary>
public class RecordedSmtpCommands
{
    [Test]
    public void Lines_mean_what_they_mean_to_laitos_but_for_named_reasons()
    {
        var unexplained = Suites.Lines("vectors/unit-parseConversationCommand.jsonl").Select(line =>
        {
            var text = line.GetProperty("in").GetString()!;
            var result = line.GetProperty("out");
            var theirs = result.GetProperty("error").GetString() == "" ? $"{result.GetProperty("verb")} {result.GetProperty("param")}" : "refused";
            return (Text: text, Theirs: theirs, Ours: Ours(CommandParser.Parse(Octets.Latin1(text)), text));
        }).Where(at => !Agree(at.Ours, at.Theirs) && Reason(at.Text).IsNone);
        Assert.That(unexplained.Select(at => $"{Printable.Escape(at.Text)}: ours {at.Ours}, theirs {at.Theirs}").Order(StringComparer.Ordinal).Aggregate("", (all, one) => all + one + "\n"), Is.Empty);
    }

    static bool Agree(string ours, string theirs) => ours.Equals(theirs, StringComparison.OrdinalIgnoreCase) || (ours is "VRFY " or "NOOP " && theirs.StartsWith(ours));

    static string Ours(Either<CommandError, Command> read, string line) => read.Match(
        Left: error => "refused",
        Right: command => command switch
        {
            Command.Hello hello => (hello.Extended ? "EHLO " : "HELO ") + hello.Name,
            Command.Mail mail => "MAIL FROM " + mail.ReversePath.Address.Match(mailbox => mailbox.ToString(), () => ""),
            Command.Recipient recipient => "RCPT TO " + recipient.ForwardPath.ToString()![1..^1],
            _ => line.Split(' ', ':', '\t')[0].ToUpperInvariant() + " ",
        });

    /// Why we may read a line otherwise.
    static Option<string> Reason(string line) => line switch
    {
        _ when line.Any(c => c is '\r' or '\0') => "control characters are refused (defect 17: they reached the header of the forwarded mail)",
        _ when line.Contains('\t') => "a TAB passes for a blank",
        _ when line.Split(' ')[0] is var verb && verb.Contains(':') && !verb.Equals("FROM:", StringComparison.OrdinalIgnoreCase) => "a colon is no blank: the verb is unknown",
        _ when line.StartsWith("RCPT TO:  <") => "several blanks behind the colon pass for one",
        _ when line.TrimEnd(' ').ToUpperInvariant() is "HELO" or "EHLO" => "RFC 5321 §4.1.1.1: the name is not optional",
        _ when line.Split(' ')[0].ToUpperInvariant() is "QUIT" or "RSET" or "DATA" or "STARTTLS" => "RFC 5321 §4.3.2: these take no argument",
        _ when line.StartsWith("EXPN ") => "EXPN is known, and answered 502",
        "MAIL FROM:<a>" => "an address has a domain; what has none would be forwarded under a sender who cannot be answered",
        _ when line.StartsWith("MAIL FROM:<a@b>") || line.StartsWith("mail from: <a@b.c> ") => "RFC 5321 §4.1.1.11: what follows the path is a parameter, and unknown ones are refused",
        _ => Option<string>.None,
    };
}
