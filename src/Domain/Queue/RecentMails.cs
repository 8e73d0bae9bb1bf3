namespace Laitos.Domain.Queue;

/// <summary>
/// The mails that were answered with 250 within the last hour, so that a sender who did not hear it and comes again is told once more,
/// and nobody gets a second copy.
/// <para>
/// They are kept in two generations; when the younger is an hour old, or full, the older is dropped as a whole. So with more than
/// <see cref="Capacity"/> mails an hour the oldest are forgotten, and their copies delivered: a copy too many, never one too few.
/// </para>
/// </summary>
/// <param name="Since">When the younger generation began.</param>
/// <param name="Younger">The mails since then: when, and their ids.</param>
/// <param name="Older">Those of the generation before.</param>
public sealed record RecentMails(Instant Since, HashMap<Fingerprint, (Instant At, string Id)> Younger, HashMap<Fingerprint, (Instant At, string Id)> Older)
{
    /// <summary>The most mails in one generation.</summary>
    public const int Capacity = 25_000;

    /// <summary>How long a mail is remembered.</summary>
    public static TimeSpan Span { get; } = TimeSpan.FromHours(1);

    /// <summary>No mail has been taken.</summary>
    public static RecentMails Empty { get; } =
        new(new Instant(0), HashMap<Fingerprint, (Instant, string)>.Empty, HashMap<Fingerprint, (Instant, string)>.Empty);

    /// <summary>How many mails are remembered, those of both generations counted twice.</summary>
    public int Size => Younger.Count + Older.Count;

    /// <summary>The id under which the same mail was taken within the last hour, if it was.</summary>
    public Option<string> Find(Instant now, Fingerprint fingerprint) =>
        (Younger.Find(fingerprint) || Older.Find(fingerprint)).Filter(known => IsRecent(known.At, now)).Map(known => known.Id);

    /// <summary>The same with one more mail, which has been answered with 250.</summary>
    public RecentMails With(Instant now, Fingerprint fingerprint, string id)
    {
        var turned = IsRecent(Since, now) && Younger.Count < Capacity
            ? this
            : new RecentMails(now, HashMap<Fingerprint, (Instant, string)>.Empty, Younger);
        return turned with { Younger = turned.Younger.AddOrUpdate(fingerprint, (now, id)) };
    }

    /// Less than an hour apart in either direction: a clock that is set back must not make old mails new for ever.
    static bool IsRecent(Instant one, Instant other) => one < other + Span && other < one + Span;
}
