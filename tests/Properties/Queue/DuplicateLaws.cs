using Laitos.Domain.Addresses;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Queue;

/// <summary>The same mail, come again.</summary>
public class DuplicateLaws
{
    static readonly Octets Digest = Octets.Utf8("digest");

    [Property]
    public bool A_mail_is_known_for_an_hour(byte[] others, ushort seconds)
    {
        var mails = RecentMails.Empty.With(Entries.Noon, Print("mine"), "id1");
        mails = (others ?? []).Aggregate(mails, (known, other) => known.With(Entries.Noon + TimeSpan.FromSeconds(other), Print($"other{other}"), "id2"));
        return mails.Find(Entries.Noon + TimeSpan.FromSeconds(seconds), Print("mine")) == (seconds < 3600 ? "id1" : Option<string>.None);
    }

    [Property]
    public bool Generations_change_nothing_within_the_hour(ushort[] pauses)
    {
        var now = Entries.Noon;
        var mails = RecentMails.Empty;
        var taken = new List<(Instant At, string Name)>();
        foreach (var (pause, i) in (pauses ?? []).Select((pause, i) => (pause, i)))
        {
            now += TimeSpan.FromSeconds(pause % 3000);
            mails = mails.With(now, Print($"{i}"), $"{i}");
            taken.Add((now, $"{i}"));
        }

        return taken.All(mail => mails.Find(now, Print(mail.Name)).IsSome == (now - mail.At < RecentMails.Span));
    }

    [TestCase(-3599, ExpectedResult = true)]
    [TestCase(-3600, ExpectedResult = false, Description = "a clock that was set back makes no mail known for ever")]
    [TestCase(3599, ExpectedResult = true)]
    [TestCase(3600, ExpectedResult = false)]
    public bool An_hour_is_an_hour_in_either_direction(int seconds) =>
        RecentMails.Empty.With(Entries.Noon, Print("mine"), "id1").Find(Entries.Noon + TimeSpan.FromSeconds(seconds), Print("mine")).IsSome;

    [Test]
    public void The_ledger_is_bounded()
    {
        var mails = Enumerable.Range(0, (2 * RecentMails.Capacity) + 10).Aggregate(RecentMails.Empty, (known, i) => known.With(Entries.Noon, new Fingerprint(Octets.Utf8($"{i}")), "id"));
        Assert.That(mails.Size, Is.LessThanOrEqualTo(2 * RecentMails.Capacity));
        Assert.That(mails.Find(Entries.Noon, new Fingerprint(Octets.Utf8($"{(2 * RecentMails.Capacity) + 9}"))).IsSome, Is.True);
    }

    [Test]
    public void What_makes_a_mail_another_one()
    {
        var mine = Of("a@x.test", "<1@x>", Digest, "one@example.com", "two@example.com");
        Assert.That(mine.IsSome, Is.True);
        Assert.That(mine, Is.EqualTo(Of("a@x.test", "<1@x>", Digest, "two@example.com", "one@example.com")), "the order of recipients");
        Assert.That(mine, Is.Not.EqualTo(Of("b@x.test", "<1@x>", Digest, "one@example.com", "two@example.com")), "the sender");
        Assert.That(mine, Is.Not.EqualTo(Of("a@x.test", "<2@x>", Digest, "one@example.com", "two@example.com")), "the Message-ID");
        Assert.That(mine, Is.Not.EqualTo(Of("a@x.test", "<1@x>", Octets.Utf8("other"), "one@example.com", "two@example.com")), "the body");
        Assert.That(mine, Is.Not.EqualTo(Of("a@x.test", "<1@x>", Digest, "one@example.com")), "the recipients");
        Assert.That(Of("a@x.test", null, Digest, "one@example.com").IsNone, Is.True, "two mails without Message-ID may both be meant");
    }

    [Test]
    public void Parts_do_not_run_into_each_other() =>
        Assert.That(Of("a@x.test", "ab", Octets.Utf8("c"), "one@example.com"), Is.Not.EqualTo(Of("a@x.test", "a", Octets.Utf8("bc"), "one@example.com")));

    static Fingerprint Print(string name) => Of("a@x.test", name, Digest, "one@example.com").IfNone(() => throw new InvalidOperationException());

    static Option<Fingerprint> Of(string sender, string? messageId, Octets digest, params string[] recipients) => Fingerprint.Of(
        new Envelope(
            new ReversePath.Sender(SmtpClientArbitraries.Mailbox(sender)),
            recipients.Select(ForwardPath (recipient) => new ForwardPath.Recipient(SmtpClientArbitraries.Mailbox(recipient))).Gather(), BodyType.SevenBit, false),
        messageId is null ? Option<string>.None : messageId, digest);
}
