using System.Text;
using System.Xml;

namespace Laitos.Domain.Commands.Apps;

/// <summary>An account at WolframAlpha.</summary>
/// <param name="Service">The address of its interface, without a path.</param>
/// <param name="AppId">What proves who asks.</param>
public sealed record WolframAlphaAccount(WebAddress Service, SecretSource AppId);

/// <summary><c>.w question</c>: what WolframAlpha knows, by its Full Results interface in plain text.</summary>
/// <param name="Account">The account.</param>
sealed record WolframAlphaApp(Option<WolframAlphaAccount> Account) : IApp
{
    const int MostCharacters = 1000;
    const int MaxOctets = 1 << 20;

    /// Seconds for its parts; in all it may take a minute.
    const string Times = "scantimeout=10&podtimeout=10&formattimeout=20&parsetimeout=10&totaltimeout=60";

    /// <inheritdoc/>
    public string Prefix => ".w";

    /// <inheritdoc/>
    public bool IsSecret => false;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument) => Account.Match(
        account => argument.Length == 0 ? Answers.EmptyCommand
            : argument.Length > MostCharacters ? $"a question has at most {MostCharacters} characters"
            : Prelude.Right<string, AppRequest>(new AppRequest.Call(
                new HttpCall(account.Service.Below($"v2/query?format=plaintext&reinterpret=true&translation=true&ignorecase=true&{Times}&input={WebAddress.Escape(argument)}"), default, new HttpCredential.Parameter("appid", account.AppId)),
                MaxOctets)),
        () => Answers.NotSetUp("Features.WolframAlpha.AppID"));

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now) => response switch
    {
        AppResponse.Answered(var status, var body) => WolframAlphaAnswer.Read(body).Match(
            said => said,
            reason => CommandResult.Failed(status is >= 200 and < 300 ? $"WolframAlpha did not answer as expected: {reason}" : $"WolframAlpha answered with HTTP status {status}")),
        _ => Answers.Otherwise(response),
    };
}

/// <summary>The XML document that WolframAlpha answers with: an element <c>queryresult</c> of pods, each of subpods with a plain text.</summary>
static class WolframAlphaAnswer
{
    /// <summary>What it says, the text of each pod behind its title; or why the document is none. One with a DOCTYPE is refused: it could grow without end.</summary>
    public static Either<string, CommandResult> Read(Octets document)
    {
        try
        {
            using var reader = new XmlTextReader(NewsEncoding.Text(document), XmlNodeType.Document, null) { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            return reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == "queryresult"
                ? Prelude.Right<string, CommandResult>(Read(reader))
                : Prelude.Left<string, CommandResult>("no queryresult");
        }
        catch (XmlException error)
        {
            return Prelude.Left<string, CommandResult>($"not well-formed XML at line {error.LineNumber}");
        }
    }

    static CommandResult Read(XmlTextReader reader)
    {
        var isError = reader.GetAttribute("error") == "true";
        var (text, hints, trouble, pod, subpod) = (new StringBuilder(), new List<string>(), "", "", "");
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (reader.LocalName)
            {
                case "pod":
                    (pod, subpod) = (Title(reader), "");
                    break;
                case "subpod":
                    subpod = Title(reader);
                    break;
                case "plaintext":
                    Append(text, pod, subpod, Content(reader));
                    pod = "";
                    break;
                case "msg" when isError && trouble.Length == 0:
                    trouble = NewsText.Plain(Content(reader));
                    break;
                case "didyoumean" when hints.Count < MostHints:
                    hints.Add(NewsText.Plain(Content(reader)));
                    break;
                case "tip" when hints.Count < MostHints:
                    hints.Add(NewsText.Plain(reader.GetAttribute("text") ?? ""));
                    break;
                default:
                    break;
            }
        }

        return isError ? CommandResult.Failed($"WolframAlpha: {(trouble.Length > 0 ? trouble : "an error without a message")}")
            : text.Length > 0 ? CommandResult.Ok(text.ToString())
            : CommandResult.Failed(hints.Count == 0 ? "WolframAlpha has no answer" : $"WolframAlpha has no answer; it suggests: {string.Join("; ", hints)}");
    }

    const int MostHints = 10;

    /// Empty cells of its tables leave bars, which are in the way on a small screen; as in laitos they are dropped.
    static void Append(StringBuilder text, string pod, string subpod, string content)
    {
        var plain = new string([.. content.Replace(" |", "", StringComparison.Ordinal).Trim().Where(c => c == '\n' || Printable.IsOneLine([c]))]);
        if (plain.Length > 0)
        {
            _ = pod.Length > 0 && text.Length > 0 ? text.Append('\n') : text;
            _ = pod.Length > 0 ? text.Append('(').Append(pod).Append(") ") : text;
            _ = subpod.Length > 0 ? text.Append('[').Append(subpod).Append("] ") : text;
            text.Append(plain).Append('\n');
        }
    }

    static string Title(XmlTextReader reader) => NewsText.Plain(reader.GetAttribute("title") ?? "").ToUpperInvariant();

    /// The text of an element, up to its end; elements within do not count.
    static string Content(XmlTextReader reader)
    {
        var text = new StringBuilder();
        var (depth, hasContent) = (reader.Depth, !reader.IsEmptyElement);
        while (hasContent && reader.Read() && reader.Depth > depth)
        {
            _ = reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace ? text.Append(reader.Value) : text;
        }

        return text.ToString();
    }
}
