namespace Laitos.Domain.Scanning;

/// <summary>
/// Whether the scanner is asked: a circuit breaker. After <see cref="MostFailures"/> failures in a row it is set aside, so that one that is dead does not cost each mail its time-out. When the time is over, one mail asks it, and
/// the others go on unscanned until that one has its answer; a failure doubles the time, an answer ends it.
/// </summary>
/// <param name="Failures">Failures in a row, before it was set aside.</param>
/// <param name="Until">Until when it is set aside; none when it is not.</param>
/// <param name="Pause">How long it is set aside when it fails.</param>
public sealed record ScannerBreaker(int Failures, Option<Instant> Until, TimeSpan Pause)
{
    /// <summary>So many failures in a row are enough.</summary>
    public const int MostFailures = 3;

    /// <summary>How long it is set aside first.</summary>
    public static TimeSpan FirstPause { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it is set aside at most.</summary>
    public static TimeSpan LongestPause { get; } = TimeSpan.FromMinutes(10);

    /// <summary>It is asked.</summary>
    public static ScannerBreaker Closed { get; } = new(0, Option<Instant>.None, FirstPause);

    /// <summary>A mail wants to be scanned: whether it may ask, and whether it is the one that tries a scanner which is set aside.</summary>
    /// <param name="now">The time.</param>
    /// <param name="timeout">How long it would wait.</param>
    public (ScannerBreaker Next, ScannerAdmission Admission) Admit(Instant now, TimeSpan timeout) => Until.Match(
        until => now < until ? (this, new ScannerAdmission.SetAside(until)) : (this with { Until = now + timeout }, new ScannerAdmission.Asks(IsTrial: true)),
        () => (this, (ScannerAdmission)new ScannerAdmission.Asks(IsTrial: false)));

    /// <summary>The scanner has answered, or failed. What began before it was set aside does not lengthen the time; and who answers is there again.</summary>
    /// <param name="now">The time.</param>
    /// <param name="trouble">What went wrong; none for an answer.</param>
    /// <param name="isTrial">True for the mail that tried it.</param>
    public (ScannerBreaker Next, Option<ScannerNotice> Notice) Heard(Instant now, Option<string> trouble, bool isTrial) => (trouble.Case, Until.Case) switch
    {
        (null, null) => (Closed, Option<ScannerNotice>.None),
        (null, _) => (Closed, new ScannerNotice.Back()),
        (string reason, null) when Failures + 1 >= MostFailures => Open(now, Pause, reason),
        (string reason, null) => (this with { Failures = Failures + 1 }, new ScannerNotice.Trouble(reason)),
        (string reason, _) when isTrial => Open(now, Pause * 2 < LongestPause ? Pause * 2 : LongestPause, reason),
        (string reason, _) => (this, new ScannerNotice.Trouble(reason)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static (ScannerBreaker, Option<ScannerNotice>) Open(Instant now, TimeSpan pause, string reason) =>
        (new ScannerBreaker(0, now + pause, pause), new ScannerNotice.SetAside(reason, now + pause));
}

/// <summary>Whether a mail may ask the scanner.</summary>
public abstract record ScannerAdmission
{
    ScannerAdmission() { }

    /// <summary>It may.</summary>
    /// <param name="IsTrial">True for the one that tries whether the scanner is there again.</param>
    public sealed record Asks(bool IsTrial) : ScannerAdmission;

    /// <summary>It may not.</summary>
    /// <param name="Until">Until when.</param>
    public sealed record SetAside(Instant Until) : ScannerAdmission;
}

/// <summary>What the owner should know of the scanner.</summary>
public abstract record ScannerNotice
{
    ScannerNotice() { }

    /// <summary>It failed a mail.</summary>
    public sealed record Trouble(string Reason) : ScannerNotice;

    /// <summary>It failed too often, and is set aside.</summary>
    public sealed record SetAside(string Reason, Instant Until) : ScannerNotice;

    /// <summary>It answers again.</summary>
    public sealed record Back : ScannerNotice;
}
