using System.Text;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Properties.Smtp.Client;

/// <summary>A relay as a model: it answers commands by the book unless its script says otherwise.</summary>
/// <param name="keywords">What it offers to EHLO.</param>
/// <param name="script">The reply to a line, none for the usual one. The keys of a line are the line itself, <c>connect</c> and <c>content</c>.</param>
sealed class FakeRelay(string[] keywords, Func<string, Reply?> script)
{
    readonly Queue<Reply> replies = new();
    readonly List<string> recipients = [];
    string? sender;
    bool awaitsContent;

    public List<string> Heard { get; } = [];

    public List<(string Sender, string Recipients)> Mails { get; } = [];

    public bool Silent => replies.Count == 0;

    public Reply Speak() => replies.Dequeue();

    public void Accept() => Answer("connect", Reply.Of(220, "ready"), () => { });

    public void Hear(Octets octets)
    {
        foreach (var line in octets.ToUtf8().Split("\r\n")[..^1])
        {
            Heard.Add(line);
            Obey(line);
        }
    }

    public void HearContent() => Answer("content", recipients.Count == 0 ? Reply.Of(554, "no valid recipients") : Reply.Of(250, "taken"), () =>
    {
        Mails.Add((sender!, string.Join(' ', recipients)));
        Reset();
    });

    void Obey(string line)
    {
        switch (line.Split(' ', ':')[0])
        {
            case "." when awaitsContent:
                HearContent();
                break;
            case "EHLO":
                Answer(line, new Reply(250, Option<EnhancedStatus>.None, Seqs.Of("relay.example").Then(keywords.Gather())), Reset);
                break;
            case "MAIL" when sender is not null:
                replies.Enqueue(Reply.Of(503, "nested"));
                break;
            case "MAIL":
                Answer(line, Reply.Of(250, "sender"), () => sender = line);
                break;
            case "RCPT" when sender is null:
            case "DATA" when sender is null:
                replies.Enqueue(Reply.Of(503, "no sender"));
                break;
            case "RCPT":
                Answer(line, Reply.Of(250, "recipient"), () => recipients.Add(line));
                break;
            case "DATA":
                Answer(line, Reply.Of(354, "go on"), () => awaitsContent = true);
                break;
            case "BDAT":
                break;
            case "RSET":
                Answer(line, Reply.Of(250, "reset"), Reset);
                break;
            default:
                Answer(line, Reply.Of(line.StartsWith("AUTH") ? 235 : 250, "ok"), () => { });
                break;
        }
    }

    void Answer(string line, Reply usual, Action whenTaken)
    {
        var reply = script(line) ?? usual;
        replies.Enqueue(reply);
        if (reply.Code < 400)
        {
            whenTaken();
        }
    }

    void Reset()
    {
        (sender, awaitsContent) = (null, false);
        recipients.Clear();
    }
}

/// <summary>The machine and the model, back to back.</summary>
static class RelayDialogue
{
    /// <summary>Sends the jobs one after the other over one connection; gives their reports.</summary>
    public static List<DeliveryReport> Run(RelayPolicy policy, FakeRelay relay, params MailJob[] jobs)
    {
        var reports = new List<DeliveryReport>();
        var session = RelaySession.Start;
        foreach (var job in jobs)
        {
            RelayInput? input = new RelayInput.JobGiven(job);
            for (var steps = 0; input is not null; steps++)
            {
                Assert.That(steps, Is.LessThan(1000), "the dialogue does not end");
                (session, var effects) = SmtpRelay.Advance(policy, session, input);
                input = null;
                foreach (var effect in effects)
                {
                    input = Perform(effect, relay, reports) ?? input;
                }
            }
        }

        return reports;
    }

    static RelayInput? Perform(RelayEffect effect, FakeRelay relay, List<DeliveryReport> reports)
    {
        switch (effect)
        {
            case RelayEffect.Send(var octets):
                relay.Hear(octets);
                return null;
            case RelayEffect.SendSecret(var line):
                relay.Hear(Octets.Utf8(line.Reveal() + "\r\n"));
                return null;
            case RelayEffect.Report(var report):
                reports.Add(report);
                return null;
            case RelayEffect.Connect:
                relay.Accept();
                return new RelayInput.Connected(Loopback: false);
            case RelayEffect.StartTls:
                return new RelayInput.TlsStarted();
            case RelayEffect.ReadReply:
                return relay.Silent ? new RelayInput.PeerClosed() : new RelayInput.ReplyReceived(relay.Speak());
            case RelayEffect.SendContent:
                relay.HearContent();
                return new RelayInput.ContentSent();
            default:
                return null;
        }
    }
}
