using Laitos.Domain.Dns;

namespace Laitos.Domain.Filtering;

/// <summary>The tests of the block lists while the daemon runs (RFC 5782 §5): at start, and whenever one is due.</summary>
/// <param name="Health">How the lists do.</param>
/// <param name="UnderTest">The lists whose answers are awaited.</param>
public sealed record BlocklistProving(BlocklistHealth Health, Seq<Blocklist> UnderTest)
{
    /// <summary>How long a list has to answer.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Before the first test.</summary>
    public static BlocklistProving Start(Seq<Blocklist> lists) => new(BlocklistHealth.Start(lists), default);

    /// <summary>What one input does. What was not asked for changes nothing.</summary>
    public static Step<BlocklistProving, ProvingEffect> Advance(BlocklistProving proving, ProvingInput input) => input switch
    {
        ProvingInput.Woke(var now) when proving.UnderTest.IsEmpty => Test(proving.Health, now),
        ProvingInput.Answered(var answers, var now) when !proving.UnderTest.IsEmpty => Judge(proving, answers, now),
        _ => new(proving, default),
    };

    /// All that are due, at once; without any list there is nothing to wait for.
    static Step<BlocklistProving, ProvingEffect> Test(BlocklistHealth health, Instant now)
    {
        var due = health.Due(now);
        return new(new BlocklistProving(health, due), due.IsEmpty ? Wait(health) : Seqs.Of<ProvingEffect>(new ProvingEffect.Ask(due.SelectEach(BlocklistHealth.ProofQuestions), Patience)));
    }

    static Step<BlocklistProving, ProvingEffect> Judge(BlocklistProving proving, Knowledge answers, Instant now)
    {
        var (health, notices) = proving.UnderTest.Fold(
            (proving.Health, Notices: default(Seq<HealthNotice>)),
            (sofar, list) => sofar.Health.After(now, list, answers) is var (next, told) ? (next, sofar.Notices.Then(told)) : sofar);
        return new(
            new BlocklistProving(health, default),
            (notices.IsEmpty ? default : Seqs.Of<ProvingEffect>(new ProvingEffect.Tell(notices))).Then(Wait(health)));
    }

    static Seq<ProvingEffect> Wait(BlocklistHealth health) => health.NextCheck.Match(at => Seqs.Of<ProvingEffect>(new ProvingEffect.WakeAt(at)), () => default);
}

/// <summary>What can happen to the tests.</summary>
public abstract record ProvingInput
{
    ProvingInput() { }

    /// <summary>The daemon starts, or the time has come.</summary>
    public sealed record Woke(Instant Now) : ProvingInput;

    /// <summary>The lists were asked.</summary>
    /// <param name="Answers">An answer to each question; silence is one too.</param>
    /// <param name="Now">The time.</param>
    public sealed record Answered(Knowledge Answers, Instant Now) : ProvingInput;
}

/// <summary>What the tests ask of the shell. <see cref="Tell"/> does not wait.</summary>
public abstract record ProvingEffect
{
    ProvingEffect() { }

    /// <summary>Waits: ask the DNS all of this at once, no longer than the budget. Gives Answered.</summary>
    public sealed record Ask(Seq<Question> Questions, TimeSpan Budget) : ProvingEffect;

    /// <summary>Waits for a time. Gives Woke.</summary>
    public sealed record WakeAt(Instant At) : ProvingEffect;

    /// <summary>Tell the owner of changes.</summary>
    public sealed record Tell(Seq<HealthNotice> Notices) : ProvingEffect;
}
