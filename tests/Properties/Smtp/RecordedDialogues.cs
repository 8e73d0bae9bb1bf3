using System.Collections.Frozen;
using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Support;

namespace Laitos.Properties.Smtp;

/// <summary>Dialogues recorded from laitos: our replies have the same codes, but for the cases named here.</summary>
public class RecordedDialogues
{
    static readonly Dictionary<string, string> Deliberate = new KeyValuePair<string, string>[][]
    {
        Because("no second reply after 221 (defect 12)", "mail-then-null-sender", "rset-after-rcpt", "seq-quit-after-rcpt", "mail-from-37", "rcpt-to-10", "rcpt-to-15", "null-sender", "line-4094"),
        Because("RFC 5321 §4.3.2: these commands take no argument", "rset-with-param", "data-param"),
        Because("RFC 5321 §3.3: 554 when no recipient is valid", "seq-data-after-mail"),
        Because("RFC 5321 §4.1.4: EHLO within a transaction resets it", "seq-helo-after-rcpt"),
        Because("HELP helps", "verb-expn-help"),
        Because("RFC 5321 §4.2.4: 500 for what is unknown, 502 for what is known and not offered", "verb-8bit", "verb-space", "verb-glued", "verb-128-bad", "verb-128-bad-mixed", "line-bare-cr"),
        Because("a colon is no blank: the verb is unknown", "verb-colon"),
        Because("RFC 5321 §4.1.1.1: the name is not optional", "verb-ehlo-noarg"),
        Because("our limit is 256 commands since the last mail, told by 421, and 100 recipients, told by 452 (defect 14)", "verb-260-helo", "verb-260-mail-rset", "rcpt-260"),
        Because("RFC 5321 §4.2.4: bad syntax is 501", "mail-from-01", "mail-from-02", "mail-from-03", "mail-from-05", "mail-from-06", "mail-from-07", "mail-from-15", "mail-from-16", "mail-from-18", "mail-from-19", "mail-from-34", "rcpt-to-01", "rcpt-to-02", "rcpt-to-22", "rcpt-to-28"),
        Because("RFC 5321 §4.1.1.11: unknown parameters are refused", "mail-from-11", "rcpt-to-21"),
        Because("RFC 5321 §4.1.2: this is no path, and it was pasted into the Subject (defect 17)", "mail-from-22", "mail-from-24", "mail-from-30"),
        Because("more than one blank separates words just as well", "mail-from-33"),
        Because("a CR within a command is refused (defect 17)", "mail-from-40", "line-crcrlf"),
        Because("a wrong recipient does not end the session (defect 10)", "rcpt-to-07", "rcpt-to-25", "rcpt-to-26", "rcpt-bad-then-good"),
        Because("a source route is stripped, and what is left is not local (defect 4)", "rcpt-to-16"),
        Because("only CRLF.CRLF ends a mail (defect 16)", "line-bare-lf", "data-bare-lf-dot", "data-lf-dot-crlf"),
        Because("an empty mail is a mail (defect 6)", "data-empty"),
        Because("a NUL octet in the data is refused", "data-8bit"),
    }.SelectMany(pairs => pairs).ToDictionary();

    static KeyValuePair<string, string>[] Because(string reason, params string[] ids) => [.. ids.Select(id => KeyValuePair.Create(id, reason))];

    static SessionPolicy Policy { get; } = new(
        Domain("mx.example.com"), FrozenSet.Create(Domain("example.com"), Domain("my-blog.example.com")), OfferTls: false, ScreenAtRecipient: false, SessionLimits.Default);

    static DomainName Domain(string text) => (DomainName)DomainName.Parse(text);

    [Test]
    public void Replies_have_the_codes_of_laitos_but_for_named_cases()
    {
        var differing = Suites.Lines("vectors/dialogues.jsonl")
            .Where(dialogue => dialogue.GetProperty("version").GetString() == "head" && IsComplete(dialogue))
            .Select(dialogue => (Id: dialogue.GetProperty("id").GetString()!, Difference: Difference(dialogue)))
            .Where(found => found.Difference.Length > 0)
            .ToDictionary(found => found.Id, found => found.Difference);
        Assert.Multiple(() =>
        {
            Assert.That(differing.Keys.Except(Deliberate.Keys).Select(id => $"{id}: {differing[id]}").Aggregate("", (all, one) => all + one + "\n"), Is.Empty, "differences without a reason");
            Assert.That(Deliberate.Keys.Except(differing.Keys), Is.Empty, "reasons without a difference");
        });
    }

    /// Long inputs were recorded by their hash alone.
    static bool IsComplete(JsonElement dialogue) =>
        dialogue.GetProperty("events").EnumerateArray().All(at => !at.TryGetProperty("c", out var sent) || sent.ValueKind == JsonValueKind.String);

    static string Difference(JsonElement recorded)
    {
        var sessionDialogue = new SessionDialogue(Policy).Connect();
        foreach (var at in recorded.GetProperty("events").EnumerateArray().Where(at => at.TryGetProperty("c", out _)))
        {
            var sent = at.GetProperty("c").GetString()!;
            var theirs = string.Join(' ', Codes(at.GetProperty("s").GetString()!));
            for (var times = at.TryGetProperty("repeat", out var repeat) ? repeat.GetInt32() : 1; times > 0; times--)
            {
                var ours = string.Join(' ', sessionDialogue.Say(Octets.Latin1(sent)).Select(reply => reply.Code));
                if (ours != theirs)
                {
                    return $"{Printable.Excerpt(sent, 50)} ours {ours} theirs {theirs}";
                }
            }
        }

        return "";
    }

    static IEnumerable<string> Codes(string replies) =>
        replies.Split("\r\n").Where(line => line.Length > 3 && line[3] == ' ').Select(line => line[..3]);
}
