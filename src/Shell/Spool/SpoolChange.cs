using Laitos.Domain.Foundation;
using Laitos.Domain.Sharing;

namespace Laitos.Shell.Spool;

/// <summary>What one caller wants changed, all of it or nothing.</summary>
sealed record SpoolChange
{
    /// <summary>The entry to take out.</summary>
    public EntryKey? Removed { get; init; }

    /// <summary>The entry whose state is replaced.</summary>
    public SpoolEntry? Updated { get; init; }

    /// <summary>The entry whose claim ends, and nothing else.</summary>
    public EntryKey? Released { get; init; }

    /// <summary>The entry whose claim ends, and that nobody claims because it is due.</summary>
    public EntryKey? SetAside { get; init; }

    /// <summary>The mails to put in; their large bodies lie in files that have been flushed.</summary>
    public IReadOnlyList<StagedEntry> Added { get; init; } = [];

    /// <summary>What to remember.</summary>
    public IReadOnlyList<StoredFingerprint> Remembered { get; init; } = [];

    /// <summary>The command to take out.</summary>
    public EntryKey? RemovedOrder { get; init; }

    /// <summary>The command whose state is replaced.</summary>
    public SpoolOrder? UpdatedOrder { get; init; }

    /// <summary>The commands to put in.</summary>
    public IReadOnlyList<SpoolOrder> Orders { get; init; } = [];

    /// <summary>True when the commands are claimed by who puts them in.</summary>
    public bool AreOrdersClaimed { get; init; }

    /// <summary>The one-time passwords that are used up.</summary>
    public IReadOnlyList<StoredCodePair> StoredCodePairs { get; init; } = [];

    /// <summary>What to forget: everything that has lapsed by then.</summary>
    public Instant? Forgotten { get; init; }

    /// <summary>The request to forget, with those before it that concern the same entry.</summary>
    public SpoolRequest? Completed { get; init; }

    /// <summary>True when it brings a mail, or what comes with one, for which a sender waits; then its names are nobody else's.</summary>
    public bool IsNew { get; init; }

    /// <summary>What becomes of it where it was told to have failed, and may have been made.</summary>
    public Settlement Settlement => Settlements.Of(IsNew, Remembered.Count > 0, puts: Added.Count > 0 || Orders.Count > 0);

    /// <summary>True when a file has appeared that must be found after a crash.</summary>
    public bool HasFiles => Added.Any(one => one.Mail is { Length: > 0, Segment: 0 });

    /// <summary>The files to be flushed to which mails were appended.</summary>
    public IEnumerable<long> Segments => Added.Select(one => one.Mail?.Segment ?? 0).Where(segment => segment > 0);

    /// <summary>True when nobody waits for it whose patience counts: the outcome of an attempt. Until it is on the disk a crash has the attempt made once more.</summary>
    public bool HasTime => (Removed ?? Released) is not null || Updated is not null ? Added.Count == 0 : Completed is not null;
}

/// <summary>An entry whose mail is ready for its row.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Mail">The mail; null when damage has taken it.</param>
/// <param name="IsClaimed">True when it is claimed by who puts it in.</param>
sealed record StagedEntry(SpoolEntry Entry, StagedMail? Mail, bool IsClaimed = false);

/// <summary>Where the octets of a mail lie: those in front in the database, the rest in a stretch of its file.</summary>
/// <param name="Front">Octets for the database.</param>
/// <param name="Skip">Octets of the file that do not belong to the mail.</param>
/// <param name="Length">Octets of the file that do; 0 when there is no file.</param>
/// <param name="Body">The SHA-256 digest of these; null when there is no file, or the row was written before version 3.</param>
/// <param name="Segment">The number of the file, where it holds mails of several entries; 0 where it is the entry's own.</param>
readonly record struct StagedMail(byte[] Front, long Skip, long Length, byte[]? Body, long Segment = 0)
{
    /// <summary>Where the file's octets lie.</summary>
    public MailPlace Place => new(Segment, Skip, Length);
}

/// <summary>A stretch of a file that is of a mail.</summary>
/// <param name="Segment">The number of the file, where it holds mails of several entries; 0 where it is the entry's own.</param>
/// <param name="Skip">Octets in front of it.</param>
/// <param name="Length">Its octets; 0 when the mail has no file.</param>
readonly record struct MailPlace(long Segment, long Skip, long Length);
