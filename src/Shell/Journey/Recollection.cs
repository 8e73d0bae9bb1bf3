using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>Owns the memory of the mails that are on their way, and of those that were answered with 250 within the last hour.</summary>
sealed class Recollection
{
    const int FingerprintOctets = 32;

    readonly Lock gate = new();
    KnownMails mails = KnownMails.Empty;

    /// <summary>A mail begins its journey: where the same was seen before, if it was.</summary>
    public Option<Encounter> Meet(Option<Fingerprint> mail, string id) => mail.Bind(known => Locked(() =>
    {
        (mails, var before) = mails.Meet(Clock.Now, known, id);
        return before;
    }));

    /// <summary>Its journey has ended with a decision.</summary>
    public void Settle(Option<Fingerprint> mail, Decision decision) => mail.Iter(known => Locked(() => mails = mails.Settled(Clock.Now, known, decision)));

    /// <summary>Its journey has ended, with a decision or by a fault.</summary>
    public void Leave(Option<Fingerprint> mail, string id) => mail.Iter(known => Locked(() => mails = mails.Left(known, id)));

    /// <summary>What is stored of a mail together with it: its fingerprint, and behind it its id.</summary>
    public static IReadOnlyList<Spool.Fingerprint> Lasting(Option<Fingerprint> mail, Arrival arrival) =>
        [.. mail.Map(known => new Spool.Fingerprint(new Octets((byte[])[.. known.Value.Span, .. Octets.Utf8(arrival.Id).Span]), arrival.At + RecentMails.Span))];

    /// <summary>Takes up what an earlier run has stored.</summary>
    public void Load(IReadOnlyList<Spool.Fingerprint> stored)
    {
        foreach (var each in stored.Where(each => each.Value.Length > FingerprintOctets))
        {
            var mail = new Fingerprint(each.Value.Slice(0, FingerprintOctets));
            Locked(() => mails = mails with { Recent = mails.Recent.With(each.Until + -RecentMails.Span, mail, each.Value.Slice(FingerprintOctets).ToUtf8()) });
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
