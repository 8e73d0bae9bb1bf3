using Laitos.Domain.Queue;
using Laitos.Domain.Sharing;

namespace Laitos.Domain.Journey;

/// <summary>A mail begins its journey at one of the daemons: where any of them has seen the same before, if one has. Otherwise it is under way from now on.</summary>
/// <param name="Mail">The mail.</param>
/// <param name="Id">Its id on this journey.</param>
public sealed record SharedArrivalQuestion(Fingerprint Mail, string Id) : ISharedQuestion<Option<Duplicate>>
{
    /// <summary>How long a mail is under way at most: as long as a sending server waits for the reply to its data (RFC 5321 §4.5.3.2.6).</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public SharedKind Kind => SharedKind.Duplicates;

    /// <inheritdoc/>
    public Seq<Octets> Keys => Seqs.Of(Mail.Value);

    /// <inheritdoc/>
    public SharedAnswer<Option<Duplicate>> Answer(Seq<Option<SharedRow>> rows, Instant now) => rows[0].Bind(SharedMailCodec.Read).Match(
        // Whether the first attempt to write this was made, nobody may have heard.
        known => new SharedAnswer<Option<Duplicate>>(known is Duplicate.InProgress(var id) && id == Id ? Option<Duplicate>.None : known, rows),
        () => new SharedAnswer<Option<Duplicate>>(Option<Duplicate>.None, Seqs.Of(Option<SharedRow>.Some(
            new SharedRow(SharedMailCodec.Write(new Duplicate.InProgress(Id)), now + Longest) { EndsWithDaemon = true }))));
}

/// <summary>The journey of a mail has ended.</summary>
/// <param name="Mail">The mail.</param>
/// <param name="Id">Its id on that journey. Another's journey goes on.</param>
/// <param name="TakenAs">The id under which it is known for an hour from now on; none where it was not taken, or is known by what is stored of it.</param>
public sealed record SharedDepartureQuestion(Fingerprint Mail, string Id, Option<string> TakenAs) : ISharedQuestion<Unit>
{
    /// <summary>What a decision means for the daemons: a mail that is stored is known by that.</summary>
    public static SharedDepartureQuestion Of(Fingerprint mail, Decision decision) => new(
        mail, decision.Arrival.Id, decision.Verdict is Verdict.Queued or Verdict.CommandOnly or Verdict.Duplicate ? Option<string>.None : DuplicateFilter.TakenAs(decision));

    /// <inheritdoc/>
    public SharedKind Kind => SharedKind.Duplicates;

    /// <inheritdoc/>
    public Seq<Octets> Keys => Seqs.Of(Mail.Value);

    /// <inheritdoc/>
    public SharedAnswer<Unit> Answer(Seq<Option<SharedRow>> rows, Instant now) => new(
        Unit.Default,
        Seqs.Of(TakenAs.Case is string id ? new SharedRow(SharedMailCodec.Write(new Duplicate.Taken(id)), now + RecentMails.Span)
            : rows[0].Filter(row => SharedMailCodec.Read(row).Case is not Duplicate.InProgress(var mine) || mine != Id)));
}

/// <summary>What is known of a mail, as a row that daemons have in common.</summary>
static class SharedMailCodec
{
    /// Each says the version, too.
    const byte Taken = (byte)'T', InProgress = (byte)'U';

    /// The longest id that is believed.
    const int LongestId = 100;

    internal static Octets Write(Duplicate known) => known switch
    {
        Duplicate.Taken(var id) => Written(Taken, id),
        Duplicate.InProgress(var id) => Written(InProgress, id),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// What cannot be read counts as nothing.
    internal static Option<Duplicate> Read(SharedRow row) => row.State.Length is > 1 and <= LongestId
        ? row.State.Span[0] switch
        {
            Taken => new Duplicate.Taken(Id(row)),
            InProgress => new Duplicate.InProgress(Id(row)),
            _ => Option<Duplicate>.None,
        }
        : Option<Duplicate>.None;

    static Octets Written(byte kind, string id) => new((byte[])[kind, .. Octets.Utf8(id).Span]);

    static string Id(SharedRow row) => Printable.WellFormed(row.State.Slice(1).ToUtf8());
}
