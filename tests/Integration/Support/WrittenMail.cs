using System.Text;
using System.Text.RegularExpressions;

namespace Laitos.Integration.Support;

/// <summary>
/// A mail as it was delivered, made comparable with one written down. What differs from run to run stands there as <c>{id}</c>, <c>{date}</c>,
/// <c>{tls}</c>, <c>{boundary}</c> and <c>{###}</c>, and is checked for its form by being found. One character is one octet.
/// </summary>
public static partial class WrittenMail
{
    /// <summary>The octets of a file whose line feeds stand for CRLF; <c>\{a*70}</c> stands for seventy times <c>a</c>, <c>\r</c> and <c>\n</c> for octets.</summary>
    public static string Read(string file) =>
        Encoding.Latin1.GetString(WrittenDialogue.Unescaped(File.ReadAllText(file))).ReplaceLineEndings("\n").Replace("\n", "\r\n", StringComparison.Ordinal);

    /// <summary>The delivered octets with what is by chance or by time replaced. The three digits of one mail must agree.</summary>
    public static string Comparable(string octets)
    {
        var digits = Digits().Matches(octets).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.That(digits, Has.Count.LessThanOrEqualTo(1), "one mail, one number");
        var text = Id().Replace(octets, "\tid {id}", 1);
        text = Date().Replace(text, ";\r\n\t{date}\r\n", 1);
        text = Tls().Replace(text, "{tls}", 1);
        text = Wrapped().Replace(Boundary().Replace(text, "{boundary}"), "Date: {date}\r\nMessage-ID: <{id}.wrapped@", 1);
        text = HeldMail().Replace(HeldNotice().Replace(text, "Date: {date}\r\nMessage-ID: <laitosheld{id}@", 1), "    Id:        {id}\r\n    Accepted:  {date}\r\n");
        return Digits().Replace(text, "-laitos-nodmarc-{###}");
    }

    [GeneratedRegex(@"\tid [0-9a-hjkmnp-tv-z]{17}(?=[;\r])")]
    private static partial Regex Id();

    [GeneratedRegex(@";\r\n\t(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} \+0000\r\n")]
    private static partial Regex Date();

    [GeneratedRegex("=_[0-9a-f]{40}")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"Date: [^\r]* \+0000\r\nMessage-ID: <[0-9a-hjkmnp-tv-z]{17}\.wrapped@")]
    private static partial Regex Wrapped();

    [GeneratedRegex(@"Date: [^\r]* \+0000\r\nMessage-ID: <laitosheld[0-9a-hjkmnp-tv-z]{17}@")]
    private static partial Regex HeldNotice();

    [GeneratedRegex(@"    Id:        [0-9a-hjkmnp-tv-z]{17}\r\n    Accepted:  [^\r]* \+0000\r\n")]
    private static partial Regex HeldMail();

    [GeneratedRegex(@"TLS1\.[23] TLS_[A-Z0-9_]+")]
    private static partial Regex Tls();

    [GeneratedRegex("-laitos-nodmarc-([0-9]{3})(?![0-9])")]
    private static partial Regex Digits();
}
