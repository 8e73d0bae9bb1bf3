namespace Laitos.Domain.Smtp.Client;

/// <summary>What a dialogue with a relay is doing: connecting, or waiting for the reply to a command.</summary>
public enum Stage
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
    public static Stage Of(ReadOnlySpan<byte> commands, Stage before)
    {
        var verb = commands[..Math.Max(0, commands.IndexOfAny(" \r"u8))];
        return verb.SequenceEqual("MAIL"u8) ? Stage.Mail
            : verb.SequenceEqual("RCPT"u8) ? Stage.Recipient
            : verb.SequenceEqual("DATA"u8) ? Stage.Data
            : verb.SequenceEqual("EHLO"u8) || verb.SequenceEqual("HELO"u8) ? Stage.Hello
            : verb.SequenceEqual("STARTTLS"u8) ? Stage.StartTls
            : verb.SequenceEqual("AUTH"u8) ? Stage.Login
            : verb.SequenceEqual("RSET"u8) ? Stage.Reset
            : verb.SequenceEqual("QUIT"u8) ? Stage.Quit
            : before;
    }

    /// <summary>When it was.</summary>
    public static string Words(Stage stage) => stage switch
    {
        Stage.Connecting => "while connecting",
        Stage.Handshake => "during the TLS handshake",
        Stage.Greeting => "before its greeting",
        Stage.Hello => "after EHLO",
        Stage.StartTls => "after STARTTLS",
        Stage.Login => "after AUTH",
        Stage.Mail => "after MAIL",
        Stage.Recipient => "after RCPT",
        Stage.Data => "after DATA",
        Stage.Content => "while the content was sent",
        Stage.Verdict => "after the content",
        Stage.Reset => "after RSET",
        Stage.Quit => "after QUIT",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
