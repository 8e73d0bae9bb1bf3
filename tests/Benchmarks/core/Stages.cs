using System.Diagnostics;
using System.Globalization;
using Laitos.Properties.Journey;

namespace Laitos.Benchmarks;

/// <summary>What each stage of a mail allocates, the most expensive first: where to look for what can be saved. The counts are exact; the times are the least of many runs.</summary>
static class Stages
{
    /// Until the just-in-time compiler has made its best of everything.
    const int Warmup = 30_000;

    const int Rounds = 200;

    const int MailsInRound = 100;

    /// <summary>Prints the table of both courses.</summary>
    public static void Print()
    {
        Print("nobody authenticated, one block list", MailCourse.Unauthenticated);
        Print("the default settings: sixteen block lists, SPF, a signature, DMARC", MailCourse.Default);
    }

    static void Print(string title, MailCourse course)
    {
        var mail = new WholeMail(course);
        for (var i = 0; i < Warmup; i++)
        {
            mail.Run();
        }

        var (octets, time) = Whole(mail);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {octets} octets, {time.TotalMicroseconds:0.0} µs a mail"));
        foreach (var (stage, spent) in OfStages(course).OrderByDescending(item => item.Value))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{spent,8} {stage}"));
        }
    }

    static (long Octets, TimeSpan Least) Whole(WholeMail mail)
    {
        var (octets, least) = (0L, TimeSpan.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            var (before, began) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var i = 0; i < MailsInRound; i++)
            {
                mail.Run();
            }

            var took = Stopwatch.GetElapsedTime(began) / MailsInRound;
            octets = (GC.GetAllocatedBytesForCurrentThread() - before) / MailsInRound;
            least = took < least ? took : least;
        }

        return (octets, least);
    }

    static Dictionary<string, long> OfStages(MailCourse course)
    {
        var spent = new Dictionary<string, long>();
        var last = 0L;
        var mail = new WholeMail(course, stage =>
        {
            spent[stage] = spent.GetValueOrDefault(stage) + GC.GetAllocatedBytesForCurrentThread() - last;
            last = GC.GetAllocatedBytesForCurrentThread();
        });
        mail.Run();
        mail.Run();
        spent.Clear();
        last = GC.GetAllocatedBytesForCurrentThread();
        mail.Run();
        return spent;
    }
}
