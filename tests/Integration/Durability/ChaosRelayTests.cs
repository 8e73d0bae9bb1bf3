using Laitos.Integration.Support;

namespace Laitos.Integration.Durability;

/// <summary>
/// A relay that fails in every way at every stage, and heals: each destination has the mail in the end, or the owner has been told that it has not;
/// exactly one copy where the relay's answer to the content was not lost.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class ChaosRelayTests
{
    /// <summary>What becomes of a mail.</summary>
    public enum Fate
    {
        /// <summary>Each destination gets one copy.</summary>
        Once,

        /// <summary>The relay may have taken it before its answer was lost: one copy or more.</summary>
        AtLeastOnce,

        /// <summary>The relay refuses it for good while the sender waits: the sender is told, and nobody gets it.</summary>
        Refused,

        /// <summary>One destination is refused for good, which the owner is told; the other gets one copy.</summary>
        HalfFailed,
    }

    static readonly string ToSecond = $"RCPT TO:<{DurableDaemon.Second}>";
    static readonly string ToFirst = $"RCPT TO:<{DurableDaemon.First}>";

    /// <summary>A relay that fails, and what that does to a mail.</summary>
    public sealed record Trouble(string Name, RelayScript Script, Fate Fate)
    {
        /// <summary>What identifies the mail that meets it.</summary>
        public string MessageId => $"{string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))}@chaos.example";
    }

    /// One course for each stage. A relay that asks for less has a pause, in which nothing is attempted: it comes last.
    static IEnumerable<TestCaseData> Courses()
    {
        foreach (var stage in (string[])["connect", "EHLO", "MAIL", "RCPT", "DATA", "content"])
        {
            yield return Course(
                stage,
                new($"4yz at {stage}", Says(stage, "450 4.2.0 later"), Fate.Once),
                new($"5yz at {stage}", Says(stage, "550 5.7.1 never"), stage is "connect" or "EHLO" ? Fate.Once : Fate.Refused),
                new($"garbage at {stage}", Says(stage, "\0\x7f no reply at all"), stage == "content" ? Fate.AtLeastOnce : Fate.Once),
                new($"cut at {stage}", new RelayScript { CloseAt = new HashSet<string> { stage } }, stage == "content" ? Fate.AtLeastOnce : Fate.Once),
                new($"silence at {stage}", Says(stage, ""), Fate.Once),
                new($"421 at {stage}", Says(stage, "421 4.3.2 closing"), Fate.Once));
        }

        yield return Course(
            "some recipients",
            new("250 and 450", Says(ToSecond, "450 4.2.1 later"), Fate.Once),
            new("250 and 550", Says(ToSecond, "550 5.1.1 never"), Fate.HalfFailed),
            new("450 and 550", Says(ToSecond, "550 5.1.1 never", ToFirst, "450 4.2.1 later"), Fate.HalfFailed));
        yield return Course(
            "before the final dot",
            new("cut before the final dot", Says("cut", "") with { CutContentAt = 1 }, Fate.Once),
            new("421 before the final dot", Says("cut", "421 4.3.2 closing") with { CutContentAt = 1 }, Fate.Once));
        // After a slow attempt, mails are stored without one.
        yield return Course("slow replies", new Trouble("one octet at a time", new RelayScript { Drip = TimeSpan.FromMilliseconds(40) }, Fate.Once));
        yield return Course("replies too slow", new Trouble("one octet at a time, and too slowly", new RelayScript { Drip = TimeSpan.FromSeconds(1) }, Fate.Once));
    }

    [TestCase("MAIL", "421 4.7.0 slow down")]
    [TestCase("content", "451 4.3.2 too many messages at a time")]
    public async Task A_relay_that_asked_for_less_gets_all_of_it_after_a_pause_without_a_restart(string stage, string words)
    {
        const int Mails = 4;
        await using var daemon = await DurableDaemon.Start("spool-first", script: Says(stage, words));
        for (var i = 0; i < Mails; i++)
        {
            Assert.That(await daemon.Send($"calm{i}@sender.example"), Does.StartWith("250 "));
        }

        Assert.That(await DurableDaemon.Becomes(async () => (await daemon.Queue()).Exists(entry => entry.Attempts > 0)), "the relay has complained");
        daemon.Relay.Script = new RelayScript();

        // The pause is half a minute; complaints that were under way may have made it a whole one.
        await daemon.Drained(180);
        Assert.That(Enumerable.Range(0, Mails).Select(i => daemon.Copies($"calm{i}@sender.example", DurableDaemon.First)), Is.All.EqualTo(1));
        Assert.That(Enumerable.Range(0, Mails).Select(i => daemon.Copies($"calm{i}@sender.example", DurableDaemon.Second)), Is.All.EqualTo(1));
    }

    [TestCaseSource(nameof(Courses))]
    public async Task When_the_relay_has_healed_each_destination_has_the_mail_or_the_owner_knows(Trouble[] troubles)
    {
        await using var daemon = await DurableDaemon.StartWithin(spool: """ "Retry": ["1h"] """);
        foreach (var trouble in troubles)
        {
            // Each mail meets its own trouble, on a connection of its own, while its sender waits.
            daemon.Relay.Script = trouble.Script;
            daemon.Relay.BreakConnections();
            var before = daemon.Relay.Connections;
            Assert.That(await daemon.Send(trouble.MessageId), Does.StartWith(trouble.Fate == Fate.Refused ? "55" : "250 "), trouble.Name);
            Assert.That(daemon.Relay.Connections, Is.GreaterThan(before), trouble.Name);
        }

        daemon.Relay.Script = new RelayScript();
        // A relay that asks for a pause is given half a minute, unless the daemon starts anew.
        await daemon.Age(TimeSpan.FromHours(2));
        await daemon.Drained();
        Assert.Multiple(() => troubles.ToList().ForEach(trouble => Fared(daemon, trouble)));
        var failed = troubles.Count(trouble => trouble.Fate == Fate.HalfFailed);
        Assert.That(daemon.Notices, Has.Count.EqualTo(failed));
        Assert.That(daemon.Notices, Has.All.Matches<CapturedMail>(notice => notice.Text.Contains(DurableDaemon.Second, StringComparison.Ordinal)));
    }

    static void Fared(DurableDaemon daemon, Trouble trouble)
    {
        var (first, second) = (daemon.Copies(trouble.MessageId, DurableDaemon.First), daemon.Copies(trouble.MessageId, DurableDaemon.Second));
        Assert.That(trouble.Fate == Fate.AtLeastOnce ? (Math.Min(first, 1), Math.Min(second, 1)) : (first, second), Is.EqualTo(trouble.Fate switch
        {
            Fate.AtLeastOnce or Fate.Once => (1, 1),
            Fate.HalfFailed => (1, 0),
            _ => (0, 0),
        }), trouble.Name);
    }

    static TestCaseData Course(string name, params Trouble[] troubles) => new TestCaseData([troubles]).SetArgDisplayNames(name);

    static RelayScript Says(params string[] stagesAndReplies) => new()
    {
        Replies = stagesAndReplies.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]),
    };
}
