using System.Text.Json;
using System.Xml;

namespace Laitos.Domain.Commands.Apps;

/// <summary>Requests that show whether an account at a service serves. None costs anything: no question is answered, nobody is called or written to.</summary>
public static class AccountTrial
{
    /// <summary>Has WolframAlpha parse a question without answering it (its Validate Query interface).</summary>
    public static HttpCall Of(WolframAlphaAccount account) => new(account.Service.Below("v2/validatequery?input=pi"), default, new HttpCredential.Parameter("appid", account.AppId));

    /// <summary>Asks Twilio about the account.</summary>
    public static HttpCall Of(TwilioAccount account) => Get(account, ".json");

    /// <summary>Asks Twilio whether the account has the number that it calls from.</summary>
    public static HttpCall NumberOf(TwilioAccount account) => Get(account, $"/IncomingPhoneNumbers.json?PageSize=1&PhoneNumber={WebAddress.Escape(account.PhoneNumber)}");

    /// <summary>None when WolframAlpha takes the id; else what it says against it.</summary>
    public static Option<string> WolframAlphaTrouble(int status, Octets document)
    {
        try
        {
            using var reader = new XmlTextReader(NewsEncoding.Text(document), XmlNodeType.Document, null) { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            return reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "validatequeryresult" ? Unexpected(status)
                : reader.GetAttribute("error") != "true" ? Option<string>.None
                : reader.ReadToFollowing("msg") ? Printable.Excerpt(reader.ReadElementContentAsString(), 200)
                : Unexpected(status);
        }
        catch (XmlException)
        {
            return Unexpected(status);
        }
    }

    /// <summary>None when the account at Twilio may be used; else what Twilio says against it.</summary>
    public static Option<string> TwilioTrouble(int status, Octets document) =>
        status is < 200 or >= 300 ? TwilioAnswer.Refused(status, document) : TwilioAnswer.StateIn(document) switch
        {
            "active" => Option<string>.None,
            "" => Unexpected(status),
            var state => $"the account is {state}",
        };

    /// <summary>Whether the account at Twilio has the number; none when it does not say.</summary>
    public static Option<bool> HasNumber(int status, Octets document)
    {
        try
        {
            using var json = JsonDocument.Parse(document.Memory);
            return status is >= 200 and < 300 && json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("incoming_phone_numbers", out var numbers) && numbers.ValueKind == JsonValueKind.Array
                    ? numbers.GetArrayLength() > 0
                    : Option<bool>.None;
        }
        catch (JsonException)
        {
            return Option<bool>.None;
        }
    }

    static HttpCall Get(TwilioAccount account, string resource) => new(
        account.Service.Below($"2010-04-01/Accounts/{account.AccountSid}{resource}"), default, new HttpCredential.Basic(account.AccountSid, account.AuthToken));

    static string Unexpected(int status) => $"it did not answer as expected (HTTP status {status})";
}
