using System.Globalization;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Commands.Apps;

/// <summary><c>.m to@example.net "subject" body</c>: a mail, and how many characters of text were sent. The curly quotation marks of telephones do as well.</summary>
sealed record SendMailApp : IApp
{
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
            : Mailbox.Parse(to).Match(
                mailbox => Prelude.Right<string, AppRequest>(new AppRequest.Send(mailbox, subject, body)),
                error => $"the address is not one: {error}");
    }

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now) =>
        response is AppResponse.Done
            ? CommandResult.Ok(Ask(argument).Match(request => Sent(request), error => error))
            : Answers.Otherwise(response);

    static string Sent(AppRequest request) =>
        request is AppRequest.Send(_, _, var body) ? body.EnumerateRunes().Count().ToString(CultureInfo.InvariantCulture) : "";

    static bool IsQuote(char c) => c is '"' or '“' or '”';
}
