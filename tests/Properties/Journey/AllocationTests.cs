namespace Laitos.Properties.Journey;

/// <summary>What the pure code of one mail allocates, from the greeting to QUIT: exact, whatever else the machine does.</summary>
public class AllocationTests
{
    [Test]
    public void A_mail_of_4_KiB_that_nobody_authenticates_stays_within_its_budget() => Spends(MailCourse.Unauthenticated, atMost: 26_000);

    [Test]
    public void A_mail_of_4_KiB_on_the_course_of_the_default_settings_stays_within_its_budget() => Spends(MailCourse.Default, atMost: 42_000);

    static void Spends(MailCourse course, int atMost)
    {
        var mail = new WholeMail(course);
        for (var i = 0; i < 200; i++)
        {
            mail.Run();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            mail.Run();
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        TestContext.Out.WriteLine($"{each} octets a mail");
        Assert.That(each, Is.LessThan(atMost));
    }
}
