namespace Laitos.Properties.Journey;

/// <summary>
/// What the pure code of one mail allocates, from the greeting to QUIT, whatever else the machine does. On a busy machine the code may not be optimised in time, and then allocates a
/// quarter more than <c>tests/Benchmarks/core -- stages</c> tells: the budgets allow for that.
/// </summary>
public class AllocationTests
{
    /// So many rounds, unless a budget is kept before.
    const int Rounds = 300;

    const int MailsInRound = 100;

    [Test]
    public void A_mail_of_4_KiB_that_nobody_authenticates_stays_within_its_budget() => Spends(MailCourse.Unauthenticated, atMost: 19_500);

    [Test]
    public void A_mail_of_4_KiB_on_the_course_of_the_default_settings_stays_within_its_budget() => Spends(MailCourse.Default, atMost: 30_000);

    static void Spends(MailCourse course, int atMost)
    {
        var (mail, each) = (new WholeMail(course), long.MaxValue);
        for (var round = 0; round < Rounds && each > atMost; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < MailsInRound; i++)
            {
                mail.Run();
            }

            each = (GC.GetAllocatedBytesForCurrentThread() - before) / MailsInRound;
        }

        Assert.That(each, Is.LessThanOrEqualTo(atMost), "octets a mail");
    }
}
