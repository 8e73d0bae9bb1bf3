using Laitos.Domain.Dns;

namespace Laitos.Domain.Filtering;

/// <summary>The tests of the block lists while the daemon runs (RFC 5782 §5): at start, and whenever one is due.</summary>
/// <param name="Health">How the lists do.</param>
/// <param name="UnderTest">The lists whose answers are awaited.</param>
public sealed record BlocklistHealthCheck(BlocklistHealth Health, Seq<Blocklist> UnderTest)
{
    /// <summary>How long a list has to answer.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Before the first test.</summary>
    public static BlocklistHealthCheck Start(Seq<Blocklist> lists) => new(BlocklistHealth.Start(lists), default);

    /// <summary>What one input does. What was not asked for changes nothing.</summary>
    public static Step<BlocklistHealthCheck, HealthCheckEffect> Advance(BlocklistHealthCheck proving, HealthCheckInput input) => input switch
    {
        HealthCheckInput.TimerElapsed(var now) when proving.UnderTest.IsEmpty => Test(proving.Health, now),
        HealthCheckInput.Answered(var answers, var now) when !proving.UnderTest.IsEmpty => Judge(proving, answers, now),
        _ => new(proving, default),
    };

    /// All that are due, at once; without any list there is nothing to wait for.
    static Step<BlocklistHealthCheck, HealthCheckEffect> Test(BlocklistHealth health, Instant now)
    {
        var due = health.Due(now);
        return new(new BlocklistHealthCheck(health, due), due.IsEmpty ? Wait(health) : Seqs.Of<HealthCheckEffect>(new HealthCheckEffect.Ask(due.SelectEach(BlocklistHealth.TestQuestions), Timeout)));
    }

    static Step<BlocklistHealthCheck, HealthCheckEffect> Judge(BlocklistHealthCheck proving, Knowledge answers, Instant now)
    {
        var (health, notices) = proving.UnderTest.Fold(
            (proving.Health, Notices: default(Seq<HealthNotice>)),
            (sofar, list) => sofar.Health.After(now, list, answers) is var (next, notices) ? (next, sofar.Notices.Then(notices)) : sofar);
        return new(
            new BlocklistHealthCheck(health, default),
            (notices.IsEmpty ? default : Seqs.Of<HealthCheckEffect>(new HealthCheckEffect.Log(notices))).Then(Wait(health)));
    }

    static Seq<HealthCheckEffect> Wait(BlocklistHealth health) => health.NextCheck.Match(at => Seqs.Of<HealthCheckEffect>(new HealthCheckEffect.SetTimer(at)), () => default);
}

/// <summary>What can happen to the tests.</summary>
public abstract record HealthCheckInput
{
    HealthCheckInput() { }

    /// <summary>The daemon starts, or the time has come.</summary>
    public sealed record TimerElapsed(Instant Now) : HealthCheckInput;

    /// <summary>The lists were asked.</summary>
    /// <param name="Answers">An answer to each question; silence is one too.</param>
    /// <param name="Now">The time.</param>
    public sealed record Answered(Knowledge Answers, Instant Now) : HealthCheckInput;
}

/// <summary>What the tests ask of the shell. <see cref="Log"/> does not wait.</summary>
public abstract record HealthCheckEffect
{
    HealthCheckEffect() { }

    /// <summary>Waits: ask the DNS all of this at once, no longer than the budget. Gives Answered.</summary>
    public sealed record Ask(Seq<Question> Questions, TimeSpan Timeout) : HealthCheckEffect;

    /// <summary>Waits for a time. Gives TimerElapsed.</summary>
    public sealed record SetTimer(Instant At) : HealthCheckEffect;

    /// <summary>Log the changes.</summary>
    public sealed record Log(Seq<HealthNotice> Notices) : HealthCheckEffect;
}
