namespace Laitos.Shell.Spool;

/// <summary>What comes into the spool with one mail that was received, all of it or nothing.</summary>
/// <param name="Entries">The mails to go out; there may be none.</param>
public sealed record NewMail(params IReadOnlyList<NewEntry> Entries)
{
    /// <summary>What identifies the mail that was received.</summary>
    public IReadOnlyList<StoredFingerprint> Remembered { get; init; } = [];

    /// <summary>The commands that it orders.</summary>
    public IReadOnlyList<SpoolOrder> Orders { get; init; } = [];

    /// <summary>The one-time passwords that it has used up.</summary>
    public IReadOnlyList<StoredCodePair> StoredCodePairs { get; init; } = [];
}
