using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Settings;
using Laitos.Shell.Dns;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>Drives the tests of the block lists, and asks the lists about clients.</summary>
sealed class BlocklistMonitor(ScreeningPolicy policy, IResolver resolver, Journal journal, CancellationToken shutdown)
{
    static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    BlocklistHealthCheck proving = BlocklistHealthCheck.Start(policy.Lists);

    /// <summary>How the lists do.</summary>
    public BlocklistHealth Health => Volatile.Read(ref proving).Health;

    /// <summary>Has the lists prove themselves until the daemon goes down.</summary>
    public async Task Run()
    {
        for (HealthCheckInput? input = new HealthCheckInput.TimerElapsed(Clock.Now); input is not null && !shutdown.IsCancellationRequested;)
        {
            (var next, var effects) = BlocklistHealthCheck.Advance(proving, input);
            Volatile.Write(ref proving, next);
            input = null;
            foreach (var effect in effects)
            {
                input = await Perform(effect);
            }
        }
    }

    /// <summary>Begins to ask the lists about a client.</summary>
    public Task<Knowledge> Ask(IpAddress client) =>
        resolver.Resolve(Screening.Questions(policy, Health, client), JourneyPolicy.StandardScreeningTimeout, CancellationToken.None);

    /// <summary>What the lists say about a client, in no more than the time that screening may cost.</summary>
    public async Task<ScreeningVerdict> Screen(IpAddress client)
    {
        var health = Health;
        var (verdict, _) = await resolver.Decide(
            Knowledge.Empty, known => Screening.Judge(policy, health, client, known), JourneyPolicy.StandardScreeningTimeout, CancellationToken.None);
        return verdict;
    }

    async Task<HealthCheckInput?> Perform(HealthCheckEffect effect)
    {
        switch (effect)
        {
            case HealthCheckEffect.Ask(var questions, var budget):
                return new HealthCheckInput.Answered(await resolver.Resolve(questions, budget, shutdown), Clock.Now);
            case HealthCheckEffect.SetTimer(var at):
                var wait = at - Clock.Now;
                await Task.Delay(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait, shutdown).ContinueWith(_ => { }, TaskScheduler.Default);
                return new HealthCheckInput.TimerElapsed(Clock.Now);
            case HealthCheckEffect.Log(var notices):
                journal.Write(JourneyLog.Of(notices, Clock.Now));
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
