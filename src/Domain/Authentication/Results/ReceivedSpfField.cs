using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Message;

namespace Laitos.Domain.Authentication.Results;

/// <summary>The Received-SPF field that tells the next reader what SPF came to here, and what it was given (RFC 7208 §9.1). For readers that know no Authentication-Results.</summary>
public static class ReceivedSpfField
{
    /// <summary>The name of the field.</summary>
    public const string Name = "Received-SPF";

    /// <summary>The whole field with its CRLF: ASCII, folded, each value cut to a length.</summary>
    /// <param name="request">What was checked.</param>
    /// <param name="finding">What it came to.</param>
    public static Octets Write(SpfRequest request, SpfFinding finding)
    {
        var sender = request.Identity == SpfIdentity.MailFrom ? $"{request.LocalPart}@{request.Domain}" : "";
        var field = new FoldedText($"{Name}: {EnumWords.Of(finding.Result)}");
        field.Word("(", Comment(request, finding), ")");
        field.Word("receiver=", request.Receiver.Value, ";");
        field.Word("client-ip=", Value(request.Client.ToString()!), ";");
        field.Word("envelope-from=", QuotedString.Write(AuthenticationResultsField.Shown(sender)), ";");
        field.Word("helo=", Value(request.HelloName), ";");
        field.Word("identity=", EnumWords.Of(request.Identity), finding.Problem.Length > 0 || finding.Mechanism.Length > 0 ? ";" : "");
        if (finding.Problem.Length > 0)
        {
            field.Word("problem=", QuotedString.Write(AuthenticationResultsField.Shown(finding.Problem)));
        }
        else if (finding.Mechanism.Length > 0)
        {
            field.Word("mechanism=", Value(finding.Mechanism));
        }

        field.Break("");
        return field.ToOctets();
    }

    /// comment: what is meant, in words.
    static string Comment(SpfRequest request, SpfFinding finding)
    {
        var domain = DomainName.Parse(request.Domain).Match(Right: name => name.Value, Left: _ => "the sender");
        return finding.Result switch
        {
            SpfResult.Pass => $"{domain} lets the client send for it",
            SpfResult.Fail => $"{domain} does not let the client send for it",
            SpfResult.SoftFail => $"{domain} probably does not let the client send for it",
            SpfResult.Neutral => $"{domain} says nothing of the client",
            SpfResult.None => $"{domain} has no policy",
            SpfResult.TempError => $"the DNS did not tell the policy of {domain}",
            SpfResult.PermError => $"the policy of {domain} cannot be understood",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// key-value-pair = key [CFWS] "=" ( dot-atom / quoted-string )
    static string Value(string text) => IsDotAtom(text) ? text : QuotedString.Write(AuthenticationResultsField.Shown(text));

    static bool IsDotAtom(string text) =>
        text.Length is > 0 and <= 200 && text.Split('.').All(atom => atom.Length > 0 && atom.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal)));
}
