using System.Runtime.InteropServices;
using Laitos.Domain.Filtering;
using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Domain.Status;
using Laitos.Domain.Tracing;
using Laitos.Shell.Smtp;
using Laitos.Shell.Spool;
using Laitos.Shell.Tracing;
using LanguageExt;

namespace Laitos.Shell.Status;

/// <summary>Looks at the daemon for the status page. It reads what is there anyway, the spool and the records beside those that write them; mail never waits for it.</summary>
/// <param name="settings">The settings.</param>
/// <param name="certificate">The server's certificate, or null.</param>
/// <param name="meter">What is counted.</param>
sealed class DaemonView(LaitosSettings settings, ServerCertificate? certificate, MailMeter meter) : IDisposable
{
    static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    readonly TraceText text = new(SettingsPolicies.Secrets(settings));
    readonly DecisionLookup decisions = new(settings);
    readonly OtherDaemonsLookup others = new(settings);
    readonly SemaphoreSlim looking = new(1);
    readonly Lock gate = new();
    IReadOnlyList<long> counted = [.. MailFates.Words.Map(_ => 0L)];
    HourlyCounts hours = HourlyCounts.None;
    (string Search, Instant At, StatusSnapshot Snapshot)? latest;

    /// <summary>What is kept of the hours before the start is counted too. It may take a moment.</summary>
    public async Task LoadHours()
    {
        var present = meter.StartedAt;
        var before = settings.MailDaemon.Trace.Enabled
            ? (await new TraceFilePlace(TraceFile.Of(settings)).Read(rows => rows.HourlyWords(HourlyCounts.FirstBefore(present), present))).Match(
                Right: found => HourlyCounts.Of(found.Select(row => (row.Hour, row.Word, row.Count)).Gather()), Left: _ => HourlyCounts.None)
            : HourlyCounts.None;
        lock (gate)
        {
            hours = hours.Plus(before);
        }
    }

    /// <summary>Ascribes what was counted to the present hour.</summary>
    public HourlyCounts Sample(Instant now)
    {
        lock (gate)
        {
            var totals = meter.Fates;
            hours = hours.After(counted, totals, now);
            counted = totals;
            return hours;
        }
    }

    /// <summary>What the page shows now. Whoever asks within a second of another is shown the same.</summary>
    /// <param name="parts">The daemon.</param>
    /// <param name="search">What decisions are looked for.</param>
    /// <param name="isDraining">True when the daemon goes down.</param>
    /// <param name="cancel">Set when nobody waits any more.</param>
    public async Task<StatusSnapshot> Look(DaemonParts parts, string search, bool isDraining, CancellationToken cancel)
    {
        await looking.WaitAsync(cancel);
        try
        {
            var now = Clock.Now;
            if (latest is { } known && known.Search == search && now - known.At < Freshness && now >= known.At)
            {
                return known.Snapshot;
            }

            var snapshot = await Taken(parts, search, isDraining, now);
            latest = (search, now, snapshot);
            return snapshot;
        }
        finally
        {
            looking.Release();
        }
    }

    /// <summary>A mail in the queue, if it is there.</summary>
    public async Task<Option<QueueRow>> Find(DaemonParts parts, string id) => parts.Spool is null
        ? Option<QueueRow>.None
        : (await parts.Spool.Find(id)).Match(Right: found => found.Map(entry => QueueRow.Of(Item(entry), text)), Left: _ => Option<QueueRow>.None);

    /// <inheritdoc/>
    public void Dispose() => looking.Dispose();

    async Task<StatusSnapshot> Taken(DaemonParts parts, string search, bool isDraining, Instant now) => new(
        now,
        new DaemonSnapshot(
            settings.MailDaemon.Hostname, Telemetry.Version, $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors",
            meter.StartedAt, Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false), parts.Listener.Sessions, isDraining),
        Sample(now),
        parts.Spool is null ? QueueSnapshot.NotKept : await Queue(parts.Spool),
        await Task.Run(() => decisions.Find(search, parts.Spool?.Records)),
        Lists(parts.Lists.Health),
        Relay(parts),
        certificate?.Facts is { } facts ? facts : Option<Domain.Smtp.CertificateFacts>.None)
    {
        Name = others.Own,
        Others = await others.Find(parts.Spool?.Records, now),
    };

    static QueueItem Item(SpoolEntry entry) => new(entry.Id, EntryCodec.Read(entry.State)) { Daemon = Prelude.Optional(entry.Daemon) };

    /// Those that are held stand behind all that waits for a time, so that they are read apart.
    async Task<QueueSnapshot> Queue(ISpoolReader spool)
    {
        var count = await spool.Count();
        var isEmpty = count.Exists(found => found == 0);
        var due = isEmpty ? Empty : Rows(await spool.Load(ScheduledEntry.First, QueueSnapshot.Most));
        var held = isEmpty ? Empty : Rows(await spool.Load(new ScheduledEntry(ScheduledEntry.Never, ""), QueueSnapshot.Most));
        return (from all in count
                from waiting in due
                from resting in held
                select new QueueSnapshot(true, all, waiting.FilterStrict(row => row.Held.IsNone), resting, Option<string>.None))
            .IfLeft(trouble => QueueSnapshot.NotKept with { IsKept = true, Trouble = text.Of(trouble) });
    }

    static Either<string, Seq<QueueRow>> Empty => Seqs.Of<QueueRow>();

    Either<string, Seq<QueueRow>> Rows(Either<string, SpoolPage> page) => page.Map(found => found.Entries.Select(entry => QueueRow.Of(Item(entry), text)).Gather());

    Seq<ListSnapshot> Lists(BlocklistHealth health)
    {
        var counts = meter.Listings;
        return health.Lists.Map(list => new ListSnapshot(list, health.Of(list), counts.Find(each => each.Zone.Equals(list.Zone, StringComparison.OrdinalIgnoreCase)).Map(each => each.Count).IfNone(0))).AsEnumerable().Gather();
    }

    RelaySnapshot Relay(DaemonParts parts) => new(
        parts.ConfiguredRelay.Name,
        parts.Queue is { IsPaused: true },
        parts.MeasuredRelay?.Active ?? 0,
        parts.MeasuredRelay is { LastDelivered.UnixMilliseconds: > 0 } measured ? measured.LastDelivered : Option<Instant>.None,
        parts.MeasuredRelay?.LastTrouble is { } trouble ? (trouble.At, text.Of(trouble.Words)) : Option<(Instant, string)>.None);
}
