using System.Globalization;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Shell.Dns;

/// <summary>
/// The stub resolver: asks name servers over UDP and TCP, keeps the answers as long as their TTL allows, and asks a question once however many wait for it.
/// A question that outlives the budget of those who asked is looked up to its end, so that the next one finds the answer.
/// </summary>
public sealed class Resolver(LookupPolicy policy, CachePolicy caching) : IResolver, IAsyncDisposable
{
    /// <summary>Lookups under way at once; further ones wait for their turn.</summary>
    const int MaxRunning = 256;

    /// <summary>Lookups under way or waiting; beyond it a question is unanswerable at once.</summary>
    const int MaxPending = 8192;

    readonly Lock gate = new();
    readonly Dictionary<Question, Task<Answer>> pending = [];
    readonly SemaphoreSlim turns = new(MaxRunning);
    readonly CancellationTokenSource closing = new();
    Cache cache = Cache.Empty(caching);

    /// <summary>A resolver with the usual policies over these servers; without any, every answer is "unavailable".</summary>
    public Resolver(Seq<NameServer> servers)
        : this(LookupPolicy.Asking(servers), CachePolicy.Usual)
    {
    }

    /// <inheritdoc/>
    public async Task<Knowledge> Resolve(Seq<Question> questions, TimeSpan budget, CancellationToken cancel)
    {
        var asked = questions.Distinct().Select(question => (Question: question, Answer: Ask(question))).ToArray();
        await Within(budget, Task.WhenAll(asked.Select(one => one.Answer)), cancel);
        var answered = asked
            .Where(one => one.Answer.IsCompletedSuccessfully)
            .Aggregate(Knowledge.Empty, (known, one) => known.With(one.Question, one.Answer.Result));
        return answered.GivingUpOn(questions, string.Create(CultureInfo.InvariantCulture, $"no answer within {budget.TotalSeconds:0.#} s"));
    }

    /// <summary>Ends the lookups that are under way.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        await closing.CancelAsync();
        lock (gate)
        {
            running = [.. pending.Values];
        }

        await Task.WhenAll(running);
        turns.Dispose();
        closing.Dispose();
    }

    /// The kept answer, the lookup under way, or a new one.
    Task<Answer> Ask(Question question)
    {
        lock (gate)
        {
            if (cache.Find(Now, question).MatchUnsafe(Answer? (answer) => answer, () => null) is { } kept)
            {
                return Task.FromResult(kept);
            }

            if (pending.TryGetValue(question, out var running))
            {
                return running;
            }

            if (closing.IsCancellationRequested || pending.Count >= MaxPending)
            {
                return Task.FromResult<Answer>(new Answer.Unavailable("too many questions are waiting"));
            }

            // Off this thread: the lookup's last act takes the gate.
            return pending[question] = Task.Run(() => LookUp(question));
        }
    }

    async Task<Answer> LookUp(Question question)
    {
        var done = await InTurn(question);
        lock (gate)
        {
            pending.Remove(question);
            cache = cache.With(Now, question, done.Answer, done.Ttl);
        }

        return done.Answer;
    }

    async Task<LookupEffect.Done> InTurn(Question question)
    {
        await turns.WaitAsync();
        try
        {
            return await LookupRun.Run(policy, question, closing.Token);
        }
        finally
        {
            turns.Release();
        }
    }

    /// Waits for all of them or for the end of the budget; what is not answered then is given up by the caller.
    static async Task Within(TimeSpan budget, Task all, CancellationToken cancel) =>
        await all.WaitAsync(budget > TimeSpan.Zero ? budget : TimeSpan.Zero, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    static Instant Now => new(Environment.TickCount64);
}
