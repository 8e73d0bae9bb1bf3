namespace Laitos.Domain.Smtp.Client;

/// <summary>What a dialogue with a relay is doing: connecting, or waiting for the reply to a command.</summary>
public enum RelayStage
{
    /// <summary>Connecting.</summary>
    Connecting,

    /// <summary>The TLS handshake.</summary>
    Handshake,

    /// <summary>The relay's greeting.</summary>
    Greeting,

    /// <summary>EHLO or HELO.</summary>
    Hello,

    /// <summary>STARTTLS.</summary>
    StartTls,

    /// <summary>AUTH.</summary>
    Login,

    /// <summary>MAIL.</summary>
    Mail,

    /// <summary>RCPT.</summary>
    Recipient,

    /// <summary>DATA.</summary>
    Data,

    /// <summary>The content is being sent: no final dot has left.</summary>
    Content,

    /// <summary>The end of the content: the moment in which it is unknown whether the mail was taken.</summary>
    Verdict,

    /// <summary>RSET.</summary>
    Reset,

    /// <summary>QUIT.</summary>
    Quit,
}

/// <summary>Stages by the command that begins them, and in the words of a log line.</summary>
public static class RelayStages
{
    /// <summary>The stage that these octets begin: the first command of a group, or the next line of a login.</summary>
    public static RelayStage Of(ReadOnlySpan<byte> commands, RelayStage before)
    {
        var verb = commands[..Math.Max(0, commands.IndexOfAny(" \r"u8))];
        return verb.SequenceEqual("MAIL"u8) ? RelayStage.Mail
            : verb.SequenceEqual("RCPT"u8) ? RelayStage.Recipient
            : verb.SequenceEqual("DATA"u8) ? RelayStage.Data
            : verb.SequenceEqual("EHLO"u8) || verb.SequenceEqual("HELO"u8) ? RelayStage.Hello
            : verb.SequenceEqual("STARTTLS"u8) ? RelayStage.StartTls
            : verb.SequenceEqual("AUTH"u8) ? RelayStage.Login
            : verb.SequenceEqual("RSET"u8) ? RelayStage.Reset
            : verb.SequenceEqual("QUIT"u8) ? RelayStage.Quit
            : before;
    }

    /// <summary>When it was.</summary>
    public static string Words(RelayStage stage) => stage switch
    {
        RelayStage.Connecting => "while connecting",
        RelayStage.Handshake => "during the TLS handshake",
        RelayStage.Greeting => "before its greeting",
        RelayStage.Hello => "after EHLO",
        RelayStage.StartTls => "after STARTTLS",
        RelayStage.Login => "after AUTH",
        RelayStage.Mail => "after MAIL",
        RelayStage.Recipient => "after RCPT",
        RelayStage.Data => "after DATA",
        RelayStage.Content => "while the content was sent",
        RelayStage.Verdict => "after the content",
        RelayStage.Reset => "after RSET",
        RelayStage.Quit => "after QUIT",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
