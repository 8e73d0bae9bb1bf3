using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;

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

/// <summary>How the owner wants the author's address rewritten where it must be.</summary>
public enum RewriteStyle
{
    /// <summary>By a label that makes the domain another one, as laitos does.</summary>
    NoDmarc,

    /// <summary>By the daemon's own address under the author's name.</summary>
    OwnAddress,

    /// <summary>By the daemon's own address in every mail, for relays that take only their own senders. Nothing is asked.</summary>
    OwnAddressAlways,

    /// <summary>Not at all: nothing is asked and nothing changed.</summary>
    Never,
}

/// <summary>The style made the mode for one mail.</summary>
public static class RewriteStyles
{
    /// <summary>The mode, with what it needs of this mail and of the settings.</summary>
    /// <param name="style">The style.</param>
    /// <param name="digits">Three random digits, 0 to 999.</param>
    /// <param name="mailFrom">The daemon's own address.</param>
    public static RewriteMode For(this RewriteStyle style, int digits, Mailbox mailFrom) => style switch
    {
        RewriteStyle.NoDmarc => new RewriteMode.NoDmarc(digits),
        RewriteStyle.OwnAddress or RewriteStyle.OwnAddressAlways => new RewriteMode.OwnAddress(mailFrom),
        RewriteStyle.Never => new RewriteMode.Never(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>Whether the author's address of a mail must be rewritten, and why.</summary>
public abstract record RewriteNeed
{
    RewriteNeed() { }

    /// <summary>No: nobody's policy would get the forwarded mail discarded, or rewriting is switched off.</summary>
    public sealed record NotNeeded : RewriteNeed;

    /// <summary>Yes: these domains ask receivers to quarantine or reject mail that does not come from them.</summary>
    public sealed record Enforced(Seq<DomainFinding> By) : RewriteNeed;

    /// <summary>Yes: the relay takes only mail of its own senders, whoever wrote it.</summary>
    public sealed record Demanded : RewriteNeed;

    /// <summary>The DNS does not say.</summary>
    /// <param name="Reason">Which domain, and what went wrong.</param>
    public sealed record Unknown(string Reason) : RewriteNeed;

    /// <summary>The need, or the questions still missing.</summary>
    /// <param name="style">How addresses are rewritten, if at all.</param>
    /// <param name="header">The header section, for the author's domains.</param>
    /// <param name="reversePath">The envelope sender.</param>
    /// <param name="known">The answers so far.</param>
    public static Validation<Question, RewriteNeed> Of(RewriteStyle style, HeaderSection header, ReversePath reversePath, Knowledge known) =>
        style == RewriteStyle.Never ? Prelude.Success<Question, RewriteNeed>(new NotNeeded())
            : style == RewriteStyle.OwnAddressAlways ? Prelude.Success<Question, RewriteNeed>(new Demanded())
            : AuthorPolicy.Of(known, Authors.Domains(header), reversePath.Address.Bind(sender => sender.Domain)).Map(Judge);

    static RewriteNeed Judge(Enforcement enforcement)
    {
        var enforcing = enforcement.Findings.Filter(each => each.Finding.IsEnforcing);
        var unknown = enforcement.Findings.Filter(each => each.Finding is DmarcFinding.Unknown);
        return (enforcing.IsEmpty, unknown.IsEmpty) switch
        {
            (false, _) => new Enforced(enforcing),
            (true, false) => new Unknown(string.Join("; ", unknown.Map(each => ((DmarcFinding.Unknown)each.Finding).Reason))),
            (true, true) => new NotNeeded(),
        };
    }
}
