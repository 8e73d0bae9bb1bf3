using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;

namespace Laitos.Domain.Rewriting;

/// <summary>Whether the author's address of a mail must be rewritten, and why.</summary>
public abstract record RewriteNeed
{
    RewriteNeed() { }

    /// <summary>No: nobody's policy would get the forwarded mail discarded, or rewriting is switched off.</summary>
    public sealed record NotNeeded : RewriteNeed
    {
        /// <summary>The signatures that will still prove the authors at the next hop, where their policies demand that.</summary>
        public Seq<SignatureResult> Durable { get; init; }
    }

    /// <summary>Yes: these domains ask receivers to quarantine or reject mail that does not come from them.</summary>
    public sealed record Enforced(Seq<DomainFinding> By) : RewriteNeed;

    /// <summary>Yes: DMARC passed here, and would fail at the next hop.</summary>
    /// <param name="By">The domains whose policies demand it.</param>
    /// <param name="Lacking">What is wrong with their signatures, in words.</param>
    public sealed record Unproven(Seq<DomainFinding> By, string Lacking) : RewriteNeed;

    /// <summary>Yes, and in the form that vouches for nobody: the mail failed DMARC.</summary>
    /// <param name="By">The domains whose policies it failed.</param>
    public sealed record Unverified(Seq<DomainFinding> By) : RewriteNeed
    {
        /// <summary>True where it is forwarded within a warning instead.</summary>
        public bool IsWrapped { get; init; }
    }

    /// <summary>Yes: the relay refused the mail as it was, for lack of authentication.</summary>
    /// <param name="Words">What it said.</param>
    public sealed record Refused(string Words) : RewriteNeed
    {
        /// <summary>The reason code.</summary>
        public const string Code = "relay-refused";

        /// <summary>Why, in words.</summary>
        public string Explanation => $"the relay refused the mail as it was: {Words}";
    }

    /// <summary>Yes: the relay takes only mail of its own senders, whoever wrote it.</summary>
    public sealed record Demanded : RewriteNeed;

    /// <summary>The DNS does not say.</summary>
    /// <param name="Reason">Which domain, and what went wrong.</param>
    public sealed record Unknown(string Reason) : RewriteNeed;

    /// <summary>The need by the policies alone, whatever the mail proves; or the questions still missing.</summary>
    /// <param name="style">How addresses are rewritten, if at all.</param>
    /// <param name="authors">The author's domains.</param>
    /// <param name="reversePath">The envelope sender.</param>
    /// <param name="known">The answers so far.</param>
    public static Validation<Question, RewriteNeed> Of(RewriteStyle style, Seq<DomainName> authors, ReversePath reversePath, Knowledge known) =>
        style == RewriteStyle.Never ? Prelude.Success<Question, RewriteNeed>(new NotNeeded())
            : style == RewriteStyle.OwnAddressAlways ? Prelude.Success<Question, RewriteNeed>(new Demanded())
            : AuthorPolicy.Of(known, authors, reversePath is ReversePath.Sender(var sender) ? sender.Domain : default).IsKnown(out var enforcement, out var missing)
                ? Prelude.Success<Question, RewriteNeed>(Judge(enforcement))
                : Validation<Question, RewriteNeed>.Fail(missing);

    static RewriteNeed Judge(Enforcement enforcement)
    {
        var enforcing = enforcement.Findings.FilterStrict(static each => each.Finding.IsEnforcing);
        var unknown = enforcement.Findings.FilterStrict(static each => each.Finding is DmarcFinding.Unknown);
        return (enforcing.IsEmpty, unknown.IsEmpty) switch
        {
            (false, _) => new Enforced(enforcing),
            (true, false) => new Unknown(string.Join("; ", unknown.Map(each => ((DmarcFinding.Unknown)each.Finding).Reason))),
            (true, true) => new NotNeeded(),
        };
    }
}
