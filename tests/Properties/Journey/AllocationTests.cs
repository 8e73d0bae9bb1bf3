namespace Laitos.Properties.Journey;

/// <summary>What the pure code of one mail allocates, from the greeting to QUIT: exact, whatever else the machine does.</summary>
public class AllocationTests
{
    /// The most octets for one mail.
    const int Budget = 90_000;

    [Test]
    public void A_mail_of_4_KiB_stays_within_its_budget()
    {
        for (var i = 0; i < 200; i++)
        {
            WholeMail.Run();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            WholeMail.Run();
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        TestContext.Out.WriteLine($"{each} octets a mail");
        Assert.That(each, Is.LessThan(Budget));
    }
}
