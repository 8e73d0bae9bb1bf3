namespace Laitos.Domain.Scanning;

/// <summary>Which mails are scanned, and what follows from what the scanner says.</summary>
/// <param name="Timeout">How long the scanner is waited for.</param>
/// <param name="MaxSize">The most octets of a mail that is scanned.</param>
public sealed record ScanPolicy(TimeSpan Timeout, long MaxSize)
{
    /// <summary>What becomes of a mail that the scanner wants refused: <see cref="SpamTreatment.Refuse"/> or <see cref="SpamTreatment.Mark"/>.</summary>
    public SpamTreatment OnReject { get; init; } = SpamTreatment.Refuse;

    /// <summary>What becomes of a mail that the scanner wants put off: <see cref="SpamTreatment.Defer"/> or <see cref="SpamTreatment.Forward"/>.</summary>
    public SpamTreatment OnSoftReject { get; init; } = SpamTreatment.Defer;

    /// <summary>What becomes of a mail that the scanner wants greylisted: <see cref="SpamTreatment.Forward"/> or <see cref="SpamTreatment.Defer"/>.</summary>
    public SpamTreatment OnGreylist { get; init; } = SpamTreatment.Forward;

    /// <summary>The score from which a mail is marked, whatever the scanner wants.</summary>
    public Option<double> MarkFrom { get; init; }

    /// <summary>The score from which a mail is refused, whatever the scanner wants.</summary>
    public Option<double> RefuseFrom { get; init; }

    /// <summary>True when every mail that was scanned says so in its fields, not spam alone.</summary>
    public bool MarksAll { get; init; }

    /// <summary>How long the scanner is waited for where the settings say nothing: as long as rspamd works on one mail by default.</summary>
    public static TimeSpan StandardTimeout { get; } = TimeSpan.FromSeconds(8);

    /// <summary>The most octets where the settings say nothing.</summary>
    public const long StandardMaxSize = 10 << 20;

    /// <summary>What becomes of a mail. The graver counts of what the scanner wants and what the score comes to. What was not scanned is forwarded.</summary>
    public SpamTreatment Judge(ScanOutcome outcome) => outcome is ScanOutcome.Reported(var report, _)
        ? Gravest(OfAction(report.Action), report.Score.Match(OfScore, () => SpamTreatment.Forward))
        : SpamTreatment.Forward;

    SpamTreatment OfAction(ScanAction action) => action switch
    {
        ScanAction.NoAction => SpamTreatment.Forward,
        ScanAction.Greylist => OnGreylist,
        ScanAction.AddHeader or ScanAction.RewriteSubject => SpamTreatment.Mark,
        ScanAction.SoftReject => OnSoftReject,
        ScanAction.Reject => OnReject,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    SpamTreatment OfScore(double score) =>
        RefuseFrom.Exists(bound => score >= bound) ? SpamTreatment.Refuse
        : MarkFrom.Exists(bound => score >= bound) ? SpamTreatment.Mark
        : SpamTreatment.Forward;

    static SpamTreatment Gravest(SpamTreatment one, SpamTreatment other) => one > other ? one : other;
}

/// <summary>What becomes of a mail by what the scanner says, from harmless to grave.</summary>
public enum SpamTreatment
{
    /// <summary>It goes on.</summary>
    Forward,

    /// <summary>It goes on, and its fields say that it is spam.</summary>
    Mark,

    /// <summary>It is put off: 451 4.7.1.</summary>
    Defer,

    /// <summary>It is refused: 550 5.7.1.</summary>
    Refuse,
}
