using Laitos.Domain.Addresses;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Smtp.Client;

/// <summary>What a relay lets us do: from its provider, from the settings, and from its replies.</summary>
[FsCheck.NUnit.Properties(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 500)]
public class RelayProfileLaws
{
    static readonly Instant Now = new(1_790_000_000_000);

    static readonly RelayProvider[] Providers = Enum.GetValues<RelayProvider>();

    [Property]
    public void The_first_sender_is_that_of_the_job_or_its_fallback_where_the_relay_would_refuse_that(MailJob job, bool foreign, bool isNull)
    {
        var sender = (RelayProfile.Unknown with { AllowsForeignSender = foreign, AllowsNullSender = isNull }).SenderOf(job);
        var allowed = job.Sender is ReversePath.Null ? isNull : foreign || job.Sender.Address == job.Fallback;
        Assert.That(sender, Is.EqualTo(allowed || job.Fallback.IsNone ? job.Sender : new ReversePath.Sender(job.Fallback.Single())));
    }

    [TestCaseSource(nameof(Providers))]
    public void A_provider_that_does_not_pass_on_authors_or_senders_is_not_trusted_with_octets_either(RelayProvider provider)
    {
        var profile = provider.Profile();
        Assert.That(!profile.KeepsOctets || (profile.AllowsForeignAuthor && profile.AllowsForeignSender && profile.AllowsNullSender));
        Assert.That(profile.AllowsForeignAuthor, Is.EqualTo(profile.Author == ForeignAuthor.Allowed));
    }

    /// The table of docs/relays.md; a limit of 0 is none that is known.
    [TestCase(RelayProvider.None, ForeignAuthor.Allowed, true, true, true, true, 0)]
    [TestCase(RelayProvider.Postfix, ForeignAuthor.Allowed, true, true, true, true, 10_240_000)]
    [TestCase(RelayProvider.Mailgun, ForeignAuthor.Allowed, false, false, false, false, 26_214_400)]
    [TestCase(RelayProvider.Gmail, ForeignAuthor.Replaced, false, false, false, true, 35_882_577)]
    [TestCase(RelayProvider.Microsoft365, ForeignAuthor.Refused, false, false, false, true, 157_286_400)]
    [TestCase(RelayProvider.AmazonSes, ForeignAuthor.Refused, false, false, false, false, 41_943_040)]
    [TestCase(RelayProvider.Postmark, ForeignAuthor.Refused, false, false, false, false, 10_485_760)]
    [TestCase(RelayProvider.Brevo, ForeignAuthor.Replaced, false, false, false, false, 0)]
    public void What_is_known_of_a_provider(RelayProvider provider, ForeignAuthor author, bool sender, bool isNull, bool octets, bool utf8, long limit) => Assert.That(
        provider.Profile(), Is.EqualTo(new RelayProfile(author, sender, isNull, octets, EightBitMime: true, utf8, limit == 0 ? Option<long>.None : limit)));

    [Test]
    public void A_single_setting_overrides_the_provider([ValueSource(nameof(Providers))] RelayProvider provider, [Values] bool value)
    {
        var set = new RelayProfileSettings(provider, value, value, value, value).Profile;
        Assert.That((set.AllowsForeignAuthor, set.AllowsForeignSender, set.AllowsNullSender, set.KeepsOctets), Is.EqualTo((value, value, value, value)));
        Assert.That(new RelayProfileSettings(provider, default, default, default, default).Profile, Is.EqualTo(provider.Profile()));
        Assert.That((set.EightBitMime, set.Utf8, set.SizeLimit), Is.EqualTo((provider.Profile().EightBitMime, provider.Profile().Utf8, provider.Profile().SizeLimit)));
    }

    [TestCase(100, false, Utf8Need.Nothing, 998, true, true, true, ExpectedResult = true)]
    [TestCase(100, false, Utf8Need.Nothing, 999, true, true, true, ExpectedResult = false, TestName = "A line over the limit is folded by many")]
    [TestCase(1001, false, Utf8Need.Nothing, 78, true, true, true, ExpectedResult = false, TestName = "A mail over the limit is not taken")]
    [TestCase(1000, false, Utf8Need.Nothing, 78, true, true, true, ExpectedResult = true, TestName = "A mail as large as the limit is taken")]
    [TestCase(100, false, Utf8Need.Text, 78, true, false, true, ExpectedResult = false, TestName = "SMTPUTF8 counts beside 8BITMIME alone")]
    [TestCase(100, false, Utf8Need.Nothing, 78, true, false, false, ExpectedResult = true, TestName = "Plain ASCII needs neither")]
    [TestCase(100, true, Utf8Need.Nothing, 78, true, true, true, ExpectedResult = true)]
    [TestCase(100, true, Utf8Need.Nothing, 78, true, false, true, ExpectedResult = false, TestName = "8-bit content is converted without 8BITMIME")]
    [TestCase(100, true, Utf8Need.Text, 78, true, true, false, ExpectedResult = false, TestName = "A header beyond ASCII needs SMTPUTF8")]
    [TestCase(100, true, Utf8Need.Address, 78, true, true, true, ExpectedResult = true)]
    [TestCase(100, false, Utf8Need.Nothing, 78, false, true, true, ExpectedResult = false, TestName = "A relay that changes mails changes this one")]
    public bool Octets_are_taken_unchanged(long size, bool eightBit, Utf8Need utf8, long line, bool keeps, bool eightBitMime, bool smtpUtf8) =>
        (RelayProfile.Unknown with { KeepsOctets = keeps, EightBitMime = eightBitMime, Utf8 = smtpUtf8, SizeLimit = 1000 }).TakesOctetsUnchanged(new RelayedContent(size, eightBit, utf8, line));

    /// <summary>What the profile says is unchanged is what a relay with these extensions gets as it is, without a word.</summary>
    [Property]
    public void What_is_taken_unchanged_is_handed_over_as_it_is(Transaction mail, ServiceExtensions offered)
    {
        var profile = (RelayObservations.None with { Offered = offered }).Correct(RelayProfile.Unknown, Now);
        var job = mail.Job;
        if (profile.TakesOctetsUnchanged(new RelayedContent(job.Size, job.EightBit, job.Utf8, 78)) && (job.Utf8 != Utf8Need.Nothing || !mail.HasUtf8Address))
        {
            Assert.That(Enum.GetValues<EightBitTreatment>().Select(treatment => offered.Handover(mail, treatment)), Has.All.InstanceOf<Handover.AsItIs>());
        }
    }

    [Property]
    public void What_a_relay_refuses_and_takes_from_another_is_remembered_for_a_day(MailJob job, Reply reply)
    {
        var (fallback, report) = (new ReversePath.Sender(SmtpClientArbitraries.Mailbox("fallback@example.net")), DeliveryReport.Of(job, Outcome.Of(reply)));
        var seen = RelayObservations.None.After(job.Sender, fallback, report, Now);
        var isTaken = reply.IsPositive && job.Sender != fallback;
        foreach (var (hours, isFresh) in new[] { (0, true), (23, true), (24, false) })
        {
            var profile = seen.Correct(RelayProfile.Unknown, new Instant(Now.UnixMilliseconds + (hours * 3_600_000L)));
            Assert.That(profile.AllowsNullSender, Is.EqualTo(!(isTaken && isFresh && job.Sender is ReversePath.Null)));
            Assert.That(profile.AllowsForeignSender, Is.EqualTo(!(isTaken && isFresh && job.Sender is not ReversePath.Null)));
        }

        Assert.That(RelayObservations.None.After(job.Sender, job.Sender, report, Now) with { Author = default }, Is.EqualTo(RelayObservations.None), "nothing was refused");
        Assert.That(seen.After(fallback, fallback, report, new Instant(Now.UnixMilliseconds + 1)).NullSender, Is.EqualTo(seen.NullSender), "what was not tried anew is not seen anew");
    }

    [Property]
    public void What_is_seen_never_makes_a_relay_more_generous_save_by_what_it_offers(MailJob job, Reply reply, ServiceExtensions offered)
    {
        var basis = RelayProvider.Gmail.Profile();
        var corrected = (RelayObservations.None with { Offered = offered }).After(new ReversePath.Null(), job.Sender, DeliveryReport.Of(job, Outcome.Of(reply)), Now).Correct(basis, Now);
        Assert.That((corrected.AllowsForeignAuthor, corrected.AllowsForeignSender, corrected.AllowsNullSender, corrected.KeepsOctets), Is.EqualTo((false, false, false, false)));
        Assert.That((corrected.EightBitMime, corrected.Utf8), Is.EqualTo((offered.EightBitMime, offered.International)));
    }

    [TestCase("554 5.7.60 SMTP; Client does not have permissions to send as this sender", true)]
    [TestCase("554 Message rejected: Email address is not verified. The following identities failed the check", true)]
    [TestCase("550 5.7.0 From address is not one of your addresses", true)]
    [TestCase("550 The from address does not match a verified Sender Identity", true)]
    [TestCase("550 Sender domain not found", false, TestName = "A domain that does not exist is that of one author")]
    [TestCase("550 5.7.1 Messages missing a valid address in From: header are not accepted", false, TestName = "A header without an author is that of one mail")]
    [TestCase("553 5.7.1 <a@b.example>: Sender address rejected: not owned by user me", false, TestName = "The envelope sender is another matter")]
    [TestCase("550 5.7.26 This message fails to pass DMARC for the From: header", false, TestName = "DMARC is the word of the server behind the relay")]
    [TestCase("550 5.1.1 no such user", false)]
    [TestCase("450 4.7.1 from address not verified yet", false, TestName = "A 4yz is not its last word")]
    [TestCase("250 from address is not verified", false)]
    public void A_refusal_of_the_author(string text, bool isOne)
    {
        var report = DeliveryReport.Of(Job, Outcome.Of(Parsed(text)));
        Assert.That(RelayObservations.None.After(Job.Sender, Job.Sender, report, Now).Correct(RelayProfile.Unknown, Now).Author, Is.EqualTo(isOne ? ForeignAuthor.Refused : ForeignAuthor.Allowed));
    }

    [TestCase("MAIL", "553 5.7.1 not allowed", true, TestName = "Any refusal of MAIL may be about the sender")]
    [TestCase("MAIL", "552 5.3.4 too large", false, TestName = "One for the size is not")]
    [TestCase("MAIL", "555 5.5.4 SIZE unknown", false, TestName = "One for a parameter is not")]
    [TestCase("MAIL", "451 4.7.1 later", false, TestName = "One for now is not")]
    [TestCase("RCPT", "553 5.7.1 <b1@own.example>: Sender address rejected: not owned by user me", true, TestName = "Postfix looks at the sender at RCPT")]
    [TestCase("RCPT", "550 5.1.1 no such user", false, TestName = "Another refusal of a recipient is about the recipient")]
    [TestCase("content", "554 5.7.60 SMTP; Client does not have permissions to send as this sender", true, TestName = "Exchange looks at it at the content")]
    [TestCase("content", "554 5.7.1 spam", false, TestName = "Another refusal of the content is about the content")]
    public void A_sender_of_ours_that_is_refused_is_replaced_by_the_one_address(string stage, string text, bool isReplaced)
    {
        var refusal = Parsed(text);
        var mail = Transaction.Of(Job).Head.SenderAnswered(stage == "MAIL" ? refusal : Reply.Of(250, "ok"));
        mail = stage == "MAIL" ? mail : mail.Answered(stage == "RCPT" ? refusal : Reply.Of(250, "ok"));
        var attempt = new DeliveryAttempt(mail, Reused: false, stage == "content" ? ContentSent.Whole : ContentSent.Nothing, stage == "content" ? new Ending.Answered(refusal) : new Ending.Stopped());
        var policy = RelayPolicy.Plain("relay.example", 25, SmtpClientArbitraries.Name);
        Assert.That(AttemptResult.Of(policy, attempt), isReplaced ? Is.EqualTo(new AttemptResult.From(Fallback)) : Is.InstanceOf<AttemptResult.Done>());
        Assert.That(AttemptResult.Of(policy, attempt with { Mail = mail with { Sender = Fallback } }), Is.InstanceOf<AttemptResult.Done>(), "once");
    }

    static ReversePath Fallback { get; } = new ReversePath.Sender(SmtpClientArbitraries.Mailbox("forwarder@own.example"));

    static MailJob Job { get; } = new(
        new ReversePath.Sender(SmtpClientArbitraries.Mailbox("b1@own.example")), SmtpClientArbitraries.Mailbox("forwarder@own.example"), Seqs.Of(SmtpClientArbitraries.Mailbox("a@example.com")), 10, false, Utf8Need.Nothing);

    static Reply Parsed(string text)
    {
        var code = int.Parse(text[..3], System.Globalization.CultureInfo.InvariantCulture);
        var status = EnhancedStatusCodec.Read(text[4..]);
        return new Reply(code, status, Seqs.Of(status.IsSome ? text[4..].Split(' ', 2)[1] : text[4..]));
    }
}
