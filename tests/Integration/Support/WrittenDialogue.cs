using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Laitos.Integration.Support;

/// <summary>
/// A dialogue written down as a file, and held with the daemon. The first line says what it is about, and <c>#</c> begins a remark. Then:
/// <code>
/// C: text        the client sends a line, once it has read all replies
/// P: text        the same without waiting for replies
/// S: 250 2.1.0   the beginning of the next reply, its lines joined by blanks; * stands for anything
/// X:             the daemon closes the connection
/// T:             the TLS handshake
/// W: 300         wait so many milliseconds
/// L: words       wait until a line of the daemon's log holds them
/// PROXY: ::1     at the beginning of a connection: the client that it speaks for, instead of 203.0.113.7
/// ---            the connection is closed, the next one opened
/// x100 P: text   a hundred times; \# is the number of the repetition
/// </code>
/// In a client line <c>\r</c>, <c>\n</c>, <c>\0</c> and <c>\\</c> stand for octets, <c>\{a*70}</c> for seventy times <c>a</c>, and a backslash at
/// the end for a missing CRLF.
/// </summary>
public static partial class WrittenDialogue
{
    const string UsualClient = "203.0.113.7";

    /// <summary>Holds the dialogue with the daemon.</summary>
    public static async Task Hold(string[] lines, RunningDaemon daemon)
    {
        SmtpPeer? peer = null;
        try
        {
            foreach (var (line, number) in lines.Select((line, index) => (line, index + 1)).Skip(1).Where(item => item.line.Length > 0 && item.line[0] != '#'))
            {
                var (times, step) = Repeated(line);
                for (var i = 0; i < times; i++)
                {
                    if (step == "---")
                    {
                        await Leave(peer, number);
                        peer = null;
                    }
                    else if (step.StartsWith("L: ", StringComparison.Ordinal))
                    {
                        Assert.That(await daemon.Run.Says(step["L: ".Length..]), $"line {number}: the log does not say so");
                    }
                    else if (step.StartsWith("PROXY: ", StringComparison.Ordinal))
                    {
                        peer = await SmtpPeer.Connect(daemon.Port, step["PROXY: ".Length..]);
                    }
                    else
                    {
                        peer ??= await SmtpPeer.Connect(daemon.Port, UsualClient);
                        await Take(peer, step.Replace("\\#", (i + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), number);
                    }
                }
            }

            await Leave(peer, lines.Length);
        }
        finally
        {
            await (peer?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <summary>True when the text begins as the pattern says, where * stands for anything.</summary>
    public static bool Fits(string text, string pattern)
    {
        var at = 0;
        foreach (var (piece, index) in pattern.Split('*').Select((piece, index) => (piece, index)))
        {
            var found = text.IndexOf(piece, at, StringComparison.Ordinal);
            if (found < 0 || (index == 0 && found > 0))
            {
                return false;
            }

            at = found + piece.Length;
        }

        return true;
    }

    /// <summary>The octets that a written text stands for; <c>\{a*70}</c> included.</summary>
    public static byte[] Unescaped(string text) => Encoding.UTF8.GetBytes(Escape().Replace(text, match => match.Value[1] switch
    {
        'r' => "\r",
        'n' => "\n",
        '0' => "\0",
        '{' => string.Concat(Enumerable.Repeat(match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))),
        _ => "\\",
    }));

    static async Task Take(SmtpPeer peer, string step, int number)
    {
        switch (step)
        {
            case ['C', ':', ' ', .. var text]:
                Assert.That(peer.HasUnread, Is.False, $"line {number}: a reply came that nobody expected");
                await peer.Send(Line(text));
                break;
            case ['P', ':', ' ', .. var text]:
                await peer.Send(Line(text));
                break;
            case ['S', ':', ' ', .. var pattern]:
                var reply = await peer.Reply();
                Assert.That(reply is not null && Fits(reply, pattern), $"line {number}: expected {pattern}\n  but it was {reply ?? "the end of the connection"}");
                break;
            case "X:":
                Assert.That(await peer.Reply(), Is.Null, $"line {number}: the connection should be closed");
                break;
            case "T:":
                await peer.StartTls();
                break;
            case ['W', ':', ' ', .. var milliseconds]:
                await Task.Delay(int.Parse(milliseconds, CultureInfo.InvariantCulture));
                break;
            default:
                Assert.Fail($"line {number} is no step of a dialogue: {step}");
                break;
        }
    }

    static async Task Leave(SmtpPeer? peer, int number)
    {
        if (peer is not null)
        {
            Assert.That(peer.HasUnread, Is.False, $"line {number}: a reply came that nobody expected");
            await peer.DisposeAsync();
        }
    }

    static (int Times, string Step) Repeated(string line) =>
        Repetition().Match(line) is { Success: true } match ? (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), line[match.Length..]) : (1, line);

    static byte[] Line(string text)
    {
        var open = text.EndsWith('\\') && !text.EndsWith("\\\\", StringComparison.Ordinal);
        return Unescaped(open ? text[..^1] : text + "\\r\\n");
    }

    [GeneratedRegex(@"\\(?:[rn0\\]|\{([^*}]+)\*([0-9]+)\})")]
    private static partial Regex Escape();

    [GeneratedRegex("^x([0-9]+) ")]
    private static partial Regex Repetition();
}
