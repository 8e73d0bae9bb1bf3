using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Settings;
using Laitos.Shell.Dns;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>
/// Keeps the health of the block lists: has each prove itself at start and whenever it is due, and screens clients with those that have.
/// </summary>
sealed class BlocklistMonitor(ScreeningPolicy policy, IResolver resolver, Journal journal, CancellationToken shutdown)
{
    static readonly TimeSpan ProofTime = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    readonly TaskCompletionSource firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock gate = new();
    BlocklistHealth health = BlocklistHealth.Start(policy.Lists);

    /// <summary>How the lists do.</summary>
    public BlocklistHealth Health => health;

    /// <summary>Has the lists prove themselves until the daemon goes down.</summary>
    public async Task Run()
    {
        while (!shutdown.IsCancellationRequested)
        {
            await Task.WhenAll(health.Due(Clock.Now).AsEnumerable().Select(Prove));
            firstRound.TrySetResult();
            await Task.Delay(Pause, shutdown).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>What the lists say about a client, in no more than the time that screening may cost.</summary>
    public async Task<ScreeningVerdict> Screen(IpAddress client)
    {
        var started = Clock.Now;
        if (!client.IsPrivate && !firstRound.Task.IsCompleted)
        {
            await Task.WhenAny(firstRound.Task, Task.Delay(SettingsPolicies.ScreeningPatience, CancellationToken.None));
        }

        var board = health;
        var (verdict, _) = await resolver.Decide(
            Knowledge.Empty, known => Screening.Judge(policy, board, client, known), SettingsPolicies.ScreeningPatience - (Clock.Now - started), CancellationToken.None);
        return verdict;
    }

    async Task Prove(Blocklist list)
    {
        var answers = await resolver.Resolve(BlocklistHealth.ProofQuestions(list), ProofTime, shutdown);
        if (shutdown.IsCancellationRequested)
        {
            return;
        }

        Seq<HealthNotice> notices;
        lock (gate)
        {
            (health, notices) = health.After(Clock.Now, list, answers);
        }

        notices.Iter(notice => journal.Write(JourneyLog.Of(notice, Clock.Now)));
    }
}
