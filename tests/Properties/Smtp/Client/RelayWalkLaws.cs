using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp.Client;

/// <summary>
/// What holds over whole dialogues with a relay that may say and do anything. The test keeps its own books: which command
/// each reply answers, and what the relay has granted by it.
/// </summary>
public class RelayWalkLaws
{
    [Property(MaxTest = 400)]
    public Property Whatever_the_relay_does_the_dialogue_keeps_its_promises() =>
        Prop.ForAll(
            SmtpClientArbitraries.Policies.ToArbitrary(),
            Gen.ListOf(SmtpClientArbitraries.Jobs).ToArbitrary(),
            Gen.ArrayOf(Gen.Choose(0, 1 << 20), 400).ToArbitrary(),
            (policy, jobs, chances) => new Walk(policy, chances).Send(jobs.Take(4)));

    sealed class Walk(RelayPolicy policy, int[] chances)
    {
        readonly Queue<string> unanswered = new();
        RelaySession session = RelaySession.Start;
        int drawn;
        int granted;
        bool contentInvited;
        bool encrypted;
        bool loopback;

        public bool Send(IEnumerable<MailJob> jobs) => jobs.All(job => Drive(new RelayInput.JobGiven(job), reports: 1)) && Drive(new RelayInput.TimedOut(), reports: 0);

        bool Drive(RelayInput first, int reports)
        {
            RelayInput? input = first;
            for (var steps = 0; input is not null; steps++)
            {
                (session, var effects) = SmtpRelay.Advance(policy, session, input);
                input = null;
                foreach (var effect in effects)
                {
                    reports -= effect is RelayEffect.Report ? 1 : 0;
                    input = Perform(effect) ?? input;
                }

                Assert.That(steps, Is.LessThan(200), "the dialogue does not end");
            }

            Assert.That(unanswered, Is.Empty, "idle while a command has no reply yet");
            return reports == 0;
        }

        RelayInput? Perform(RelayEffect effect)
        {
            switch (effect)
            {
                case RelayEffect.Send(var octets):
                    octets.ToUtf8().Split("\r\n")[..^1].ToList().ForEach(unanswered.Enqueue);
                    return null;
                case RelayEffect.SendSecret:
                    Assert.That(encrypted || loopback || policy.AllowPlaintextAuth, "a password goes in clear");
                    unanswered.Enqueue("AUTH");
                    return null;
                case RelayEffect.Disconnect:
                    (encrypted, granted, contentInvited) = (false, 0, false);
                    unanswered.Clear();
                    return null;
                case RelayEffect.Connect:
                    return Connect();
                case RelayEffect.StartTls:
                    encrypted = true;
                    return Pick<RelayInput>(new RelayInput.TlsStarted(), new RelayInput.TlsStarted(), new RelayInput.TlsFailed("x"), new RelayInput.PeerClosed());
                case RelayEffect.ReadReply:
                    return Draw(12) == 0
                        ? Pick<RelayInput>(new RelayInput.TimedOut(), new RelayInput.PeerClosed(), new RelayInput.ReplyMalformed(SyntaxError.At("", "")))
                        : new RelayInput.ReplyReceived(Reply());
                case RelayEffect.SendContent:
                    return SendContent();
                default:
                    return null;
            }
        }

        RelayInput Connect()
        {
            loopback = Draw(2) == 0;
            unanswered.Enqueue("connect");
            return Draw(10) == 0 ? new RelayInput.Unreachable("x") : new RelayInput.Connected(loopback);
        }

        RelayInput SendContent()
        {
            var chunked = unanswered.TryPeek(out var command) && command.StartsWith("BDAT");
            Assert.That(granted, Is.Positive, "content is sent that no recipient was accepted for");
            Assert.That(chunked || contentInvited, "content is sent uninvited");
            Assert.That(!policy.RequireTls || encrypted, "content is sent in clear");
            if (!chunked)
            {
                unanswered.Enqueue("content");
            }

            return Draw(10) == 0 ? Pick<RelayInput>(new RelayInput.PeerClosed(), new RelayInput.TimedOut(), new RelayInput.ContentUnavailable("x")) : new RelayInput.ContentSent();
        }

        Reply Reply()
        {
            Assert.That(unanswered.TryDequeue(out var command), "a reply is awaited that nothing asked for");
            var verb = command!.Split(' ', ':')[0];
            var reply = Draw(5) == 0 ? Domain.Smtp.Reply.Of(Pick(421, 450, 452, 500, 550, 552, 554, 334, 354, 250), "chance") : Usual(verb);
            (granted, contentInvited) = (verb, reply.Code / 100) switch
            {
                ("MAIL", _) => (0, false),
                ("RCPT", 2) => (granted + 1, contentInvited),
                ("DATA", 3) => (granted, true),
                _ => (granted, contentInvited),
            };
            return reply;
        }

        Reply Usual(string verb) => verb switch
        {
            "connect" => Domain.Smtp.Reply.Of(220, "ready"),
            "EHLO" => new Reply(250, Option<EnhancedStatus>.None, Seqs.Of("hello").Then(
                new[] { "PIPELINING", "CHUNKING", "8BITMIME", "SMTPUTF8", "STARTTLS", "SIZE 1000", "AUTH LOGIN", "AUTH PLAIN" }.Where(_ => Draw(3) > 0).Gather())),
            "AUTH" => Domain.Smtp.Reply.Of(Pick(334, 334, 235), ""),
            "DATA" => Domain.Smtp.Reply.Of(354, "go on"),
            _ => Domain.Smtp.Reply.Of(250, "ok"),
        };

        int Draw(int below) => chances[drawn++ % chances.Length] % below;

        T Pick<T>(params T[] items) => items[Draw(items.Length)];
    }
}
