using static Laitos.Domain.Smtp.Client.RelaySession;

namespace Laitos.Domain.Smtp.Client;

/// <summary>Names for where a dialogue stood, in the words of a log line.</summary>
static class RelayStages
{
    public static string Of(Busy session) => session switch
    {
        Connecting => "while connecting",
        Handshaking => "during the TLS handshake",
        AwaitingGreeting => "before its greeting",
        AwaitingExtendedHello => "after EHLO",
        AwaitingHello => "after HELO",
        AwaitingStartTls => "after STARTTLS",
        Authenticating => "after AUTH",
        AwaitingReset => "after RSET",
        AwaitingMail => "after MAIL",
        AwaitingRecipient => "after RCPT",
        AwaitingData => "after DATA",
        SendingContent or AwaitingLastWords => "while the content was sent",
        AwaitingVerdict => "after the content",
        AwaitingRefusal => "after an empty mail for nobody",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static string Cause(RelayInput input) => input switch
    {
        RelayInput.TimedOut => "silence",
        RelayInput.ReplyMalformed(var error) => $"not a reply: {error.Found}",
        _ => "connection closed",
    };
}
