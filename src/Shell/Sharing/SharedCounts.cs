using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Sharing;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Sharing;

/// <summary>Asks what daemons with one queue count together, as <see cref="SharingWatch"/> has it.</summary>
/// <param name="rows">What they have in common; null where there is nothing of the kind.</param>
/// <param name="shared">What they count together.</param>
/// <param name="journal">Takes what goes wrong.</param>
sealed class SharedCounts(ISharedRows? rows, Seq<SharedKind> shared, Journal journal)
{
    readonly Lock gate = new();
    SharingWatch watch = SharingWatch.Start(rows is null ? default : shared);

    /// <summary>True for what is counted together.</summary>
    public bool IsShared(SharedKind kind) => Volatile.Read(ref watch).IsShared(kind);

    /// <summary>The answer to a question; none where that is not counted together, or where there is no answer in time.</summary>
    public ValueTask<Option<A>> Ask<A>(ISharedQuestion<A> question) =>
        IsShared(question.Kind) ? Within(() => rows!.Ask(question)) : ValueTask.FromResult(Option<A>.None);

    /// <summary>Has something noted for which nobody waits.</summary>
    public void Tell(ISharedQuestion<Unit> question) => _ = BackgroundTask.Run(async () => await Ask(question), journal);

    /// <summary>What is looked for in the database; none where it is in trouble, or too slow.</summary>
    public async ValueTask<Option<A>> Within<A>(Func<Task<Either<string, A>>> look)
    {
        if (!Volatile.Read(ref watch).MayAsk(Clock.Now))
        {
            return Option<A>.None;
        }

        var looking = look();
        if (!await looking.EndsWithin(SharingWatch.Patience))
        {
            Heard(new SharedReply.Late());
            return Option<A>.None;
        }

        var found = await looking;
        Heard(found.Match<SharedReply>(Right: _ => new SharedReply.Answered(), Left: reason => new SharedReply.Failed(reason)));
        return found.ToOption();
    }

    void Heard(SharedReply reply)
    {
        lock (gate)
        {
            (watch, var told) = watch.Heard(reply, Clock.Now);
            told.Iter(fact => journal.Write(new LogLine(Clock.Now, "sharing", Seqs.Of(fact))));
        }
    }
}
