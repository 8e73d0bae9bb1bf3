using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>Owns the memory of the mails that were answered with 250 within the last hour.</summary>
sealed class Recollection
{
    const int FingerprintOctets = 32;

    readonly Lock gate = new();
    RecentMails recent = RecentMails.Empty;

    /// <summary>The id under which the same mail was taken, if it was.</summary>
    public Option<string> Find(Option<Fingerprint> mail) => mail.Bind(known => Locked(() => recent.Find(Clock.Now, known)));

    /// <summary>Remembers a mail that has been answered with 250.</summary>
    public void Remember(Option<Fingerprint> mail, string id) => mail.Iter(known => Locked(() => recent = recent.With(Clock.Now, known, id)));

    /// <summary>What is stored of a mail together with it: its fingerprint, and behind it its id.</summary>
    public static IReadOnlyList<Spool.Fingerprint> Lasting(Option<Fingerprint> mail, Arrival arrival) =>
        [.. mail.Map(known => new Spool.Fingerprint(new Octets((byte[])[.. known.Value.Span, .. Octets.Utf8(arrival.Id).Span]), arrival.At + RecentMails.Span))];

    /// <summary>Takes up what an earlier run has stored.</summary>
    public void Load(IReadOnlyList<Spool.Fingerprint> stored)
    {
        foreach (var each in stored.Where(each => each.Value.Length > FingerprintOctets))
        {
            var mail = new Fingerprint(each.Value.Slice(0, FingerprintOctets));
            Locked(() => recent = recent.With(each.Until + -RecentMails.Span, mail, each.Value.Slice(FingerprintOctets).ToUtf8()));
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
