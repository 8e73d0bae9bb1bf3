using System.Threading.Channels;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Queue;

/// <summary>Tells the owner by mail of mails that are held, when <see cref="HeldMails"/> says so.</summary>
/// <param name="policy">From whom notices come and where they go.</param>
/// <param name="retry">How they are tried.</param>
/// <param name="queue">What is held.</param>
/// <param name="spool">Where notices are stored.</param>
/// <param name="journal">Takes what is told.</param>
/// <param name="shutdown">Set when the daemon goes down.</param>
sealed class HeldMailNotices(NoticePolicy policy, RetryPolicy retry, QueueRunner queue, ISpool spool, Journal journal, CancellationToken shutdown)
{
    /// A disk that fails is left alone for so long.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10), LongestPause = HeldMails.Pause;

    /// Entries that are read at a time.
    const int PageSize = 100;

    readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    HeldMails told = HeldMails.Untold;
    Task<IReadOnlyList<StoredFingerprint>> stored = Task.FromResult<IReadOnlyList<StoredFingerprint>>([]);

    /// <summary>A mail is held.</summary>
    public void Wake() => wake.Writer.TryWrite(true);

    /// <summary>Takes up when the owner was told in an earlier run, once that has been read.</summary>
    public void Load(Task<IReadOnlyList<StoredFingerprint>> reading) => stored = reading;

    void Load(IReadOnlyList<StoredFingerprint> stored) =>
        told = stored.FirstOrDefault(each => each.Value == HeldMails.Mark) is { } mark ? told with { LastTold = mark.Until + -HeldMails.Pause } : told;

    /// <summary>Tells until the daemon goes down. What is held is looked up no sooner than a notice may follow.</summary>
    public async Task Run()
    {
        Load(await stored);
        var mayBeMore = true;
        while (!shutdown.IsCancellationRequested)
        {
            mayBeMore = mayBeMore && !(told.NotBefore <= Clock.Now && await Told());
            var pause = mayBeMore ? TimeSpan.FromTicks(Math.Clamp((told.NotBefore - Clock.Now).Ticks, Patience.Ticks, LongestPause.Ticks)) : Timeout.InfiniteTimeSpan;
            await wake.Reader.WaitToReadAsync(shutdown).AsTask().EndsWithin(pause);
            mayBeMore |= wake.Reader.TryRead(out _);
        }
    }

    /// True once there is nothing to tell any more. Another daemon may have told meanwhile.
    async Task<bool> Told()
    {
        Load(spool.Claims is { } claims ? [.. (await claims.Recall(HeldMails.Mark, Clock.Now)).IfLeft(Option<StoredFingerprint>.None)] : []);
        return told.NotBefore <= Clock.Now && await NothingLeft();
    }

    async Task<bool> NothingLeft() => await (await Held()).MatchAsync(RightAsync: async held => told.Due(held).IsNone || await Tell(held), Left: _ => false);

    /// What is held stands behind all that waits for a time.
    async Task<Either<string, HeldList>> Held()
    {
        var held = HeldList.Empty;
        for (var next = Option<ScheduledEntry>.Some(new ScheduledEntry(ScheduledEntry.Never, "")); next.Case is ScheduledEntry from;)
        {
            var read = await spool.Load(from, PageSize);
            if (read.IsLeft)
            {
                return read.Map(_ => held);
            }

            var page = read.IfLeft(_ => throw new System.Diagnostics.UnreachableException());
            held = held.With(page.Entries.SelectMany(stored => EntryCodec.Read(stored.State).RightAsEnumerable()));
            next = page.Next;
        }

        return held;
    }

    async Task<bool> Tell(HeldList held)
    {
        var now = Clock.Now;
        var mail = HeldNotice.Of(policy, retry, held, Clock.NewId(), now);
        var outcome = await queue.Add([await queue.Signer.Own(mail.Entry, mail.Content)], added => spool.Add(new NewMail(added) { Remembered = [new StoredFingerprint(HeldMails.Mark, now + HeldMails.Pause)] }));
        journal.Write("held", ("mails", held.Ids.Count), outcome is SpoolOutcome.Stored ? ("notice", "to the owner") : ("trouble", $"the owner cannot be told by mail: {outcome}"));
        told = outcome is SpoolOutcome.Stored ? told.Told(held, now) : told;
        return outcome is SpoolOutcome.Stored;
    }
}
