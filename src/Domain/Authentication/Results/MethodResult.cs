using System.Globalization;
using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Authentication.Spf;

namespace Laitos.Domain.Authentication.Results;

/// <summary>The methods of authentication that are reported (RFC 8601 §2.7, RFC 8617 §10.1).</summary>
public enum AuthenticationMethod
{
    /// <summary>SPF (RFC 7208).</summary>
    Spf,

    /// <summary>DKIM (RFC 6376), one result for each signature.</summary>
    Dkim,

    /// <summary>DMARC (RFC 9989).</summary>
    Dmarc,

    /// <summary>The Authenticated Received Chain (RFC 8617).</summary>
    Arc,
}

/// <summary>The results that methods have in common (RFC 8601 §2.7).</summary>
public enum ResultCode
{
    /// <summary>There was nothing to check.</summary>
    None,

    /// <summary>The check succeeded.</summary>
    Pass,

    /// <summary>The check failed.</summary>
    Fail,

    /// <summary>The check failed, and the domain does not insist; SPF alone.</summary>
    SoftFail,

    /// <summary>The check succeeded, and what it rests on is not accepted here; DKIM alone.</summary>
    Policy,

    /// <summary>The check says nothing either way.</summary>
    Neutral,

    /// <summary>The check could not be done; later it may.</summary>
    TempError,

    /// <summary>The check cannot be done.</summary>
    PermError,
}

/// <summary>What a method looked at (RFC 8601 §2.3).</summary>
/// <param name="Name">Its type and name, such as <c>smtp.mailfrom</c>.</param>
/// <param name="Value">What stood there: a stranger's text.</param>
public sealed record ResultProperty(string Name, string Value);

/// <summary>What one method of authentication came to: a <c>resinfo</c> of RFC 8601 §2.2.</summary>
public sealed record MethodResult
{
    MethodResult(AuthenticationMethod method, ResultCode result, Seq<ResultProperty> properties) => (Method, Result, Properties) = (method, result, properties);

    /// <summary>The method.</summary>
    public AuthenticationMethod Method { get; }

    /// <summary>Its result.</summary>
    public ResultCode Result { get; }

    /// <summary>A remark for people, in words of ours that need no escapes in a comment; usually empty.</summary>
    public string Comment { get; private init; } = "";

    /// <summary>Why the result is what it is; often empty. It may hold a stranger's words.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>What was looked at, in the order in which it is written.</summary>
    public Seq<ResultProperty> Properties { get; }

    /// <summary>SPF, for the reverse-path or the name of EHLO. The reason is the problem, or the domain's own words.</summary>
    public static MethodResult Spf(SpfRequest request, SpfFinding finding) =>
        new(AuthenticationMethod.Spf, CodeOf(finding.Result), Seqs.Of(request.Identity == SpfIdentity.Helo
            ? new ResultProperty("smtp.helo", request.HelloName)
            : new ResultProperty("smtp.mailfrom", $"{request.LocalPart}@{request.Domain}")))
        {
            Reason = finding.Problem.Length > 0 ? finding.Problem : finding.Explanation,
        };

    /// <summary>DMARC for one author's domain. The comment names the policy that applies.</summary>
    /// <param name="result">None, Pass, Fail, TempError or PermError.</param>
    /// <param name="author">The author's domain.</param>
    /// <param name="policy">What the domain publishes.</param>
    /// <param name="reason">Why the result is what it is; may be empty.</param>
    public static MethodResult Dmarc(ResultCode result, DomainName author, DmarcFinding policy, string reason = "") =>
        new(AuthenticationMethod.Dmarc, result, Seqs.Of(new ResultProperty("header.from", author.Value))) { Comment = Words(policy), Reason = reason };

    /// <summary>DKIM for one signature. The beginning of the signature tells several of one domain apart (RFC 6008 §4).</summary>
    public static MethodResult Dkim(SignatureResult signature) =>
        new(AuthenticationMethod.Dkim, CodeOf(signature.Result), Seqs.Of(
            new ResultProperty("header.d", signature.Domain.Map(domain => domain.Value).IfNone("")),
            new ResultProperty("header.s", signature.Selector),
            new ResultProperty("header.a", signature.Algorithm),
            new ResultProperty("header.b", signature.SignatureStart[..Math.Min(signature.SignatureStart.Length, SignatureLength)])))
        {
            Comment = signature.InTest ? "test mode" : "",
            Reason = signature.Reason,
        };

    /// <summary>DKIM for a mail that bears no signature.</summary>
    public static MethodResult Unsigned { get; } = new(AuthenticationMethod.Dkim, ResultCode.None, default);

    /// <summary>The Authenticated Received Chain. The comment names the newest instance and who sealed it.</summary>
    public static MethodResult Arc(ArcFinding finding) =>
        new(AuthenticationMethod.Arc, CodeOf(finding.Result), default)
        {
            Comment = finding.Sets == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"i={finding.Sets}{finding.Sealer.Map(domain => $" d={domain}").IfNone("")}"),
            Reason = finding.Reason,
        };

    /// As many characters of a signature as tell it from others.
    const int SignatureLength = 8;

    static ResultCode CodeOf(DkimResult result) => result switch
    {
        DkimResult.Pass => ResultCode.Pass,
        DkimResult.Fail => ResultCode.Fail,
        DkimResult.Policy => ResultCode.Policy,
        DkimResult.Neutral => ResultCode.Neutral,
        DkimResult.TempError => ResultCode.TempError,
        DkimResult.PermError => ResultCode.PermError,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static ResultCode CodeOf(ArcResult result) => result switch
    {
        ArcResult.None => ResultCode.None,
        ArcResult.Pass => ResultCode.Pass,
        ArcResult.Fail => ResultCode.Fail,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static ResultCode CodeOf(SpfResult result) => result switch
    {
        SpfResult.None => ResultCode.None,
        SpfResult.Neutral => ResultCode.Neutral,
        SpfResult.Pass => ResultCode.Pass,
        SpfResult.Fail => ResultCode.Fail,
        SpfResult.SoftFail => ResultCode.SoftFail,
        SpfResult.TempError => ResultCode.TempError,
        SpfResult.PermError => ResultCode.PermError,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string Words(DmarcFinding policy) => policy switch
    {
        DmarcFinding.Published published => $"{EnumWords.Of(published.Tag)}={EnumWords.Of(published.Stated)}{(published.Testing ? " t=y" : "")}",
        DmarcFinding.Malformed malformed => $"p={EnumWords.Of(malformed.Policy)} by a malformed record",
        _ => "",
    };
}
