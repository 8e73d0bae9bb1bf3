using Laitos.Domain.Addresses;
using Laitos.Domain.Queue;
using Laitos.Domain.Sasl;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Smtp.Client;

/// <summary>Which refusals of a relay are its last word, and which relay is the daemon itself.</summary>
[FsCheck.NUnit.Properties(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 500)]
public class RelayStandingLaws
{
    static readonly TimeSpan Trial = TimeSpan.FromMinutes(10);

    [Property]
    public bool What_was_taken_or_put_off_stays_so(bool proven, ushort seconds, bool here, Reply reply) =>
        Outcome.Of(reply) is not (Outcome.Delivered or Outcome.Deferred) || Standing(proven, seconds, here).Judge(Trial, Outcome.Of(reply)) == Outcome.Of(reply);

    [Property]
    public bool A_refusal_is_final_once_the_relay_has_proven_or_its_trial_is_over(ushort seconds, Reply reply) =>
        Standing(proven: true, seconds, here: false).Judge(Trial, Outcome.Of(reply)) == Outcome.Of(reply)
        && (seconds < Trial.TotalSeconds || Standing(proven: false, seconds, here: false).Judge(Trial, Outcome.Of(reply)) == Outcome.Of(reply));

    [Property]
    public bool On_trial_nothing_fails_and_the_owner_is_told_with_the_words_of_the_relay(ushort seconds, bool here, Reply reply) =>
        seconds >= Trial.TotalSeconds
        || Standing(proven: false, seconds, here).Judge(Trial, Outcome.Of(reply)) switch
        {
            Outcome.Failed => false,
            var judged when Outcome.Of(reply) is Outcome.Failed => judged is Outcome.Deferred { IsSetUp: true } && judged.Because.ToString().EndsWith(reply.ToString(), StringComparison.Ordinal),
            _ => true,
        };

    [Property]
    public bool Each_recipient_is_judged_by_its_own_reply(DeliveryAttempt attempt, bool here)
    {
        var report = attempt.Mail.Settle(Outcome.Of(Reply.Of(550, "no")));
        var judged = Standing(proven: false, 0, here).Judge(Trial, report);
        return judged.Outcomes.Map(item => item.Recipient) == report.Outcomes.Map(item => item.Recipient) && judged.Outcomes.ForAll(item => item.Outcome is not Outcome.Failed);
    }

    [TestCase("554 5.7.1 <a@b.test>: Relay access denied", true)]
    [TestCase("550 5.7.1 Relaying denied", true)]
    [TestCase("550 5.7.0 relaying not permitted", true)]
    [TestCase("550 relay not permitted", true)]
    [TestCase("553 Sorry, that domain isn't in my list of allowed rcpthosts; no relay", true)]
    [TestCase("550-Verification failed 550 5.7.1 we do not relay", true)]
    [TestCase("454 4.7.1 Relay access denied", false)]
    [TestCase("550 5.1.1 relay: user unknown, access denied", false)]
    [TestCase("554 5.7.1 Message rejected as spam", false)]
    [TestCase("250 2.0.0 relaying denied", false)]
    public void Denials_to_relay(string text, bool expected)
    {
        var reply = ReplyCodec.Read(ReplyProgress.Start, Octets.Utf8(text.Replace("550-Verification failed ", "", StringComparison.Ordinal) + "\r\n").Span) is ReplyRead.Complete(var read, _) ? read : throw new InvalidOperationException(text);
        Assert.That(RelayingDenial.Is(reply), Is.EqualTo(expected));
        Assert.That(Standing(proven: true, 60_000, here: true).Judge(Trial, Outcome.Of(reply)) is Outcome.Deferred { IsSetUp: true }, Is.EqualTo(expected));
        Assert.That(Standing(proven: true, 60_000, here: false).Judge(Trial, Outcome.Of(reply)), Is.EqualTo(Outcome.Of(reply)), "elsewhere it is about the mail");
    }

    [Test]
    public void What_tells_of_our_set_up_does_not_slow_the_queue_down() =>
        Assert.That(new RelayFault[] { new RelayFault.OnTrial(Reply.Of(550, 1, 1, "no")), new RelayFault.RelayingDenied(Reply.Of(554, 7, 1, "no")) }.Any(fault => Throttle.AsksForLess(fault.Because)), Is.False);

    [Test]
    public void The_digest_differs_with_each_setting_and_not_with_a_secret()
    {
        var plain = RelayPolicy.Plain("relay.example", 25, SmtpClientArbitraries.Name);
        Login With(string name, string password) => new(name, new LoginProof.Password(new Secret(password)));
        string[] digests =
        [
            RelayDigest.Of(plain, "a@b.test"), RelayDigest.Of(plain with { Host = "other.example" }, "a@b.test"), RelayDigest.Of(plain with { Port = 26 }, "a@b.test"), RelayDigest.Of(plain, "c@b.test"),
            RelayDigest.Of(plain with { Tls = TlsMode.Required }, "a@b.test"), RelayDigest.Of(plain with { Login = With("me", "one") }, "a@b.test"), RelayDigest.Of(plain with { Login = With("you", "one") }, "a@b.test"),
        ];
        Assert.That(digests, Is.Unique);
        Assert.That(RelayDigest.Of(plain with { Login = With("me", "two") }, "a@b.test"), Is.EqualTo(digests[5]));
    }

    [TestCase("0.0.0.0", 25, "192.0.2.7", "192.0.2.7", true)]
    [TestCase("192.0.2.7", 25, "192.0.2.7", "192.0.2.7", true)]
    [TestCase("::", 25, "2001:db8::1", "2001:db8::1", true)]
    [TestCase("127.0.0.1", 25, "192.0.2.7", "192.0.2.7", false, Description = "another server of this machine")]
    [TestCase("0.0.0.0", 2525, "192.0.2.7", "192.0.2.7", false)]
    [TestCase("0.0.0.0", 25, "192.0.2.7", "192.0.2.8", false)]
    public void A_relay_that_is_this_daemon(string listens, int port, string local, string remote, bool expected)
    {
        var policy = RelayPolicy.Plain("relay.example", 25, SmtpClientArbitraries.Name) with { ListensAt = new ListeningPlace(Ip(listens), port) };
        Assert.That(policy.IsSelf(Ip(local), Ip(remote)), Is.EqualTo(expected));
    }

    static IpAddress Ip(string text) => (IpAddress)IpAddress.Parse(text);

    static RelayStanding Standing(bool proven, ushort seconds, bool here) => new(proven, TimeSpan.FromSeconds(seconds), here);
}
