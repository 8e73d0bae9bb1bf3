using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Smtp.Client;

/// <summary>What holds in each single step of the sending dialogue, whatever the state and the input.</summary>
public class SmtpRelayLaws
{
    [Property(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 500)]
    public bool Each_step_ends_in_its_only_waiting_effect(RelayPolicy policy, RelaySession session, RelayInput input) =>
        SmtpRelay.Advance(policy, session, input).Effects.Map(Waits) is var waits
        && waits.Count(wait => wait) == 1 && waits.Last;

    [Property(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 500)]
    public bool A_mail_is_reported_exactly_when_it_is_over_recipient_by_recipient(RelayPolicy policy, RelaySession session, RelayInput input)
    {
        var (next, effects) = SmtpRelay.Advance(policy, session, input);
        var reports = effects.AsEnumerable().OfType<RelayEffect.Report>().ToList();
        return (JobOf(session, input), next) switch
        {
            ({ } job, not RelaySession.Busy) => reports is [var only] && only.Outcome.Outcomes.Map(outcome => outcome.Recipient) == job.Recipients,
            ({ } job, RelaySession.Busy busy) => reports.Count == 0 && busy.Mail.Job == job,
            _ => reports.Count == 0 && next is not RelaySession.Busy,
        };
    }

    [Property(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 500)]
    public bool An_outcome_rests_on_a_reply_of_its_kind(RelayPolicy policy, RelaySession session, RelayInput input) =>
        SmtpRelay.Advance(policy, session, input).Effects.AsEnumerable().OfType<RelayEffect.Report>()
            .SelectMany(report => report.Outcome.Outcomes)
            .All(settled => settled.Outcome switch
            {
                Outcome.Delivered(var reply) => reply.IsPositive,
                Outcome.Deferred(var reply) => reply.IsTransient,
                Outcome.Failed(var reply) => reply.IsPermanent,
                _ => false,
            });

    [Property(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 500)]
    public bool No_line_holds_a_line_end_or_a_NUL(RelayPolicy policy, RelaySession session, RelayInput input) =>
        SmtpRelay.Advance(policy, session, input).Effects.AsEnumerable()
            .Select(effect => effect switch
            {
                RelayEffect.Send(var octets) => octets.ToUtf8(),
                RelayEffect.SendSecret(var line) => line.Reveal() + "\r\n",
                _ => "\r\n",
            })
            .All(sent => sent.EndsWith("\r\n") && sent[..^2].Split("\r\n").All(line => line.IndexOfAny(['\r', '\n', '\0']) < 0));

    [Property(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 500)]
    public bool Printing_never_shows_the_password(RelayPolicy policy, RelaySession session, RelayInput input)
    {
        var step = SmtpRelay.Advance(policy, session, input);
        var printed = $"{policy} {step.Next} {string.Join(' ', step.Effects)}";
        var encoded = Convert.ToBase64String("\0user\0hunter2"u8);
        return !printed.Contains("hunter2") && !printed.Contains(encoded) && !printed.Contains("cHBwcHBw");
    }

    [Property(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 500)]
    public bool A_certificate_is_verified_wherever_a_password_will_be_sent(RelayPolicy policy, RelaySession session, RelayInput input) =>
        SmtpRelay.Advance(policy, session, input).Effects.AsEnumerable().OfType<RelayEffect.StartTls>()
            .All(start => start.Verify == (policy.VerifyCertificate || policy.Credentials.IsSome) && start.Host == policy.Host);

    [Property(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 200)]
    public bool What_was_offered_in_clear_is_forgotten_at_the_handshake(RelayPolicy policy, RelaySession session, RelayInput input) =>
        SmtpRelay.Advance(policy, session, input).Next is not RelaySession.Handshaking { Channel: var channel } || session is RelaySession.Handshaking
        || (channel.Encrypted && channel.Offered == ServiceExtensions.None);

    /// The totality above draws states at random; this one leaves none out.
    [Test]
    public void Every_state_takes_every_input()
    {
        var job = new MailJob(new Domain.Addresses.ReversePath.Null(), SmtpClientArbitraries.Mailbox("f@example.net"), Seqs.Of(SmtpClientArbitraries.Mailbox("a@example.com")), 10, false, false);
        var mail = Transaction.Of(job, job.Sender, reused: true);
        var inputs = new RelayInput[]
        {
            new RelayInput.JobGiven(job), new RelayInput.Connected(true), new RelayInput.Unreachable("x"), new RelayInput.TlsStarted(), new RelayInput.TlsFailed("x"),
            new RelayInput.ReplyReceived(Reply.Of(250, "")), new RelayInput.ReplyReceived(Reply.Of(334, "")), new RelayInput.ReplyReceived(Reply.Of(421, "")),
            new RelayInput.ReplyReceived(Reply.Of(450, "")), new RelayInput.ReplyReceived(Reply.Of(550, "")), new RelayInput.ReplyMalformed(SyntaxError.At("", "")),
            new RelayInput.ContentSent(), new RelayInput.ContentUnavailable("x"), new RelayInput.TimedOut(), new RelayInput.PeerClosed(),
        };
        var policy = RelayPolicy.Plain("relay.example", 25, SmtpClientArbitraries.Name);
        var states = SmtpClientArbitraries.AllOf(mail, new Channel(false, false, ServiceExtensions.None), true);
        Assert.Multiple(() =>
        {
            Assert.That(states.Select(state => state.GetType()), Is.EquivalentTo(typeof(RelaySession).GetNestedTypes().Where(type => !type.IsAbstract)));
            Assert.That(inputs.Select(input => input.GetType()).Distinct(), Is.EquivalentTo(typeof(RelayInput).GetNestedTypes()));
            foreach (var (state, input) in states.SelectMany(state => inputs.Select(input => (state, input))))
            {
                Assert.That(Waits(SmtpRelay.Advance(policy, state, input).Effects.Last), Is.True, $"{state} {input}");
            }
        });
    }

    static bool Waits(RelayEffect effect) => effect is not (RelayEffect.Send or RelayEffect.SendSecret or RelayEffect.Report or RelayEffect.Disconnect);

    static MailJob? JobOf(RelaySession session, RelayInput input) => (session, input) switch
    {
        (RelaySession.Busy busy, _) => busy.Mail.Job,
        (RelaySession.Unconnected or RelaySession.Idle, RelayInput.JobGiven(var job)) => job,
        _ => null,
    };
}
