using System.Globalization;

namespace Laitos.Domain.Scanning;

/// <summary>What became of the scan of a mail.</summary>
public abstract record ScanOutcome
{
    ScanOutcome() { }

    /// <summary>The scanner has spoken.</summary>
    /// <param name="Report">What it says.</param>
    /// <param name="Took">How long that took.</param>
    public sealed record Reported(ScanReport Report, TimeSpan Took) : ScanOutcome;

    /// <summary>The mail was not scanned, and goes on.</summary>
    /// <param name="Cause">Why not.</param>
    /// <param name="Words">Why not, in words.</param>
    public sealed record Unscanned(UnscannedCause Cause, string Words) : ScanOutcome;

    /// <summary>The mail is too large to be scanned.</summary>
    public static ScanOutcome TooLarge(long size, long most) =>
        new Unscanned(UnscannedCause.TooLarge, string.Create(CultureInfo.InvariantCulture, $"{size} octets, and no mail of more than {most} is scanned"));

    /// <summary>It carries a command of its owner's, and is no business of the scanner's.</summary>
    public static ScanOutcome HasCommand { get; } = new Unscanned(UnscannedCause.Command, "it carries a command that will run");

    /// <summary>The scanner did not answer as a scanner should.</summary>
    public static ScanOutcome Failed(string reason) => new Unscanned(UnscannedCause.Failed, reason);

    /// <summary>The scanner has failed several mails, and is left alone for a while.</summary>
    public static ScanOutcome SetAside(Instant until) => new Unscanned(UnscannedCause.SetAside, $"the scanner is set aside until {until}");

    /// <summary>Nobody wanted to ask it.</summary>
    public static ScanOutcome NotAsked { get; } = new Unscanned(UnscannedCause.NotAsked, "the scanner would be asked; --scan asks it");
}

/// <summary>Why a mail was not scanned.</summary>
public enum UnscannedCause
{
    /// <summary>It is larger than the owner wants scanned.</summary>
    TooLarge,

    /// <summary>It carries a command that will run.</summary>
    Command,

    /// <summary>The scanner could not be reached, was too slow, or did not make sense.</summary>
    Failed,

    /// <summary>The scanner failed the mails before.</summary>
    SetAside,

    /// <summary>The mail is only being explained.</summary>
    NotAsked,
}
