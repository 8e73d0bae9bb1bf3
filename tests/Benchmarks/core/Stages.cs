using System.Diagnostics;
using System.Globalization;
using Laitos.Properties.Journey;

namespace Laitos.Benchmarks;

/// <summary>What each stage of a mail allocates and how long it takes, the most expensive first: where to look for what can be saved. The counts are exact; the times are the least of many runs.</summary>
static class Stages
{
    /// Until the just-in-time compiler has made its best of everything.
    const int Warmup = 30_000;

    const int Rounds = 3000;

    const int MailsInRound = 10;

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
        foreach (var (stage, (spent, ticks)) in OfStages(course).OrderByDescending(item => item.Value.Octets))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{spent,8} {Stopwatch.GetElapsedTime(0, ticks).TotalMicroseconds,6:0.0} {stage}"));
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

    /// What each stage of a mail allocates, and the least time of many.
    static Dictionary<string, (long Octets, long Ticks)> OfStages(MailCourse course)
    {
        var (spent, least) = (new Dictionary<string, (long Octets, long Ticks)>(), new Dictionary<string, (long Octets, long Ticks)>());
        var (octets, ticks) = (0L, 0L);
        var mail = new WholeMail(course, stage =>
        {
            var (allocated, now) = (GC.GetAllocatedBytesForCurrentThread() - octets, Stopwatch.GetTimestamp() - ticks);
            var before = spent.GetValueOrDefault(stage);
            spent[stage] = (before.Octets + allocated, before.Ticks + now);
            (octets, ticks) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        });
        for (var round = 0; round < Rounds; round++)
        {
            spent.Clear();
            (octets, ticks) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            mail.Run();
            foreach (var (stage, item) in spent)
            {
                least[stage] = (item.Octets, Math.Min(item.Ticks, least.TryGetValue(stage, out var known) ? known.Ticks : long.MaxValue));
            }
        }

        return least;
    }
}
