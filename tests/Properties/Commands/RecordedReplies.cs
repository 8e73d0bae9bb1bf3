using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Message;
using Laitos.Properties.Support;

namespace Laitos.Properties.Commands;

/// <summary>The replies and notices that laitos sent: whom to, under which subject, and what they said.</summary>
public class RecordedReplies
{
    /// <summary>Where we differ, and why.</summary>
    static readonly Dictionary<string, string> Differences = new()
    {
        ["cmd-out-crlf"] = "a bare CR in a result ends a line instead of standing on the wire (defect 17)",
        ["cmd-out-nul"] = "control characters in a result are made visible (defect 17)",
        ["cmd-len-cmd-5000"] = "a long subject is cut (defect 17)",
        ["cmd-replyto-two"] = "the first of two addresses is answered (defect 34)",
        ["cmd-from-none"] = "nobody is answered where there is no address (defect 34)",
        ["cmd-from-bad"] = "nobody is answered where there is no address (defect 34)",
    };

    [Test]
    public void Replies_and_notices_agree_with_the_recorded_ones()
    {
        var cases = Suites.Lines("vectors/mails.jsonl").SelectMany(one => Compare(one).Select(difference => (Id: one.GetProperty("id").GetString()!, difference))).ToArray();
        Assert.That(string.Join('\n', cases.Where(item => !Differences.ContainsKey(item.Id)).Select(item => $"{item.Id}: {item.difference}")), Is.Empty);
        Assert.That(Differences.Keys.Except(cases.Select(item => item.Id)), Is.Empty, "differences that are none");
    }

    static IEnumerable<string> Compare(JsonElement one)
    {
        var mail = one.GetProperty("in");
        var order = CommandOrders.Of(
            "id1", Orders.Noon, Orders.Fresh().Client, Sender(mail.GetProperty("mail_from").GetString()!),
            HeaderSection.Parse(Octets.Latin1(Beginning(mail.GetProperty("data")))), new CommandCandidate.Command("", new Credential.Password(), default));
        foreach (var kind in new[] { "reply", "notify" })
        {
            foreach (var sent in Recorded(one.GetProperty("out"), kind))
            {
                var content = Octets.Latin1(sent.GetProperty("data").GetString()!);
                var header = HeaderSection.Parse(content);
                var subject = header.Named("Subject").Head.Value;
                var keyword = $"laitos-{kind}-";
                if (!subject.StartsWith(keyword, StringComparison.Ordinal))
                {
                    continue;
                }

                var text = content.Slice(header.Size).ToUtf8();
                var ours = ReplyMail.Of(Orders.Policy with { Notify = Seqs.Of(Orders.Mailbox("notify@dest.test")) }, Orders.Report(order, subject[keyword.Length..], text));
                if (ours.AsEnumerable().FirstOrDefault(item => Orders.SubjectOf(item.Content).StartsWith(keyword, StringComparison.Ordinal)) is not { } found)
                {
                    yield return $"no {kind}";
                    continue;
                }

                var to = string.Join(" ", sent.GetProperty("rcpt").EnumerateArray().Select(path => path.GetString()));
                var recipients = string.Join(" ", found.Recipients.Map(mailbox => $"RCPT TO:<{mailbox}>"));
                if (recipients != to)
                {
                    yield return $"{kind} to {recipients} for {to}";
                }

                if (Orders.SubjectOf(found.Content) != subject)
                {
                    yield return $"{kind} under {Orders.SubjectOf(found.Content)} for {subject}";
                }

                if (Orders.TextOf(found.Content) != text)
                {
                    yield return $"{kind} says {Printable.Escape(Orders.TextOf(found.Content))} for {Printable.Escape(text)}";
                }
            }
        }
    }

    static JsonElement[] Recorded(JsonElement output, string kind) => output.TryGetProperty(kind, out var mails) ? [.. mails.EnumerateArray()] : [];

    /// Of a long mail only the beginning is recorded.
    static string Beginning(JsonElement data) => (data.ValueKind == JsonValueKind.String ? data : data.GetProperty("head")).GetString()!;

    static ReversePath Sender(string text) => Mailbox.Parse(text).Match(Right: ReversePath (mailbox) => new ReversePath.Sender(mailbox), Left: _ => new ReversePath.Null());
}
