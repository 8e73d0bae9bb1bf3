using CopyStep = Laitos.Domain.Foundation.Step<Laitos.Domain.Tracing.TraceCopyState, Laitos.Domain.Tracing.TraceCopyEffect>;

namespace Laitos.Domain.Tracing;

/// <summary>What the copying of records waits for.</summary>
public enum TraceCopyStage
{
    /// <summary>New records.</summary>
    Records,

    /// <summary>More of them, so that they are copied together; or the end of a pause after trouble.</summary>
    Time,

    /// <summary>How far they are copied.</summary>
    Place,

    /// <summary>Records of the file.</summary>
    File,

    /// <summary>That they are added.</summary>
    Addition,

    /// <summary>That some are deleted.</summary>
    Pruning,

    /// <summary>Nothing any more.</summary>
    Nothing,
}

/// <summary>How the copying of a daemon's records to those of all daemons stands.</summary>
/// <param name="Stage">What is waited for.</param>
/// <param name="Known">How far they are copied, as far as is known.</param>
/// <param name="Next">How far they are copied once those under way are added.</param>
/// <param name="IsMore">True when there may be more behind those under way.</param>
/// <param name="IsFailing">True while the last thing has failed.</param>
/// <param name="IsLast">True when the daemon goes down, and this is the last time that its file is read.</param>
/// <param name="Pruning">When what is too old or too much is deleted.</param>
public sealed record TraceCopyState(TraceCopyStage Stage, Option<TraceCopy> Known, Option<TraceCopy> Next, bool IsMore, bool IsFailing, bool IsLast, Periodic Pruning)
{
    /// <summary>Nothing has been copied yet, and nothing deleted.</summary>
    public static TraceCopyState Start { get; } = new(TraceCopyStage.Records, Option<TraceCopy>.None, Option<TraceCopy>.None, IsMore: false, IsFailing: false, IsLast: false, new Periodic(TraceCopyProcess.PrunedEach, new Instant(0)));
}

/// <summary>Copies a daemon's records out of its own file to where those of all daemons lie together.</summary>
/// <remarks>
/// Rules. Each step ends in one effect that is waited for. Neither mail nor the writer of the file waits for any of it: while the other place is away, the file holds what is yet to be copied. What is there is never taken from memory
/// after trouble, but looked up. A daemon that goes down reads its file once more after its last record, and gives up at the first trouble.
/// </remarks>
public static class TraceCopyProcess
{
    /// <summary>The most records of a transaction.</summary>
    public const int Together = 500;

    /// <summary>How long records are gathered that come one after the other.</summary>
    public static TimeSpan Gathering { get; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long trouble is left alone.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a daemon deletes what is too old or too much.</summary>
    public static TimeSpan PrunedEach { get; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the end of a daemon waits for the last records.</summary>
    public static TimeSpan Farewell { get; } = TimeSpan.FromSeconds(3);

    /// <summary>What is waited for at first.</summary>
    public static TraceCopyEffect First { get; } = new TraceCopyEffect.AwaitRecords();

    /// <summary>What one input does. What was not waited for changes nothing.</summary>
    /// <param name="state">How the copying stands.</param>
    /// <param name="input">What has come of the last effect.</param>
    /// <param name="now">The time.</param>
    /// <param name="isClosing">True when the daemon goes down and has written its last record.</param>
    public static CopyStep Advance(TraceCopyState state, TraceCopyInput input, Instant now, bool isClosing) => (state.Stage, input) switch
    {
        (TraceCopyStage.Records, TraceCopyInput.Waited) => Do(state with { Stage = TraceCopyStage.Time }, new TraceCopyEffect.Rest(Gathering)),
        (TraceCopyStage.Time, TraceCopyInput.Waited) => Read(state with { IsLast = isClosing }),
        (TraceCopyStage.Place, TraceCopyInput.Looked(var copied)) => Read(state with { Known = copied }),
        (TraceCopyStage.File, TraceCopyInput.Read(_, 0)) => Added(state with { IsMore = false }, now, isClosing),
        (TraceCopyStage.File, TraceCopyInput.Read(var after, var records)) when state.Known.Case is TraceCopy before =>
            Do(state with { Stage = TraceCopyStage.Addition, Next = after, IsMore = records >= Together }, new TraceCopyEffect.Add(before, after)),
        (TraceCopyStage.Addition, TraceCopyInput.Added(true)) => Added(state with { Known = state.Next }, now, isClosing),
        (TraceCopyStage.Addition, TraceCopyInput.Added(false)) => Added(state with { Known = Option<TraceCopy>.None, IsMore = true }, now, isClosing),
        (TraceCopyStage.Pruning, TraceCopyInput.Pruned) => Continue(state, isClosing),
        (TraceCopyStage.Place or TraceCopyStage.File or TraceCopyStage.Addition or TraceCopyStage.Pruning, TraceCopyInput.Failed(var reason)) => Failed(state, reason, isClosing),
        _ => new CopyStep(state, default),
    };

    static CopyStep Read(TraceCopyState state) => state.Known.Case is TraceCopy copied
        ? Do(state with { Stage = TraceCopyStage.File }, new TraceCopyEffect.ReadBehind(copied, Together))
        : Do(state with { Stage = TraceCopyStage.Place }, new TraceCopyEffect.Look());

    static CopyStep Added(TraceCopyState state, Instant now, bool isClosing) => state.Pruning.IsDue(now)
        ? Do(state with { Stage = TraceCopyStage.Pruning, Pruning = state.Pruning.Done(now) }, new TraceCopyEffect.Prune())
        : Continue(state, isClosing);

    /// All that the file holds is copied, or there is more.
    static CopyStep Continue(TraceCopyState state, bool isClosing)
    {
        if (state.IsMore)
        {
            return Read(state);
        }

        var next = state.IsLast ? Do(state with { Stage = TraceCopyStage.Nothing, IsFailing = false }, new TraceCopyEffect.End())
            : isClosing ? Read(state with { IsFailing = false, IsLast = true })
            : Do(state with { Stage = TraceCopyStage.Records, IsFailing = false }, First);
        return state.IsFailing ? Told(("notice", "records of mail are copied to the database again"), next) : next;
    }

    static CopyStep Failed(TraceCopyState state, string reason, bool isClosing)
    {
        var known = state with { Known = Option<TraceCopy>.None, IsFailing = true };
        var next = isClosing ? Do(known with { Stage = TraceCopyStage.Nothing }, new TraceCopyEffect.End()) : Do(known with { Stage = TraceCopyStage.Time }, new TraceCopyEffect.Rest(Pause));
        return state.IsFailing ? next : Told(("trouble", $"records of mail cannot be copied to the database: {reason}. They are kept in this machine's file, and copied later."), next);
    }

    static CopyStep Told(LogFact fact, CopyStep next) => next with { Effects = Seqs.Of<TraceCopyEffect>(new TraceCopyEffect.Log(fact)).Then(next.Effects) };

    static CopyStep Do(TraceCopyState state, TraceCopyEffect effect) => new(state, Seqs.Of(effect));
}
