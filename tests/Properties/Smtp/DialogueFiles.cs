using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;

/// <summary>
/// Dialogues written down as files, replayed against the machine. A line <c>C: …</c> is what the client sends (with CRLF), <c>S: …</c> the beginning
/// of the next reply that it must get, <c>P: …</c> what is sent without waiting for replies, <c>X:</c> the end of the connection, <c>M: n</c> how many mails
/// were submitted so far; anything else is a remark. In a client line <c>\n</c>, <c>\r</c>, <c>\0</c> and <c>\\</c> stand for
/// octets, and a backslash at the end for a missing CRLF.
/// </summary>
public class DialogueFiles
{
    static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Smtp", "Dialogues");

    static IEnumerable<string> Names() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Smtp", "Dialogues"), "*.smtp").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Names))]
    public void The_dialogue_goes_as_written(string name)
    {
        var sessionDialogue = new SessionDialogue(SmtpArbitraries.Policy).Connect();
        var answered = 0;
        foreach (var (line, number) in File.ReadLines(Path.Combine(Folder, name + ".smtp")).Select((line, index) => (line, index + 1)))
        {
            switch (line)
            {
                case ['C', ':', ' ', .. var text]:
                    Assert.That(sessionDialogue.Replies, Has.Count.EqualTo(answered), $"line {number}: a reply came that nobody expected: {sessionDialogue.Replies.LastOrDefault()}");
                    sessionDialogue.Say(Unescaped(text));
                    break;
                case ['P', ':', ' ', .. var text]:
                    sessionDialogue.Say(Unescaped(text));
                    break;
                case ['S', ':', ' ', .. var start]:
                    Assert.That(answered, Is.LessThan(sessionDialogue.Replies.Count), $"line {number}: no reply");
                    Assert.That(sessionDialogue.Replies[answered++].ToString(), Does.StartWith(start), $"line {number}");
                    break;
                case "X:":
                    Assert.That(sessionDialogue.IsClosed, $"line {number}: the connection should be closed");
                    break;
                case ['M', ':', ' ', .. var count]:
                    Assert.That(sessionDialogue.Mails, Has.Count.EqualTo(int.Parse(count)), $"line {number}: mails submitted");
                    break;
                default:
                    break;
            }
        }

        Assert.That(sessionDialogue.Replies, Has.Count.EqualTo(answered), "replies that nobody expected");
    }

    static Octets Unescaped(string text)
    {
        var open = text.EndsWith('\\') && !text.EndsWith("\\\\");
        var plain = (open ? text[..^1] : text + "\\r\\n").Replace("\\\\", "\u0001").Replace("\\r", "\r").Replace("\\n", "\n").Replace("\\0", "\0").Replace('\u0001', '\\');
        return Octets.Utf8(plain);
    }
}
