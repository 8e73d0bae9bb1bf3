using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Commands;

/// <summary>What must be known of a mail to tell whether its command may run.</summary>
/// <param name="Id">The id of the mail.</param>
/// <param name="Now">The time.</param>
/// <param name="Client">Who handed it in.</param>
/// <param name="Header">Its header section as received.</param>
/// <param name="NullSender">True when its reverse-path is null (RFC 5321 §4.5.5).</param>
/// <param name="Candidate">What its text holds.</param>
/// <param name="Order">The order that the command makes; none where there is no command.</param>
public sealed record CommandFacts(string Id, Instant Now, IpAddress Client, HeaderSection Header, bool NullSender, CommandCandidate Candidate, Option<CommandOrder> Order);

/// <summary>What becomes of what a mail's text holds.</summary>
public abstract record CommandVerdict
{
    CommandVerdict() { }

    /// <summary>There is nothing to do.</summary>
    public sealed record None : CommandVerdict;

    /// <summary>
    /// Too many wrong passwords came, from the client or from all: what looks like a command is not looked at, be it right or wrong, and its mail is put off (4yz).
    /// </summary>
    public sealed record LockedOut(Instant Until) : CommandVerdict;

    /// <summary>A wrong password; it has been counted.</summary>
    public sealed record WrongPassword : CommandVerdict;

    /// <summary>A command that does not run.</summary>
    /// <param name="Reason">Why not, for the log.</param>
    public sealed record Ignored(string Reason) : CommandVerdict;

    /// <summary>A command that is to run.</summary>
    /// <param name="Order">The order to take responsibility for.</param>
    /// <param name="Used">
    /// The pair of one-time codes that is stored with it, in one transaction; none when none was used. One that was used before is stored again: what is
    /// known of it may not have reached the disk.
    /// </param>
    public sealed record Run(CommandOrder Order, Option<UsedCodePair> Used) : CommandVerdict;
}
