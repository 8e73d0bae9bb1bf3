using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Properties.Support;

namespace Laitos.Properties.Foundation;

/// <summary>
/// What lives as long as the daemon costs after fifty thousand steps what it cost when it was first full: octets allocated for each step, and octets kept.
/// Time is not measured.
/// </summary>
public class BoundedMemoryLaws
{
    const int Late = 50_000;

    /// Steps over which a cost is averaged: some generations of whatever is kept in generations.
    const int Stretch = 2_000;

    /// What the shape of a hash trie, which depends on hash codes drawn anew in each process, may add by chance. What grows does so by thousands in that many steps.
    const double Chance = 2;

    static readonly Instant Noon = new(1_790_000_000_000);

    [Test]
    public void How_long_attempts_took() => Bounded(1000, DeliveryTimes.Unknown, (deliveryTimes, n) => deliveryTimes.With(TimeSpan.FromMilliseconds(n % 977)));

    [TestCase(5)]
    [TestCase(10_000)]
    public void Mails_per_second_of_each_client(int limit) =>
        Bounded(1000, RateWindow.Empty, (window, n) => RateWindow.Take(window, After(n, TimeSpan.FromMilliseconds(7)), Client(n % 50), limit).Next);

    [Test]
    public void The_cost_of_a_mail_does_not_depend_on_the_limit()
    {
        static double Octets(int limit) => CostAfter(1000, RateWindow.Empty, (window, n) => RateWindow.Take(window, After(n, TimeSpan.FromMilliseconds(1)), Client(n % 3), limit).Next).Octets;
        Assert.That(Octets(1000), Is.LessThanOrEqualTo(Chance * Octets(400)));
    }

    [Test]
    public void Mails_of_many_clients() =>
        Bounded(2000, RateWindow.Empty, (window, n) => RateWindow.Take(window, After(n, TimeSpan.FromMilliseconds(3)), Client(n), 5).Next);

    [Test]
    public void Mails_taken_within_the_hour() =>
        Bounded(2000, RecentMails.Empty, (mails, n) => mails.With(After(n, TimeSpan.FromSeconds(10)), Mail(n), "id"));

    [Test]
    public void Mails_under_way() => Bounded(
        1000, DuplicateFilter.Empty, (mails, n) => mails.Ended(Mail(n - 10), "id").Check(After(n, TimeSpan.FromSeconds(10)), Mail(n), "id").Next);

    [Test]
    public void Wrong_passwords() => Bounded(2 * WrongPasswords.MaxClients, WrongPasswords.None, (wrong, n) => wrong.After(Client(n), After(n, TimeSpan.FromSeconds(1))));

    [Test]
    public void One_time_codes_in_use() => Bounded(
        1000, UsedCodePairs.Empty,
        (ledger, n) => ledger.Use(new UsedCodePair(Key(n), Key(n), After(n + 20, TimeSpan.FromSeconds(1))), After(n, TimeSpan.FromSeconds(1))) is CodePairUse.First(var next, _) ? next : ledger);

    [Test]
    public void Answers_of_the_DNS() => Bounded(
        3000, Cache.Empty(CachePolicy.Usual with { MaxEntries = 1000 }),
        (cache, n) => cache.With(After(n, TimeSpan.FromSeconds(1)), new Question($"{n:d8}.example", RecordType.Txt), new Answer.NoData(), TimeSpan.FromMinutes(1 + (n % 7))));

    [Test]
    public void How_hard_a_relay_is_pressed() => Bounded(
        1000, Throttle.Start(), (throttle, n) => Throttle.Ended(Throttle.Admit(throttle, After(n, TimeSpan.FromSeconds(1))).Next, Option<Laitos.Domain.Smtp.Client.DeliveryReport>.None, After(n, TimeSpan.FromSeconds(2))));

    /// <summary>Why: the array behind a window of the library never lets go of what has left the window.</summary>
    [Test]
    public void A_sequence_of_the_library_used_as_a_window_grows()
    {
        static Seq<int> Slid(Seq<int> window, int n) => window.Count < 31 ? window.Add(n) : window.Tail.Add(n);
        Assert.That(CostAfter(16_000, Seqs.Of<int>(), Slid).Kept, Is.GreaterThan(2 * CostAfter(1000, Seqs.Of<int>(), Slid).Kept));
    }

    static void Bounded<A>(int full, A start, Func<A, int, A> step)
        where A : notnull
    {
        var state = Stepped(start, 0, full, step);
        (state, var early) = Measured(state, full, step);
        (_, var then) = Measured(Stepped(state, full + Stretch, Late, step), Late, step);
        Assert.That(then.Octets, Is.LessThanOrEqualTo(Chance * early.Octets), "octets allocated for each step");
        Assert.That(then.Kept, Is.LessThanOrEqualTo(Chance * early.Kept), "octets kept");
    }

    static Cost CostAfter<A>(int steps, A start, Func<A, int, A> step)
        where A : notnull => Measured(Stepped(start, 0, steps, step), steps, step).Cost;

    static A Stepped<A>(A state, int from, int to, Func<A, int, A> step) => Enumerable.Range(from, to - from).Aggregate(state, step);

    static (A State, Cost Cost) Measured<A>(A state, int from, Func<A, int, A> step)
        where A : notnull
    {
        var (allocated, kept) = (0L, 0L);
        for (var n = from; n < from + Stretch; n++)
        {
            var began = GC.GetAllocatedBytesForCurrentThread();
            state = step(state, n);
            allocated += GC.GetAllocatedBytesForCurrentThread() - began;
            kept = n % 500 == 0 ? Math.Max(kept, ObjectGraph.Octets(state)) : kept;
        }

        return (state, new Cost(allocated / (double)Stretch, kept));
    }

    /// Octets allocated for each step, and the most that was kept in the course of a stretch.
    sealed record Cost(double Octets, long Kept);

    static Instant After(int steps, TimeSpan each) => Noon + (steps * each);

    static IpAddress Client(int n) => IpAddress.OfOctets([100, (byte)(n >> 16), (byte)(n >> 8), (byte)n]).IfNone(() => throw new System.Diagnostics.UnreachableException());

    static Laitos.Domain.Queue.Fingerprint Mail(int n) => new(Key(n));

    static Octets Key(int n) => new(BitConverter.GetBytes((long)n));
}
