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
    };

    [Test]
    public void Replies_and_notices_agree_with_the_recorded_ones()
    {
        var cases = Suites.Lines("vectors/mails.jsonl").SelectMany(one => Compare(one).Select(difference => (Id: one.GetProperty("id").GetString()!, difference))).ToArray();
        Assert.That(cases.Where(item => !Differences.ContainsKey(item.Id)).Select(item => $"{item.Id}: {item.difference}"), Is.Empty);
        Assert.That(Differences.Keys.Except(cases.Select(item => item.Id)), Is.Empty, "differences that are none");
    }

    static IEnumerable<string> Compare(JsonElement one)
    {
        var mail = one.GetProperty("in");
        var order = CommandOrders.Of(
            "id1", Orders.Noon, Orders.Fresh().Client, Sender(mail.GetProperty("mail_from").GetString()!),
            HeaderSection.Parse(Octets.Latin1(mail.GetProperty("data").GetString()!)), new Sighting.Command("", new Warrant.Password(), default));
        foreach (var (kind, index) in new[] { ("reply", 0), ("notify", 1) })
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
                if (ours.Count <= index)
                {
                    yield return $"no {kind}";
                    continue;
                }

                var to = string.Join(" ", sent.GetProperty("rcpt").EnumerateArray().Select(path => path.GetString()));
                var recipients = string.Join(" ", ours[index].Recipients.Map(mailbox => $"RCPT TO:<{mailbox}>"));
                if (recipients != to)
                {
                    yield return $"{kind} to {recipients} for {to}";
                }

                if (Orders.SubjectOf(ours[index].Content) != subject)
                {
                    yield return $"{kind} under {Orders.SubjectOf(ours[index].Content)} for {subject}";
                }

                if (Orders.TextOf(ours[index].Content) != text)
                {
                    yield return $"{kind} says {Printable.Escape(Orders.TextOf(ours[index].Content))} for {Printable.Escape(text)}";
                }
            }
        }
    }

    static JsonElement[] Recorded(JsonElement output, string kind) => output.TryGetProperty(kind, out var mails) ? [.. mails.EnumerateArray()] : [];

    static ReversePath Sender(string text) => Mailbox.Parse(text).Match(Right: ReversePath (mailbox) => new ReversePath.Sender(mailbox), Left: _ => new ReversePath.Null());
}
