using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rewriting;

/// <summary>What to do with the From field of a mail whose author domain asks receivers to reject what it did not send (RFC 7960 §2 describes the trouble).</summary>
public abstract record RewriteMode
{
    RewriteMode() { }

    /// <summary>Each author's domain is made one that does not exist, recognisable to a reader: <c>name@bank-laitos-nodmarc-042.example</c>.</summary>
    /// <param name="Random">Three decimal digits, 0 to 999, drawn for this mail; of another number the last three digits count.</param>
    public sealed record NoDmarc(int Random) : RewriteMode;

    /// <summary>The daemon's own address, named after the author: <c>"Name (name at bank.example)" &lt;forwarder@home.example&gt;</c>.</summary>
    /// <param name="MailFrom">The own address.</param>
    public sealed record OwnAddress(Mailbox MailFrom) : RewriteMode;

    /// <summary>Nothing.</summary>
    public sealed record Never : RewriteMode;
}
