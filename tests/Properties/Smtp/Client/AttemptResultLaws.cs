using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Smtp.Client;

/// <summary>What follows from an attempt, whatever the relay said and whatever went wrong.</summary>
[FsCheck.NUnit.Properties(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 300)]
public class AttemptResultLaws
{
    static readonly RelayPolicy Policy = RelayPolicy.Plain("relay.example", 25, SmtpClientArbitraries.Name);

    [Property]
    public bool Each_recipient_is_reported_once_in_order(RelayPolicy policy, DeliveryAttempt attempt) =>
        AttemptResult.Of(policy, attempt) is not AttemptResult.Done(var report, _) || report.Outcomes.Map(item => item.Recipient) == attempt.Mail.Recipients;

    [Property]
    public bool An_outcome_rests_on_a_reply_of_its_kind(RelayPolicy policy, DeliveryAttempt attempt) => Outcomes(policy, attempt).All(outcome => outcome switch
    {
        Outcome.Delivered(var reply) => reply.IsPositive,
        Outcome.Deferred(var reply) => reply.IsTransient,
        Outcome.Failed(var reply) => reply.IsPermanent,
        _ => false,
    });

    [Property]
    public bool A_mail_is_delivered_by_a_2yz_to_the_whole_of_it_and_by_nothing_else(RelayPolicy policy, DeliveryAttempt attempt) =>
        AttemptResult.Of(policy, attempt) is not AttemptResult.Done(var report, _)
        || report.Outcomes.AsEnumerable().Select((item, i) => item.Outcome is Outcome.Delivered == (
                attempt is { Content: ContentSent.Whole, Ending: Ending.Answered({ IsPositive: true }) }
                && attempt.Mail.ClosingReply.IsNone && attempt.Mail.SenderReply.Exists(reply => reply.IsPositive)
                && attempt.Mail.Answers[i].IsPositive))
            .All(holds => holds);

    [Property]
    public bool Only_words_of_the_relay_fail_a_mail(RelayPolicy policy, DeliveryAttempt attempt)
    {
        var said = attempt.Mail.SenderReply.ToSeq().Then(attempt.Mail.Answers).Then(attempt.Ending is Ending.Answered(var reply) ? Seqs.Of(reply) : default);
        return Outcomes(policy, attempt).OfType<Outcome.Failed>().All(failed => said.Contains(failed.Reply));
    }

    [Property]
    public bool A_relay_that_wants_a_login_fails_no_mail_and_its_owner_is_told(RelayPolicy policy, DeliveryAttempt attempt) =>
        Outcomes(policy, attempt).All(outcome => outcome.Because.Code is not (530 or 534 or 535 or 538))
        && (attempt is not { Reused: false, Content: ContentSent.Nothing, Ending: Ending.Answered({ Code: 530 }), Mail.ClosingReply.IsNone: true }
            || Outcomes(policy, attempt).All(outcome => outcome is Outcome.Deferred { IsSetUp: true }));

    [Property]
    public bool In_doubt_is_what_was_sent_whole_without_an_answer_and_nothing_else(RelayPolicy policy, DeliveryAttempt attempt) =>
        AttemptResult.Of(policy, attempt) is not AttemptResult.Done(var report, _)
        || report.Outcomes.Exists(item => item.Outcome.Because.Text.Contains("duplicate is possible", StringComparison.Ordinal)) == (
            attempt is { Content: ContentSent.Whole, Ending: Ending.Failed or Ending.Answered({ IsIntermediate: true }) }
            && attempt.Mail.Answers.Exists(reply => reply.IsPositive))
        || attempt.Ending is Ending.Failed(RelayFault.InDoubt);

    [Property]
    public bool After_trouble_or_out_of_step_no_connection_is_kept(RelayPolicy policy, DeliveryAttempt attempt) =>
        AttemptResult.Of(policy, attempt) is not AttemptResult.Done(_, Keep: true)
        || (attempt.Ending is not Ending.Failed && attempt.Mail.ClosingReply.IsNone && attempt.Content != ContentSent.Part
            && attempt.Ending is not Ending.Answered({ Code: 421 or 530 } or { IsIntermediate: true }));

    [Property]
    public bool Only_a_kept_connection_without_a_sign_of_life_is_replaced(RelayPolicy policy, DeliveryAttempt attempt) =>
        AttemptResult.Of(policy, attempt) is not AttemptResult.Reconnect || (attempt.Reused && attempt.Mail.SenderReply.IsNone);

    [Property]
    public bool A_sender_that_is_refused_for_good_is_replaced_once(RelayPolicy policy, DeliveryAttempt attempt) =>
        AttemptResult.Of(policy, attempt) is not AttemptResult.From(var sender)
        || (attempt.Mail.Sender != sender && sender.Address == attempt.Mail.Job.Fallback && Said(attempt).Exists(reply => reply.IsPermanent));

    [Property]
    public bool A_null_sender_that_is_refused_for_good_is_replaced_whatever_is_said_of_it(RelayPolicy policy, DeliveryAttempt attempt) =>
        attempt is not { Mail: { Sender: ReversePath.Null, Job.Fallback.IsSome: true, ClosingReply.IsNone: true, SenderReply.IsSome: true }, Ending: Ending.Stopped }
        || attempt.Mail.SenderReply.Exists(reply => Outcome.Of(reply) is not Outcome.Failed)
        || AttemptResult.Of(policy, attempt) is AttemptResult.From;

    static Seq<Reply> Said(DeliveryAttempt attempt) =>
        attempt.Mail.SenderReply.ToSeq().Then(attempt.Mail.Answers).Then(attempt.Ending is Ending.Answered(var reply) ? Seqs.Of(reply) : default);

    [Property]
    public bool A_kept_connection_is_never_the_ground_for_an_objection(Transaction mail, Reply reply) =>
        AttemptResult.Of(mail, new Handover.Refused(reply), reused: true) is AttemptResult.Reconnect
        && AttemptResult.Of(mail, new Handover.Refused(reply), reused: false) is AttemptResult.Done { Keep: true };

    [TestCase(421, "451 4.3.2 the relay is closing: 421 no")]
    [TestCase(451, "451 no")]
    [TestCase(554, "554 no")]
    [TestCase(530, "451 4.7.0 the relay wants a login or TLS first, see MailClient.AuthUsername and TLS: 530 no")]
    [TestCase(354, "451 4.4.2 the mail was sent whole, but the relay's answer was lost (not an answer: 354 no)")]
    public void A_refusal_of_the_content(int code, string expected) =>
        Assert.That(Outcomes(Policy, new DeliveryAttempt(Accepted, false, ContentSent.Whole, new Ending.Answered(Reply.Of(code, "no")))).Single().Because.ToString(), Does.StartWith(expected));

    [TestCase(250, "451 4.5.0 the relay gave no sensible reply: after DATA: 250 no")]
    [TestCase(550, "550 no")]
    public void A_refusal_of_DATA(int code, string expected) =>
        Assert.That(Outcomes(Policy, new DeliveryAttempt(Accepted, false, ContentSent.Nothing, new Ending.Answered(Reply.Of(code, "no")))).Single().Because.ToString(), Is.EqualTo(expected));

    [Test]
    public void The_last_words_of_a_relay_that_cuts_the_content_off_count_unless_they_are_kind()
    {
        Assert.That(Outcomes(Policy, new DeliveryAttempt(Accepted, false, ContentSent.Part, new Ending.Answered(Reply.Of(552, "too big")))).Single().Because.ToString(), Is.EqualTo("552 too big"));
        Assert.That(Outcomes(Policy, new DeliveryAttempt(Accepted, false, ContentSent.Part, new Ending.Answered(Reply.Of(250, "ok")))).Single().Because.ToString(), Does.StartWith("451 4.4.2"));
    }

    static Transaction Accepted { get; } = Transaction.Of(new MailJob(
            new ReversePath.Null(), Option<Mailbox>.None, Seqs.Of(SmtpClientArbitraries.Mailbox("a@example.com")), 10, false, Utf8Need.Nothing))
        .Head.SenderAnswered(Reply.Of(250, "ok")).Answered(Reply.Of(250, "ok"));

    static Seq<Outcome> Outcomes(RelayPolicy policy, DeliveryAttempt attempt) =>
        AttemptResult.Of(policy, attempt) is AttemptResult.Done(var report, _) ? report.Outcomes.Map(item => item.Outcome) : default;
}
