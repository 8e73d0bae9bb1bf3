using Laitos.Domain.Message.Mime;

namespace Laitos.Domain.Commands;

/// <summary>What the text of a mail holds as far as commands are concerned.</summary>
public abstract record CommandCandidate
{
    CommandCandidate() { }

    /// <summary>No line that looks like a command.</summary>
    public sealed record None : CommandCandidate;

    /// <summary>A line that looks like a command, but whose beginning is no password: it counts as a wrong one.</summary>
    public sealed record WrongPassword : CommandCandidate;

    /// <summary>A right password, but nothing that runs.</summary>
    /// <param name="Reason">Why not, for the log.</param>
    public sealed record Unused(string Reason) : CommandCandidate;

    /// <summary>A command.</summary>
    /// <param name="Text">What follows the password, or what a shortcut stands for; trimmed. It holds no password.</param>
    /// <param name="Credential">What entitles it to run.</param>
    /// <param name="Secrets">The stretches of text that must not be shown to anybody: the password or codes as written in the mail.</param>
    public sealed record Command(string Text, Credential Credential, Seq<Secret> Secrets) : CommandCandidate
    {
        /// <summary>Without the text, which may hold what nobody should see.</summary>
        public override string ToString() => $"Command {{ Credential = {Credential} }}";
    }
}

/// <summary>What entitles a command to run.</summary>
public abstract record Credential
{
    Credential() { }

    /// <summary>A password stood in front of it.</summary>
    public sealed record Password : Credential;

    /// <summary>A shortcut stands for it.</summary>
    public sealed record Shortcut : Credential;

    /// <summary>A pair of one-time codes stood in front of it (RFC 6238).</summary>
    /// <param name="Pair">A digest of password and codes, 32 octets: the same pair of the same password has the same digest.</param>
    /// <param name="Until">When the pair is no longer valid by the clock, at the latest.</param>
    public sealed record OneTime(Octets Pair, Instant Until) : Credential;
}
