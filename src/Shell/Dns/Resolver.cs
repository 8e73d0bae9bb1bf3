using System.Globalization;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Shell.Dns;

/// <summary>The port through which questions reach the DNS.</summary>
public interface IResolver
{
    /// <summary>
    /// The answers to these questions, asked all at once, each of them answered: what is not known at the end of the budget, or when
    /// <paramref name="cancel"/> is cancelled, is <see cref="Answer.Unavailable"/>. Never throws.
    /// </summary>
    Task<Knowledge> Resolve(Seq<Question> questions, TimeSpan budget, CancellationToken cancel);
}

/// <summary>
/// The stub resolver: keeps answers as long as their TTL allows, and asks a question once however many wait for it.
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
    readonly Exchange exchange = new();
    LookupPolicy asking = policy;
    Cache cache = Cache.Empty(caching);
    Outage outage = Outage.None;
    Task probe = Task.CompletedTask;

    /// <summary>A resolver with the usual policies over these servers; without any, every answer is "unavailable".</summary>
    public Resolver(Seq<NameServer> servers)
        : this(LookupPolicy.Asking(servers), CachePolicy.Usual)
    {
    }

    /// <inheritdoc/>
    public async Task<Knowledge> Resolve(Seq<Question> questions, TimeSpan budget, CancellationToken cancel)
    {
        var (answers, running) = (new (Question Question, Answer Answer)[questions.Count], default(List<(int Index, Task<Answer> Answer)>));
        for (var i = 0; i < answers.Length; i++)
        {
            // Of what is kept nothing is waited for.
            var answer = Ask(questions[i]);
            if (answer.IsCompletedSuccessfully)
            {
                answers[i] = (questions[i], await answer);
            }
            else
            {
                (running ??= []).Add((i, answer.AsTask()));
            }
        }

        if (running is not null)
        {
            await Within(budget, Task.WhenAll(running.Select(one => one.Answer)), cancel);
            var silence = new Answer.Unavailable(string.Create(CultureInfo.InvariantCulture, $"no answer within {budget.TotalSeconds:0.#} s"));
            foreach (var (index, answer) in running)
            {
                answers[index] = (questions[index], answer.IsCompletedSuccessfully ? await answer : silence);
            }
        }

        return Knowledge.Of(answers);
    }

    /// <summary>Ends the lookups that are under way.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        await closing.CancelAsync();
        lock (gate)
        {
            running = [.. pending.Values, probe];
        }

        await Task.WhenAll(running);
        turns.Dispose();
        closing.Dispose();
    }

    /// The kept answer, the lookup under way, or a new one.
    ValueTask<Answer> Ask(Question question)
    {
        lock (gate)
        {
            if (cache.Find(Now, question).Case is Answer kept)
            {
                return new(kept);
            }

            if (pending.TryGetValue(question, out var running))
            {
                return new(running);
            }

            if (closing.IsCancellationRequested || pending.Count >= MaxPending)
            {
                return new(new Answer.Unavailable("too many questions are waiting"));
            }

            (outage, var granted) = outage.Admit(Now);

            // Off this thread: the lookup's last act takes the gate.
            return granted
                ? new(pending[question] = LookUpElsewhere(question))
                : new(new Answer.Unavailable("no DNS server answers; they are tried again in some seconds"));
        }
    }

    /// A method of its own: what is kept must not pay for what it captures.
    Task<Answer> LookUpElsewhere(Question question) => Task.Run(() => LookUp(question));

    async Task<Answer> LookUp(Question question)
    {
        var done = await InTurn(question);
        lock (gate)
        {
            pending.Remove(question);
            cache = cache.With(Now, question, done.Answer, done.Ttl);
            asking = done.Server.Match(asking.Preferring, () => asking);
            outage = outage.After(done);
            if (outage.IsDoubtful && probe.IsCompleted && !closing.IsCancellationRequested)
            {
                probe = Task.Run(Probe);
            }
        }

        return done.Answer;
    }

    async Task Probe()
    {
        var done = await Run(Outage.Probe);
        lock (gate)
        {
            outage = outage.AfterProbe(Now, done);
        }
    }

    async Task<LookupStep.Done> InTurn(Question question)
    {
        await turns.WaitAsync();
        try
        {
            return await Run(question);
        }
        finally
        {
            turns.Release();
        }
    }

    /// Does what the lookup says until it is done.
    async Task<LookupStep.Done> Run(Question question)
    {
        var current = asking;
        var step = Lookup.Begin(current, question);
        while (step is LookupStep.Ask ask)
        {
            step = Lookup.After(current, question, ask, await exchange.Ask(question, ask, closing.Token));
        }

        return (LookupStep.Done)step;
    }

    /// Waits for all of them or for the end of the budget; what is not answered then is given up by the caller.
    static async Task Within(TimeSpan budget, Task all, CancellationToken cancel) =>
        await all.WaitAsync(budget > TimeSpan.Zero ? budget : TimeSpan.Zero, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    static Instant Now => new(Environment.TickCount64);
}
