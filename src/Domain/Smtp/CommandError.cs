namespace Laitos.Domain.Smtp;

/// <summary>Why a line is not a command that we carry out; each case deserves its own reply.</summary>
public abstract record CommandError
{
    CommandError() { }

    /// <summary>The line holds control characters, or octets that are not UTF-8.</summary>
    public sealed record NotText : CommandError;

    /// <summary>The first word is no verb that we have heard of.</summary>
    public sealed record UnknownVerb : CommandError;

    /// <summary>A verb that exists but is not offered here, such as AUTH or TURN.</summary>
    public sealed record NotImplemented(string Verb) : CommandError;

    /// <summary>The argument is missing, superfluous or ill-formed.</summary>
    /// <param name="Usage">How the command is written.</param>
    public sealed record BadArgument(string Usage) : CommandError;

    /// <summary>MAIL without a path of RFC 5321 §4.1.2.</summary>
    public sealed record BadReversePath(SyntaxError Error) : CommandError;

    /// <summary>RCPT without a path of RFC 5321 §4.1.2.</summary>
    public sealed record BadForwardPath(SyntaxError Error) : CommandError;

    /// <summary>A parameter that is not offered (RFC 5321 §4.1.1.11).</summary>
    public sealed record UnknownParameter(string Parameter) : CommandError;

    /// <summary>A reverse-path beyond ASCII without SMTPUTF8 (RFC 6531 §3.4).</summary>
    public sealed record NeedsUtf8 : CommandError;

    /// <summary>A BDAT whose size cannot be read: nobody knows where the next command begins.</summary>
    public sealed record BadChunk : CommandError;
}
