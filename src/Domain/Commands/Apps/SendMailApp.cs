using System.Globalization;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Commands.Apps;

/// <summary>
/// <c>.m to@example.net "subject" body</c>: a mail, and how many characters of text were sent. The curly quotation marks of telephones do as well. To
/// <c>sos@sos</c> it is a call for help to all rescue co-ordination centres, a mail each.
/// </summary>
/// <param name="SosInformation">What rescuers should know of the owner; without it there is no call for help, which an unset server might send by mistake.</param>
sealed record SendMailApp(Option<string> SosInformation) : IApp
{
    const string SosAddress = "sos@sos";
    const string Usage = "expected: to@example.net \"subject\" text";
    const int MaxSubject = 500;

    /// <inheritdoc/>
    public string Prefix => ".m";

    /// <inheritdoc/>
    public bool IsSecret => false;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument)
    {
        if (argument.Length == 0)
        {
            return Answers.EmptyCommand;
        }

        var (to, rest) = WordSplitter.Split(argument);
        var closing = rest.AsSpan(Math.Min(1, rest.Length)).IndexOfAny('"', '“', '”');
        if (rest.Length == 0 || !IsQuote(rest[0]) || closing < 0)
        {
            return Usage;
        }

        var (subject, body) = (rest[1..(closing + 1)].Trim(), rest[(closing + 2)..].Trim());
        return subject.Length > MaxSubject ? $"the subject is longer than {MaxSubject} characters"
            : subject.Any(char.IsControl) ? "the subject holds a control character"
            : body.Length == 0 ? $"the text is missing; {Usage}"
            : to.Equals(SosAddress, StringComparison.OrdinalIgnoreCase) ? Sos(subject, body)
            : Mailbox.Parse(to).Match(
                mailbox => Prelude.Right<string, AppRequest>(new AppRequest.Send(Seqs.Of(mailbox), subject, body)),
                error => $"the address is not one: {error}");
    }

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now) =>
        response is AppResponse.Done ? Ask(argument).Match(Sent, CommandResult.Failed) : Answers.Otherwise(response);

    Either<string, AppRequest> Sos(string subject, string body) => SosInformation.Match(
        information => Prelude.Right<string, AppRequest>(new AppRequest.Send(
            RescueContacts.Mailboxes, $"SOS HELP {subject}",
            $"SOS - this is a call for help.\n\nMessage: {body}\n\nAbout the sender: {information}\n\nSent to {RescueContacts.Mailboxes.Count} rescue co-ordination centres at the same time.\n")),
        () => Answers.NotSetUp("Features.SendMail.SOSPersonalInfo"));

    static CommandResult Sent(AppRequest request) => request switch
    {
        AppRequest.Send({ Count: 1 }, _, var body) => CommandResult.Ok(body.EnumerateRunes().Count().ToString(CultureInfo.InvariantCulture)),
        AppRequest.Send(var to, _, _) => CommandResult.Ok($"sending SOS to {to.Count} rescue co-ordination centres"),
        _ => CommandResult.Ok(""),
    };

    static bool IsQuote(char c) => c is '"' or '“' or '”';
}
