using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Integration.Queue;

/// <summary>A spool whose first answer to a new mail is held back once the mail is on the disk.</summary>
sealed class HeldSpool(ISpool spool) : ISpool
{
    public long Commits => spool.Commits;

    readonly TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    int lookups;

    public Task Written => written.Task.WaitAsync(TimeSpan.FromMinutes(1));

    public void Answer() => answer.TrySetResult();

    public async Task<SpoolOutcome> Add(NewMail newMail)
    {
        var outcome = await spool.Add(newMail);
        if (written.TrySetResult())
        {
            await answer.Task;
        }

        return outcome;
    }

    public ISpoolClaims? Claims => spool.Claims;

    public Task<SpoolOutcome> Update(SpoolEntry entry, params IReadOnlyList<NewEntry> added) => spool.Update(entry, added);

    public Task<SpoolOutcome> Replace(EntryKey removed, params IReadOnlyList<NewEntry> added) => spool.Replace(removed, added);

    public Task<SpoolOutcome> Remember(params IReadOnlyList<StoredFingerprint> storedFingerprints) => spool.Remember(storedFingerprints);

    public Task<IReadOnlyList<StoredFingerprint>> LoadRecent(Instant now) => spool.LoadRecent(now);

    public Task<SpoolOutcome> UpdateOrder(SpoolOrder order) => spool.UpdateOrder(order);

    public Task<SpoolOutcome> ReplaceOrder(EntryKey removed, params IReadOnlyList<NewEntry> added) => spool.ReplaceOrder(removed, added);

    public Task<Either<string, IReadOnlyList<SpoolOrder>>> LoadOrders() => spool.LoadOrders();

    public Task<Either<string, IReadOnlyList<StoredCodePair>>> LoadUsed(Instant now) => spool.LoadUsed(now);

    public Task<IReadOnlyList<SpoolRequest>> LoadRequests(long after) => spool.LoadRequests(after);

    public Task<SpoolOutcome> Complete(SpoolRequest request) => spool.Complete(request);

    public Task<Either<string, SpoolPage>> Load(ScheduledEntry from, int most) => spool.Load(from, most);

    public Task<Either<string, Option<SpoolEntry>>> Find(string id) => spool.Find(id);

    public Task<Either<string, IReadOnlyList<SpoolEntry>>> Find(IReadOnlyList<string> ids)
    {
        Interlocked.Increment(ref lookups);
        return spool.Find(ids);
    }

    /// <summary>How often entries were looked for by name.</summary>
    public int Lookups => Volatile.Read(ref lookups);

    public Task<Either<string, long>> Count() => spool.Count();

    public Task<Either<UnreadableMail, IMailContent>> Content(string id) => spool.Content(id);

    public Task<IReadOnlyList<KeyValuePair<string, MemoryContent>>> SmallContents(IReadOnlyList<string> ids, long octets) => spool.SmallContents(ids, octets);

    public Task<SpoolOutcome> Request(string id, string verb) => spool.Request(id, verb);

    public Task<Either<string, long>> RequestAll(string verb) => spool.RequestAll(verb);

    public ValueTask DisposeAsync() => spool.DisposeAsync();
}
