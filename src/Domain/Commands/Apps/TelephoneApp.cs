using System.Globalization;
using System.Text.Json;

namespace Laitos.Domain.Commands.Apps;

/// <summary>An account at Twilio.</summary>
/// <param name="Service">The address of its interface, without a path.</param>
/// <param name="AccountSid">The name of the account: letters and digits.</param>
/// <param name="AuthToken">What proves who asks.</param>
/// <param name="PhoneNumber">The number that calls and texts come from, with the code of the country (E.164).</param>
public sealed record TwilioAccount(WebAddress Service, string AccountSid, SecretSource AuthToken, string PhoneNumber);

/// <summary>A telephone number with the code of its country (E.164): <c>+</c> and 7 to 15 digits.</summary>
static class TelephoneNumber
{
    public const string Expected = "+ and 7 to 15 digits, such as +4930123456";

    public static bool IsOne(string text) => text is ['+', >= '1' and <= '9', ..] && text.Length is >= 8 and <= 16 && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}

/// <summary><c>.pc +number text</c> calls a number and speaks a text three times, <c>.pt +number text</c> sends it as a text message, both by Twilio.</summary>
/// <param name="Account">The account.</param>
sealed record TelephoneApp(Option<TwilioAccount> Account) : IApp
{
    const string Usage = "expected: c +number text for a call, or t +number text for a text message";

    /// The most characters of a text message at Twilio, in however many parts it is sent.
    const int MostCharacters = 1600;

    /// The most characters of instructions that Twilio takes in a request.
    const int MostInstructions = 4000;

    const int MaxOctets = 64 << 10;

    /// <inheritdoc/>
    public string Prefix => ".p";

    /// <inheritdoc/>
    public bool IsSecret => false;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument) => Account.Match(
        account => argument.Length == 0 ? Answers.EmptyCommand : Ask(account, argument),
        () => Answers.NotSetUp("Features.Twilio"));

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now) => response is AppResponse.Answered(var status, var body)
        ? status is >= 200 and < 300
            ? CommandResult.Ok($"{Split(argument).Text.EnumerateRunes().Count().ToString(CultureInfo.InvariantCulture)} characters, {TwilioAnswer.Accepted(body)}")
            : CommandResult.Failed(TwilioAnswer.Refused(status, body))
        : Answers.Otherwise(response);

    static Either<string, AppRequest> Ask(TwilioAccount account, string argument)
    {
        var (isCall, number, written) = Split(argument);
        var text = Printable.WellFormed(written);
        var instructions = $"<Response><Say loop=\"3\">{text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)}</Say></Response>";
        return isCall.IsNone || text.Length == 0 ? Usage
            : !TelephoneNumber.IsOne(number) ? $"the number is not one: expected {TelephoneNumber.Expected}"
            : text.Any(char.IsControl) ? "the text holds a control character"
            : text.Length > MostCharacters || (isCall.Exists(call => call) && instructions.Length > MostInstructions) ? $"the text is longer than {MostCharacters} characters, or than a call can carry"
            : Prelude.Right<string, AppRequest>(isCall.Exists(call => call)
                ? Post(account, "Calls", number, ("Twiml", instructions))
                : Post(account, "Messages", number, ("Body", text)));
    }

    static AppRequest.Call Post(TwilioAccount account, string resource, string number, (string Name, string Value) content) => new AppRequest.Call(
        new HttpCall(
            account.Service.Below($"2010-04-01/Accounts/{account.AccountSid}/{resource}.json"), Seqs.Of(("From", account.PhoneNumber), ("To", number), content),
            new HttpCredential.Basic(account.AccountSid, account.AuthToken)),
        MaxOctets);

    /// The letter may stand by itself, as in laitos: <c>.p c +1…</c>. None when it is neither of the two.
    static (Option<bool> IsCall, string Number, string Text) Split(string argument)
    {
        var (number, text) = argument.Length == 0 ? ("", "") : WordSplitter.Split(argument[1..]);
        return (argument.Length == 0 ? Option<bool>.None : char.ToLowerInvariant(argument[0]) switch { 'c' => true, 't' => false, _ => Option<bool>.None }, number, text);
    }
}

/// <summary>What Twilio answers: a JSON object.</summary>
static class TwilioAnswer
{
    const int MostCharacters = 300;

    /// <summary>What became of the request, and by which name Twilio knows it: <c>queued (SM…)</c>.</summary>
    public static string Accepted(Octets body) => Members(body) is ({ Length: > 0 } status, { Length: > 0 } sid, _, _) ? $"{status} ({sid})" : "accepted";

    /// <summary>The state of what was asked about; empty when it is not told.</summary>
    public static string StateIn(Octets body) => Members(body).Status;

    /// <summary>Why it was refused.</summary>
    public static string Refused(int status, Octets body) => Members(body) is (_, _, { Length: > 0 } message, var code)
        ? $"Twilio refuses: {message}{(code.Length > 0 ? $" ({code})" : "")}"
        : $"Twilio answered with HTTP status {status}";

    static (string Status, string Sid, string Message, string Code) Members(Octets body)
    {
        try
        {
            using var json = JsonDocument.Parse(body.Memory);
            return (Text(json.RootElement, "status"), Text(json.RootElement, "sid"), Text(json.RootElement, "message"), Text(json.RootElement, "code"));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The framework has no other way to say that octets are not JSON, or that a string is not well-formed UTF-16.
            return ("", "", "", "");
        }
    }

    static string Text(JsonElement json, string name) =>
        json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value) ? ""
        : value.ValueKind switch
        {
            JsonValueKind.String => Printable.WellFormed(Printable.Excerpt(value.GetString()!, MostCharacters)),
            JsonValueKind.Number => Printable.Excerpt(value.GetRawText(), MostCharacters),
            _ => "",
        };
}
