using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rules;

/// <summary>
/// Which envelope senders are meant. The envelope's, not the author's: what becomes of a recipient is decided before the header section has come, and a refusal then costs that recipient alone.
/// </summary>
public abstract record SenderPattern
{
    SenderPattern() { }

    /// <summary><c>&lt;&gt;</c>: the null sender of notices.</summary>
    public sealed record Null : SenderPattern
    {
        /// <inheritdoc/>
        public override string ToString() => "<>";
    }

    /// <summary>Senders with such an address.</summary>
    public sealed record Address(AddressPattern Pattern) : SenderPattern
    {
        /// <inheritdoc/>
        public override string ToString() => Pattern.ToString();
    }

    /// <summary><c>&lt;&gt;</c>, or a pattern of addresses.</summary>
    public static Either<SyntaxError, SenderPattern> Parse(string text) =>
        text == "<>" ? new Null() : AddressPattern.Parse(text).Map(SenderPattern (pattern) => new Address(pattern));

    /// <summary>True for a sender that it matches.</summary>
    public bool Matches(ReversePath sender) => (this, sender) switch
    {
        (Null, ReversePath.Null) => true,
        (Address(var pattern), ReversePath.Sender(var mailbox)) => pattern.Matches(mailbox),
        _ => false,
    };

    /// <summary>True when every sender that another pattern matches is matched by this one.</summary>
    public bool Covers(SenderPattern other) => (this, other) switch
    {
        (Null, Null) => true,
        (Address(var ours), Address(var theirs)) => ours.Covers(theirs),
        _ => false,
    };
}
