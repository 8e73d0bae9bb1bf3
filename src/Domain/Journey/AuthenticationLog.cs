using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Rewriting;

namespace Laitos.Domain.Journey;

/// <summary>What was found out about the sender of a mail, and what followed for its form, as facts of the log.</summary>
static class AuthenticationLog
{
    /// <summary>The results: <c>spf</c>, <c>dkim</c>, <c>dmarc</c>, and <c>arc</c> where the mail has a chain.</summary>
    public static Seq<LogFact> Facts(SenderAuthentication sender) => Seqs.Joined(
        Seqs.Of<LogFact>(("spf", $"{EnumWords.Of(sender.Spf.Result)} {sender.Request.Domain}".TrimEnd())),
        sender.Signatures.Dkim.MapStrict(signature => (LogFact)("dkim", $"{EnumWords.Of(signature.Result)} {Signer(signature)}{Because(signature.Reason)}")),
        sender.Dmarc.MapStrict(each => (LogFact)("dmarc", $"{EnumWords.Of(each.Result)} {each.Author}{Because(Policy(each.Policy))}")),
        sender.Signatures.Arc.Sets == 0 ? default : Seqs.Of<LogFact>(("arc", $"{EnumWords.Of(sender.Signatures.Arc.Result)}{Because(sender.Signatures.Arc.Reason)}")));

    /// <summary>The reason code of the form in which a mail is forwarded, and why its author's address was changed, if it was.</summary>
    /// <param name="need">Why.</param>
    /// <param name="isChecked">True when it was found out who sent the mail.</param>
    public static Seq<LogFact> Facts(RewriteNeed need, bool isChecked) => need switch
    {
        RewriteNeed.NotNeeded { Durable.IsEmpty: true } => isChecked ? Seqs.Of<LogFact>(("verdict", Code(need))) : default,
        RewriteNeed.NotNeeded { Durable: var durable } => Seqs.Of<LogFact>(
            ("verdict", Code(need)), ("signed-by", durable.Count == 1 ? Signer(durable[0]) : string.Join("; ", durable.Map(Signer)))),
        _ => Seqs.Of<LogFact>(("verdict", Code(need)), (need is RewriteNeed.Unverified { IsWrapped: true } ? "wrapped" : "rewritten", Words(need))),
    };

    /// <summary>The reason code of a form.</summary>
    public static string Code(RewriteNeed need) => need switch
    {
        RewriteNeed.NotNeeded { Durable.IsEmpty: true } => "verbatim",
        RewriteNeed.NotNeeded => "durable-signature",
        RewriteNeed.Enforced => "policy-enforced",
        RewriteNeed.Unproven => "no-durable-signature",
        RewriteNeed.Unverified => "dmarc-fail",
        RewriteNeed.Refused => RewriteNeed.Refused.Code,
        RewriteNeed.Demanded => "own-senders-only",
        RewriteNeed.Unknown => "dns-unknown",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string Words(RewriteNeed need) => need switch
    {
        RewriteNeed.Enforced(var findings) => string.Join("; ", findings.Map(Reason)),
        RewriteNeed.Unproven(var findings, var lacking) => $"{string.Join("; ", findings.Map(Reason))}; {lacking}",
        RewriteNeed.Unverified(var findings) => $"it fails DMARC: {string.Join("; ", findings.Map(Reason))}",
        RewriteNeed.Refused refused => refused.Explanation,
        RewriteNeed.Demanded => "the relay takes only its own senders",
        RewriteNeed.Unknown(var reason) => "DMARC policy unknown: " + reason,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string Reason(DomainFinding each) => Policy(each.Finding) is { Length: > 0 } policy ? $"{each.Domain} has {policy}" : each.Domain.Value;

    static string Policy(DmarcFinding finding) => finding switch
    {
        DmarcFinding.Published published => $"{EnumWords.Of(published.Tag)}={EnumWords.Of(published.Effective)} at _dmarc.{published.RecordAt.Value}",
        DmarcFinding.Malformed malformed => $"a malformed record at _dmarc.{malformed.RecordAt} that reads {malformed.Policy}".ToLowerInvariant(),
        _ => "",
    };

    static string Signer(SignatureResult signature) => signature.Domain.Case is DomainName domain ? domain.Value : "";

    static string Because(string reason) => reason.Length == 0 ? "" : $" ({reason})";
}
