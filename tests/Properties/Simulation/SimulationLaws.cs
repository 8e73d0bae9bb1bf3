using System.Collections.Concurrent;

namespace Laitos.Properties.Simulation;

/// <summary>Nothing is lost, in thousands of worlds with faults of every kind.</summary>
public class SimulationLaws
{
    const int Histories = 2000, SharedHistories = 300;

    static readonly string[] Expected =
    [
        "crash", "flush lost", "flushed, but nobody heard of it", "disk full", "disk broken", "relay away", "relay slow", "relay asks for less",
        "cut before the mail was taken", "cut after the mail was taken", "all refused", "relay silent", "answer lost", "known again", "second copies",
        "failure told", "notice held", "mails that may arrive once only", "answered 250 Forwarded", "answered 250 Queued", "answered 250 Duplicate",
        "answered 452 NotTaken", "answered 554 Blocked", "answered 554 Forwarded", "answered 451 Postponed", "answered 451 InProgress",
        "orderly stop", "orderly end", "request: hold", "request: release", "request: retry", "request: drop", "request: no such verb", "attempt broken off by a fault",
        "written, though the disk said that it failed", "write of an entry that is gone", "told: requeued", "told: held", "told: dropped",
        "refused as it came", "refused with another author's address", "taken with another author's address", "attempt with another author's address, stored as it came",
    ];

    static readonly string[] ExpectedOfSeveral =
    [
        "crash", "pause", "claimed", "lease lost", "not renewed", "lease of a living daemon taken away", "lease of a dead daemon taken away", "write under a claim that was lost", "looked for, and elsewhere",
        "attempt beside that of a daemon whose lease was taken away", "known by what another daemon has stored", "failure told", "notice held", "request: hold", "request: release", "request: drop", "second copies",
        "standby promoted", "committed by a server that has gone, and not told", "told to have failed, and made", "command run", "command not run, for it may have been", "told: command-interrupted", "told: command-gone", "change of a command made, and not told",
    ];

    [Test]
    public void Whatever_happens_what_was_answered_with_250_arrives_or_is_reported() => EachEndsWell(Histories, seed => new World(seed), Expected);

    /// What a daemon attempts it has claimed, and its lease holds (<see cref="SimulatedQueue"/>): so no two attempt the same mail at a time, but for what one has begun before its lease was taken away.
    [Test]
    public void Whatever_happens_to_daemons_that_share_a_spool_each_mail_arrives_or_is_reported_and_is_attempted_by_one() =>
        EachEndsWell(SharedHistories, seed => new World(seed, daemons: 2 + (seed % 2)), ExpectedOfSeveral);

    /// Rich histories beyond those that are lived through each time.
    [TestCase(2027)]
    [TestCase(2266)]
    [TestCase(1107)]
    public void A_history_of_many_evils_ends_well(int seed) => Assert.That(new World(seed).Live().Complaints, Is.Empty);

    [TestCase(1)]
    [TestCase(2)]
    public void A_seed_replays_exactly(int seed)
    {
        var (one, other) = (new World(seed).Live(), new World(seed).Live());
        Assert.That((other.EventQueue.Now, string.Join(",", other.Census)), Is.EqualTo((one.EventQueue.Now, string.Join(",", one.Census))));
    }

    /// <param name="histories">How many are lived through.</param>
    /// <param name="of">The world of a seed.</param>
    /// <param name="expected">What must have happened in one of them at least.</param>
    static void EachEndsWell(int histories, Func<int, World> of, string[] expected)
    {
        var census = new ConcurrentDictionary<string, int>();
        var found = new ConcurrentDictionary<int, string>();
        Parallel.For(0, histories, seed =>
        {
            var world = of(seed).Live();
            foreach (var (what, times) in world.Census)
            {
                census.AddOrUpdate(what, times, (_, before) => before + times);
            }

            if (world.Complaints.Count > 0)
            {
                found[seed] = world.Complaints[0];
            }
        });
        TestContext.Out.WriteLine(string.Join(Environment.NewLine, census.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Value,8} {each.Key}")));
        Assert.That(found.OrderBy(each => each.Key).Take(5).Select(each => $"seed {each.Key}: {each.Value}"), Is.Empty, $"{found.Count} histories; each replays from its seed");
        Assert.That(expected.Where(what => census.GetValueOrDefault(what) == 0), Is.Empty, "what is never simulated");
    }
}
