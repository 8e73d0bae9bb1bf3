using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp;

/// <summary>What was decided about one recipient at RCPT.</summary>
public abstract record RecipientVerdict
{
    RecipientVerdict() { }

    /// <summary>It is taken.</summary>
    /// <param name="Route">Where its copy goes; none where every mail goes the same way.</param>
    public sealed record Taken(Option<RecipientRoute> Route) : RecipientVerdict;

    /// <summary>It is not.</summary>
    /// <param name="Reply">The reply to RCPT.</param>
    /// <param name="DecidedBy">What decided, for the log; none where the reply tells all.</param>
    public sealed record Refused(Reply Reply, Option<string> DecidedBy) : RecipientVerdict;

    /// <summary>Taken, and it goes the way of every mail.</summary>
    public static RecipientVerdict Plain { get; } = new Taken(Option<RecipientRoute>.None);
}

/// <summary>Where the copy of a mail for one recipient goes, as it was decided at RCPT.</summary>
/// <param name="Recipient">The recipient.</param>
/// <param name="Destinations">The mailboxes that get it, each once; none when it is dropped.</param>
/// <param name="DecidedBy">What decided: <c>Rules[3]</c>, the place of a rule in the configuration.</param>
public sealed record RecipientRoute(ForwardPath Recipient, Seq<Mailbox> Destinations, string DecidedBy)
{
    /// <summary>True when the copy goes nowhere.</summary>
    public bool IsDropped => Destinations.IsEmpty;

    /// <summary>For people: <c>&lt;a@example.com&gt; by Rules[3]</c>.</summary>
    public override string ToString() => IsDropped ? $"{Recipient} dropped by {DecidedBy}" : $"{Recipient} by {DecidedBy}";
}
