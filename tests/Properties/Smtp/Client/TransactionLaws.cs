using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Smtp.Client;

/// <summary>A mail between its first reply and its last.</summary>
[FsCheck.NUnit.Properties(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 500)]
public class TransactionLaws
{
    [Property]
    public bool Each_recipient_of_a_job_is_in_one_transaction(MailJob job) =>
        Transaction.Of(job) is var transactions
        && transactions.SelectEach(transaction => transaction.Recipients).OrderBy(one => one.ToString()).SequenceEqual(job.Recipients.OrderBy(one => one.ToString()));

    [Property]
    public bool The_reports_of_its_transactions_are_the_report_of_a_job(MailJob job, Reply reply) =>
        DeliveryReport.Join(job, Transaction.Of(job).Map(part => part.Settle(Outcome.Of(reply)))) == DeliveryReport.Of(job, Outcome.Of(reply));

    [Test]
    public void Recipients_that_differ_in_letter_case_alone_are_two_mailboxes()
    {
        var job = Job("Me@example.com", "me@example.com", "other@example.com");
        var transactions = Transaction.Of(job);
        Assert.That(transactions.Map(part => string.Join(' ', part.Recipients)), Is.EqualTo(new[] { "Me@example.com other@example.com", "me@example.com" }));
        var report = DeliveryReport.Join(job, transactions.Map(part => part.Settle(new Outcome.Delivered(Reply.Of(250, $"{part.Recipients.Count}")))));
        Assert.That(report.Outcomes.Map(item => $"{item.Recipient} {item.Outcome.Because}"), Is.EqualTo(new[] { "Me@example.com 250 2", "me@example.com 250 1", "other@example.com 250 2" }));
    }

    [Property]
    public bool Nobody_is_spoken_to_after_last_words(Transaction mail, Reply reply) =>
        mail.ClosingReply.IsNone || (mail.Answered(reply) == mail && mail.NextMove(PartialRefusal.Individually) == NextMove.Disconnect);

    [Property]
    public bool Individually_nobody_is_held_back(Transaction mail) => mail.HeldBack(PartialRefusal.Individually).IsNone;

    [Property]
    public bool All_or_nothing_holds_back_as_soon_as_all_have_answered_and_one_is_to_be_tried_again(Transaction mail) =>
        mail.HeldBack(PartialRefusal.AllOrNothing).IsSome == (mail.AllAnswered && mail.Answers.Exists(answer => answer.IsTransient));

    [Property]
    public bool A_reply_to_RCPT_of_552_means_452(Transaction mail) =>
        mail.ClosingReply.IsSome || mail.Answered(Reply.Of(552, 5, 3, "too many")).Answers.Last.ToString() == "452 4.5.3 too many";

    [Test]
    public void One_recipient_to_be_retried_holds_back_the_others_but_not_what_is_final()
    {
        var mail = Transaction.Of(Job("a@example.com", "b@example.com", "c@example.com")).Head.SenderAnswered(Reply.Of(250, "ok"))
            .Answered(Reply.Of(250, "ok")).Answered(Reply.Of(450, 4, 2, "full")).Answered(Reply.Of(550, 1, 1, "unknown"));
        Assert.That(mail.NextMove(PartialRefusal.AllOrNothing), Is.EqualTo(NextMove.Reset));
        var policy = RelayPolicy.Plain("relay.example", 25, SmtpClientArbitraries.Name);
        var report = ((AttemptResult.Done)AttemptResult.Of(policy, new DeliveryAttempt(mail, false, ContentSent.Nothing, new Ending.Stopped()))).Report;
        Assert.That(report.Outcomes.Map(item => item.Outcome.Because.Code), Is.EqualTo(new[] { 451, 450, 550 }));
    }

    static MailJob Job(params string[] recipients) =>
        new(new ReversePath.Null(), Option<Mailbox>.None, recipients.Select(SmtpClientArbitraries.Mailbox).Gather(), 10, false, Utf8Need.Nothing);
}
