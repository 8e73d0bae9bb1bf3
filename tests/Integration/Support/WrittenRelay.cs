using System.Globalization;

namespace Laitos.Integration.Support;

/// <summary>
/// How a relay behaves, written down; <c>#</c> begins a remark:
/// <code>
/// reply RCPT TO:&lt;me@example.net> => 450 4.2.0 later      its answer to lines that begin so; also connect and content
/// refuse Subject: x => 550 5.7.1 spam                   its answer to mails that hold this text; \n is the end of a line
/// close content                                         it closes the connection instead
/// close after 1                                         it closes the connection after so many mails
/// offer PIPELINING                                      what it offers, one keyword a line, instead of the usual
/// absent                                                nothing listens at its port
/// </code>
/// </summary>
public static class WrittenRelay
{
    /// <summary>True when there is to be no relay.</summary>
    public static bool IsAbsent(string[] lines) => lines.Contains("absent");

    /// <summary>The script of the relay.</summary>
    public static RelayScript Script(string[] lines)
    {
        var offers = Behind(lines, "offer ").ToList();
        var plain = new RelayScript();
        return plain with
        {
            Keywords = offers.Count > 0 ? offers : plain.Keywords,
            Replies = Pairs(lines, "reply "),
            RefusedContent = Pairs(lines, "refuse ").ToDictionary(pair => pair.Key.Replace("\\n", "\n", StringComparison.Ordinal), pair => pair.Value),
            CloseAt = Behind(lines, "close ").Where(line => !line.StartsWith("after ", StringComparison.Ordinal)).ToHashSet(),
            CloseAfterMails = Behind(lines, "close after ").Select(count => (int?)int.Parse(count, CultureInfo.InvariantCulture)).FirstOrDefault(),
        };
    }

    static Dictionary<string, string> Pairs(string[] lines, string word) =>
        Behind(lines, word).Select(line => line.Split(" => ", 2)).ToDictionary(parts => parts[0], parts => parts[1]);

    static IEnumerable<string> Behind(string[] lines, string word) =>
        lines.Where(line => line.StartsWith(word, StringComparison.Ordinal)).Select(line => line[word.Length..]);
}
