using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Shell.Relay;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>
/// The spool in a folder: a database for states and small mails, files for large ones (docs/adr: the storage layout). A mail is brought to
/// the disk by its caller, many side by side; rows are written by one writer that commits those that wait together.
/// </summary>
public sealed class SqliteSpool : ISpool
{
    /// Mails on their way in at one time: bounds the memory that their rows take.
    const int SideBySide = 128;

    readonly SpoolLock held;
    readonly SpoolWriter writer;
    readonly ReadingConnections connections;
    readonly SpoolReader reader;
    readonly SegmentFiles segments;
    readonly BodyFiles files;
    readonly DiskSpace room;
    readonly SemaphoreSlim turn = new(SideBySide);

    internal SqliteSpool(SpoolDirectory directory, SpoolLock held, SqliteConnection connection, SegmentFiles segments, DiskSpace room)
    {
        this.held = held;
        this.room = room;
        this.segments = segments;
        writer = new SpoolWriter(directory, connection, segments);
        connections = new ReadingConnections(directory, ReadingConnections.OfDaemon);
        reader = new SpoolReader(directory, connections);
        files = new BodyFiles(directory, segments);
    }

    /// <summary>How often what has lapsed is forgotten, while there is something to write.</summary>
    internal TimeSpan ForgetsEach
    {
        set => writer.ForgetsEach = value;
    }

    /// <inheritdoc/>
    public long Commits => writer.Commits;

    /// <inheritdoc/>
    public ISpoolClaims? Claims => null;

    /// <inheritdoc/>
    public Task<SpoolOutcome> Add(NewMail newMail) =>
        Put(new SpoolChange { Remembered = newMail.Remembered, Orders = newMail.Orders, StoredCodePairs = newMail.StoredCodePairs }, newMail.Entries);

    /// <inheritdoc/>
    public Task<SpoolOutcome> Update(SpoolEntry entry, params IReadOnlyList<NewEntry> added) => Put(new SpoolChange { Updated = entry }, added);

    /// <inheritdoc/>
    public async Task<SpoolOutcome> Replace(EntryKey removed, params IReadOnlyList<NewEntry> added)
    {
        var outcome = await Put(new SpoolChange { Removed = removed }, added).ConfigureAwait(false);
        if (outcome is SpoolOutcome.Stored { Freed: var place })
        {
            files.Remove(removed.Id, place);
        }

        return outcome;
    }

    /// <inheritdoc/>
    public Task<SpoolOutcome> UpdateOrder(SpoolOrder order) => writer.Submit(new SpoolChange { UpdatedOrder = order });

    /// <inheritdoc/>
    public Task<SpoolOutcome> ReplaceOrder(EntryKey removed, params IReadOnlyList<NewEntry> added) => Put(new SpoolChange { RemovedOrder = removed }, added);

    /// <inheritdoc/>
    public Task<Either<string, IReadOnlyList<SpoolOrder>>> LoadOrders() => reader.Orders();

    /// <inheritdoc/>
    public async Task<Either<string, IReadOnlyList<StoredCodePair>>> LoadUsed(Instant now)
    {
        await writer.Submit(new SpoolChange { Forgotten = now }).ConfigureAwait(false);
        return await reader.Used(now).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<SpoolOutcome> Remember(params IReadOnlyList<StoredFingerprint> storedFingerprints) => writer.Submit(new SpoolChange { Remembered = storedFingerprints });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredFingerprint>> LoadRecent(Instant now)
    {
        await writer.Submit(new SpoolChange { Forgotten = now }).ConfigureAwait(false);
        return await reader.Recent(now).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<Either<string, SpoolPage>> Load(ScheduledEntry from, int most) => reader.Load(from, most);

    /// <inheritdoc/>
    public Task<Either<string, Option<SpoolEntry>>> Find(string id) => reader.Find(id);

    /// <inheritdoc/>
    public Task<Either<string, IReadOnlyList<SpoolEntry>>> Find(IReadOnlyList<string> ids) => reader.Find(ids);

    /// <inheritdoc/>
    public Task<Either<string, long>> Count() => reader.Count();

    /// <inheritdoc/>
    public Task<Either<UnreadableMail, IMailContent>> Content(string id) => reader.Content(id);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KeyValuePair<string, MemoryContent>>> SmallContents(IReadOnlyList<string> ids, long octets) => reader.SmallContents(ids, octets);

    /// <inheritdoc/>
    public Task<SpoolOutcome> Request(string id, string verb) => reader.Request(id, verb);

    /// <inheritdoc/>
    public Task<Either<string, long>> RequestAll(string verb) => reader.RequestAll(verb);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SpoolRequest>> LoadRequests(long after) => reader.Requests(after);

    /// <inheritdoc/>
    public Task<SpoolOutcome> Complete(SpoolRequest request) => writer.Submit(new SpoolChange { Completed = request });

    /// <summary>Completes what has been submitted, and lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        connections.Dispose();
        await writer.DisposeAsync().ConfigureAwait(false);
        segments.Dispose();
        held.Dispose();
    }

    async Task<SpoolOutcome> Put(SpoolChange change, IReadOnlyList<NewEntry> added)
    {
        if (added.Count + change.Orders.Count > 0 && !room.Has(added.Sum(one => one.Content.Size) + change.Orders.Sum(one => one.State.Length)))
        {
            return new SpoolOutcome.NoSpace("the disk of the spool is full up to its reserve");
        }

        await turn.WaitAsync().ConfigureAwait(false);
        var staged = new List<StagedEntry>(added.Count);
        try
        {
            foreach (var (entry, content) in added)
            {
                staged.Add(new StagedEntry(entry, await files.Stage(entry.Id, content).ConfigureAwait(false)));
            }

            var outcome = await writer.Submit(change with { Added = staged }).ConfigureAwait(false);
            if (outcome is SpoolOutcome.NoSpace or SpoolOutcome.Broken { IsMissing: true })
            {
                Discard(staged);
            }
            else
            {
                staged.ForEach(one => files.Keep(one.Mail!.Value));
            }

            return outcome;
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            Discard(staged);
            return fault.ToOutcome();
        }
        finally
        {
            turn.Release();
        }
    }

    /// Takes back what certainly has no rows. After any other failure nobody knows, so it waits for the sweep of the next start.
    void Discard(List<StagedEntry> staged) => staged.ForEach(one => files.Discard(one.Entry.Id, one.Mail!.Value));
}
