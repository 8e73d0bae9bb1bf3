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

    static IEnumerable<TestCaseData> Troubles()
    {
        foreach (var stage in (string[])["connect", "EHLO", "MAIL", "RCPT", "DATA", "content"])
        {
            yield return Trouble($"4yz at {stage}", Says(stage, "450 4.2.0 later"), Fate.Once);
            yield return Trouble($"421 at {stage}", Says(stage, "421 4.3.2 closing"), Fate.Once);
            yield return Trouble($"5yz at {stage}", Says(stage, "550 5.7.1 never"), stage is "connect" or "EHLO" ? Fate.Once : Fate.Refused);
            yield return Trouble($"garbage at {stage}", Says(stage, "\0\x7f no reply at all"), stage == "content" ? Fate.AtLeastOnce : Fate.Once);
            yield return Trouble($"silence at {stage}", Says(stage, ""), Fate.Once);
            yield return Trouble($"cut at {stage}", new RelayScript { CloseAt = new HashSet<string> { stage } }, stage == "content" ? Fate.AtLeastOnce : Fate.Once);
        }

        yield return Trouble("cut before the final dot", Says("cut", "") with { CutContentAt = 1 }, Fate.Once);
        yield return Trouble("421 before the final dot", Says("cut", "421 4.3.2 closing") with { CutContentAt = 1 }, Fate.Once);
        yield return Trouble("one octet at a time", new RelayScript { Drip = TimeSpan.FromMilliseconds(40) }, Fate.Once);
        yield return Trouble("one octet at a time, and too slowly", new RelayScript { Drip = TimeSpan.FromSeconds(1) }, Fate.Once);
        yield return Trouble("250 and 450", Says(ToSecond, "450 4.2.1 later"), Fate.Once);
        yield return Trouble("250 and 550", Says(ToSecond, "550 5.1.1 never"), Fate.HalfFailed);
        yield return Trouble("450 and 550", Says(ToSecond, "550 5.1.1 never", ToFirst, "450 4.2.1 later"), Fate.HalfFailed);
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

    [TestCaseSource(nameof(Troubles))]
    public async Task When_the_relay_has_healed_each_destination_has_the_mail_or_the_owner_knows(RelayScript trouble, Fate fate)
    {
        await using var daemon = await DurableDaemon.Start(script: trouble);

        var reply = await daemon.Send("chaos@sender.example");

        Assert.That(reply, Does.StartWith(fate == Fate.Refused ? "55" : "250 "));
        daemon.Relay.Script = new RelayScript();
        // A relay that asks for a pause is given half a minute, unless the daemon starts anew.
        await daemon.Stop();
        await daemon.StartAgain();
        await daemon.Drained();
        var (first, second) = (daemon.Copies("chaos@sender.example", DurableDaemon.First), daemon.Copies("chaos@sender.example", DurableDaemon.Second));
        TestContext.Out.WriteLine($"{reply}; copies: {first} and {second}; notices: {daemon.Notices.Count}");
        Assert.That(fate == Fate.AtLeastOnce ? (Math.Min(first, 1), Math.Min(second, 1)) : (first, second), fate switch
        {
            Fate.AtLeastOnce or Fate.Once => Is.EqualTo((1, 1)),
            Fate.HalfFailed => Is.EqualTo((1, 0)),
            _ => Is.EqualTo((0, 0)),
        });
        Assert.That(daemon.Notices, Has.Count.EqualTo(fate == Fate.HalfFailed ? 1 : 0));
        Assert.That(daemon.Notices, Has.All.Matches<CapturedMail>(notice => notice.Text.Contains(DurableDaemon.Second, StringComparison.Ordinal)));
    }

    static TestCaseData Trouble(string name, RelayScript script, Fate fate) => new TestCaseData(script, fate).SetArgDisplayNames(name);

    static RelayScript Says(params string[] stagesAndReplies) => new()
    {
        Replies = stagesAndReplies.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]),
    };
}
