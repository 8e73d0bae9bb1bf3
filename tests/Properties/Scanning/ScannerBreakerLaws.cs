using Laitos.Domain.Scanning;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Scanning;

/// <summary>A scanner that fails is left alone for a while, and asked again; mails never wait for one that is dead.</summary>
public class ScannerBreakerLaws
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(8);

    /// A mail each second for an hour.
    [Test]
    public void A_dead_scanner_costs_few_mails_their_time()
    {
        var (breaker, asked, told) = (ScannerBreaker.Closed, 0, 0);
        for (var second = 0; second < 3600; second++)
        {
            (breaker, var isAsked, var notice) = Mail(breaker, At(second), "refused");
            asked += isAsked ? 1 : 0;
            told += notice.IsSome ? 1 : 0;
        }

        Assert.That(asked, Is.EqualTo(told).And.LessThanOrEqualTo(15), "three, and one after 30 s, 1, 2, 4, 8 and then each 10 minutes; a line for each");
        Assert.That(Mail(breaker, At(3600 + 600), null).Asked, "it is asked again");
    }

    [Property(MaxTest = 300)]
    public Property It_is_asked_while_no_three_in_a_row_fail_and_again_from_the_first_answer_on(bool[] answers)
    {
        var (breaker, failures, isRight) = (ScannerBreaker.Closed, 0, true);
        for (var i = 0; i < answers.Length; i++)
        {
            // Long enough apart that every pause is over.
            (breaker, var isAsked, var notice) = Mail(breaker, At(i * 601), answers[i] ? null : "garbage");
            var wasOpen = failures >= ScannerBreaker.MostFailures;
            failures = answers[i] ? 0 : failures + 1;
            isRight &= isAsked && breaker.Until.IsSome == failures >= ScannerBreaker.MostFailures && notice.Case switch
            {
                ScannerNotice.Back => answers[i] && wasOpen,
                ScannerNotice.SetAside => !answers[i] && failures >= ScannerBreaker.MostFailures,
                ScannerNotice.Trouble => !answers[i],
                _ => answers[i] && !wasOpen,
            };
        }

        return isRight.ToProperty().Classify(breaker.Until.IsSome, "ends set aside");
    }

    [Property(MaxTest = 300)]
    public bool It_is_never_set_aside_for_longer_than_ten_minutes(bool[] answers, byte[] pauses)
    {
        var (breaker, now) = (ScannerBreaker.Closed, 0);
        return answers.Zip(pauses, (answer, pause) =>
        {
            now += pause * 4;
            (breaker, _, _) = Mail(breaker, At(now), answer ? null : "closed");
            return breaker.Until.ForAll(until => until - At(now) <= ScannerBreaker.LongestPause);
        }).All(isShort => isShort);
    }

    [Test]
    public void While_one_mail_tries_it_the_others_do_not_wait_and_late_failures_do_not_lengthen_the_time()
    {
        var breaker = Enumerable.Range(0, 3).Aggregate(ScannerBreaker.Closed, (each, i) => Mail(each, At(i), "refused").Next);
        var (trying, trial) = breaker.Admit(At(40), Timeout);
        Assert.That(trial, Is.EqualTo(new ScannerAdmission.Asks(IsTrial: true)));
        Assert.That(trying.Admit(At(41), Timeout).Admission, Is.EqualTo(new ScannerAdmission.SetAside(At(48))));
        Assert.That(trying.Heard(At(42), "late", isTrial: false).Next, Is.EqualTo(trying));
        Assert.That(trying.Admit(At(49), Timeout).Admission, Is.EqualTo(new ScannerAdmission.Asks(IsTrial: true)), "one that never came back is not waited for");
        Assert.That(trying.Heard(At(48), "refused", isTrial: true).Next.Until, Is.EqualTo(Prelude.Some(At(48 + 60))), "twice the pause");
        Assert.That(trying.Heard(At(48), Option<string>.None, isTrial: true).Next, Is.EqualTo(ScannerBreaker.Closed));
    }

    static (ScannerBreaker Next, bool Asked, Option<ScannerNotice> Notice) Mail(ScannerBreaker breaker, Instant now, string? trouble)
    {
        var (next, admission) = breaker.Admit(now, Timeout);
        if (admission is not ScannerAdmission.Asks(var isTrial))
        {
            return (next, false, Option<ScannerNotice>.None);
        }

        var (heard, notice) = next.Heard(now, trouble is null ? Option<string>.None : trouble, isTrial);
        return (heard, true, notice);
    }

    static Instant At(int second) => JourneyMails.Noon + TimeSpan.FromSeconds(second);
}
