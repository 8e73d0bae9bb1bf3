using Laitos.Domain.Sharing;

namespace Laitos.Properties.Sharing;

/// <summary>The rows of a database, and daemons that ask at the same time: each reads, and writes only what is still as it was read.</summary>
sealed class SharedTable
{
    readonly Dictionary<(SharedKind Kind, Octets Key), SharedRow> rows = [];

    public int Count => rows.Count;

    /// <summary>Puts something else in the place of each row.</summary>
    public void Damage(Octets state)
    {
        foreach (var (key, row) in rows.ToArray())
        {
            rows[key] = row with { State = state };
        }
    }

    /// <summary>What ends with a daemon ends.</summary>
    public void EndDaemons() => rows.Where(each => each.Value.EndsWithDaemon).Select(each => each.Key).ToList().ForEach(key => rows.Remove(key));

    /// <summary>Nobody else asks meanwhile.</summary>
    public A Ask<A>(ISharedQuestion<A> question, Instant now)
    {
        var asking = new Asking<A>(this, question, now);
        asking.Step();
        asking.Step();
        return asking.Verdict.IfNone(() => throw new InvalidOperationException("nobody was in between"));
    }

    /// <summary>All are asked at the same time.</summary>
    /// <param name="questions">The questions, one of each daemon.</param>
    /// <param name="now">The time.</param>
    /// <param name="turns">Whose turn it is, again and again.</param>
    public IReadOnlyList<A> Together<A>(IReadOnlyList<ISharedQuestion<A>> questions, Instant now, IReadOnlyList<byte> turns)
    {
        var all = questions.Select(question => new Asking<A>(this, question, now)).ToArray();
        for (var turn = 0; all.Where(asking => asking.Verdict.IsNone).ToArray() is { Length: > 0 } open; turn++)
        {
            open[(turns.Count == 0 ? 0 : turns[turn % turns.Count] + (turn / turns.Count)) % open.Length].Step();
        }

        return [.. all.Select(asking => asking.Verdict.IfNone(() => throw new InvalidOperationException()))];
    }

    Seq<Option<SharedRow>> Read<A>(ISharedQuestion<A> question) =>
        question.Keys.Map(key => rows.TryGetValue((question.Kind, key), out var row) ? row : Option<SharedRow>.None).AsEnumerable().Gather();

    bool IsMade(SharedKind kind, Seq<SharedChange> changes)
    {
        if (changes.Exists(change => !Equals(rows.GetValueOrDefault((kind, change.Key)), change.Before.Case)))
        {
            return false;
        }

        changes.Iter(change => _ = change.After.Case is SharedRow row ? (rows[(kind, change.Key)] = row) is null : rows.Remove((kind, change.Key)));
        return true;
    }

    sealed class Asking<A>(SharedTable table, ISharedQuestion<A> question, Instant now)
    {
        SharedAsking<A> asking = SharedAsking.Begin(question);

        public Option<A> Verdict => asking is SharedAsking<A>.Ended(var answer) ? answer.IfLeft(reason => throw new InvalidOperationException(reason)) : Option<A>.None;

        public void Step() => asking = asking switch
        {
            SharedAsking<A>.Reading reading => reading.Read(table.Read(question), now),
            SharedAsking<A>.Changing changing => changing.Made(table.IsMade(question.Kind, changing.Changes)),
            _ => asking,
        };
    }
}
