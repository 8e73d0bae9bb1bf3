using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Sharing;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>Owns the memory of the mails that are on their way, and of those that were answered with 250 within the last hour.</summary>
/// <param name="shared">What other daemons have under way, or have taken without storing it, where that is counted together.</param>
/// <param name="others">What other daemons remember, where several share a spool; null where there are none.</param>
sealed class SharedDuplicateFilter(Sharing.SharedCounts shared, Spool.ISpoolClaims? others = null)
{
    const int FingerprintOctets = 32;

    readonly Lock gate = new();
    DuplicateFilter mails = DuplicateFilter.Empty;
    Task loaded = Task.CompletedTask;

    /// <summary>A mail begins its journey: where the same was seen before, if it was. The first mails wait until what an earlier run has stored is known.</summary>
    public async ValueTask<Option<Duplicate>> Check(Option<Fingerprint> mail, string id)
    {
        if (!loaded.IsCompleted)
        {
            await loaded;
        }

        var here = mail.Bind(known => Locked(() =>
        {
            (mails, var before) = mails.Check(Clock.Now, known, id);
            return before;
        }));
        return here.IsNone && others is not null && mail.Case is Fingerprint one ? await Elsewhere(others, one, id) : here;
    }

    /// <summary>Its journey has ended with a decision.</summary>
    public void Decided(Option<Fingerprint> mail, Decision decision) => mail.Iter(known =>
    {
        Locked(() => mails = mails.Decided(Clock.Now, known, decision));
        Tell(() => SharedDepartureQuestion.Of(known, decision));
    });

    /// <summary>Its journey has ended by a fault.</summary>
    public void Failed(Option<Fingerprint> mail, string id) => mail.Iter(known =>
    {
        Locked(() => mails = mails.Ended(known, id));
        Tell(() => new SharedDepartureQuestion(known, id, Option<string>.None));
    });

    /// <summary>What is stored of a mail together with it: its fingerprint, and behind it its id.</summary>
    public static IReadOnlyList<Spool.StoredFingerprint> ToStore(Option<Fingerprint> mail, Arrival arrival) =>
        [.. mail.Map(known => new Spool.StoredFingerprint(new Octets((byte[])[.. known.Value.Span, .. Octets.Utf8(arrival.Id).Span]), arrival.At + RecentMails.Span))];

    /// <summary>Takes up what an earlier run has stored, once it has been read.</summary>
    /// <param name="reading">Reads it.</param>
    /// <param name="journal">Takes what goes wrong; then nothing is known of an earlier run.</param>
    public void Load(Task<IReadOnlyList<Spool.StoredFingerprint>> reading, Journal journal) => loaded = BackgroundTask.Run(async () => Load(await reading), journal);

    void Load(IReadOnlyList<Spool.StoredFingerprint> stored) => Locked(() => mails = mails with
    {
        Recent = stored.Where(each => each.Value.Length > FingerprintOctets).Aggregate(mails.Recent, static (recent, each) =>
            recent.With(each.Until + -RecentMails.Span, new Fingerprint(each.Value.Slice(0, FingerprintOctets)), each.Value.Slice(FingerprintOctets).ToUtf8())),
    });

    /// What is under way first: where that has just come to its end, what is stored of it can be found.
    async Task<Option<Duplicate>> Elsewhere(Spool.ISpoolClaims others, Fingerprint mail, string id) =>
        (await shared.Ask(new SharedArrivalQuestion(mail, id))).Flatten() is { IsSome: true } underWay ? underWay
        : (await shared.Within(() => others.Recall(mail.Value, Clock.Now))).Flatten().Map(stored => (Duplicate)new Duplicate.Taken(stored.Value.Slice(FingerprintOctets).ToUtf8()));

    void Tell(Func<SharedDepartureQuestion> departed)
    {
        if (shared.IsShared(SharedKind.Duplicates))
        {
            shared.Tell(departed());
        }
    }

    T Locked<T>(Func<T> act)
    {
        lock (gate)
        {
            return act();
        }
    }
}
