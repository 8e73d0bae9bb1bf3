using System.Globalization;
using Laitos.Domain.Filtering;

namespace Laitos.Domain.Tracing;

/// <summary>What each block list said of a client.</summary>
/// <param name="Score">The weights of the entries that were found.</param>
/// <param name="Threshold">The score from which mail is blocked.</param>
/// <param name="Lists">Every list, asked or not; empty when there was no screening.</param>
public sealed record TraceScreening(long Score, long Threshold, Seq<TraceListAnswer> Lists)
{
    /// <summary>Lists were not asked.</summary>
    public static TraceScreening None { get; } = new(0, 0, default);

    /// <summary>True when the lists block the client.</summary>
    public bool IsBlocked => Lists.Exists(list => list is { Kind: ListAnswerKind.Listed, Weight: > 0 }) && Score >= Threshold;

    /// <summary>What a verdict rests on, the lists that were clean, set aside or not asked included.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="health">How the lists did.</param>
    /// <param name="text">How text is kept.</param>
    public static TraceScreening Of(ScreeningVerdict verdict, BlocklistHealth health, TraceText text)
    {
        var told = verdict.Listings.MapStrict(listing => listing.List.Zone).Then(verdict.Failures.MapStrict(failure => failure.List.Zone)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new(
            verdict.Score,
            verdict.Threshold,
            Seqs.Joined(
                verdict.Listings.MapStrict(listing => new TraceListAnswer(listing.List.Name, ListAnswerKind.Listed, listing.List.Weight, text.Of(Words(listing)))),
                verdict.Failures.MapStrict(failure => new TraceListAnswer(failure.List.Name, ListAnswerKind.Silent, failure.List.Weight, text.Of(failure.List.Mask(failure.Cause)))),
                health.Lists.FilterStrict(list => !told.Contains(list.Zone)).MapStrict(list => Other(list, health, verdict, text))));
    }

    static TraceListAnswer Other(Blocklist list, BlocklistHealth health, ScreeningVerdict verdict, TraceText text) => health.Of(list) switch
    {
        ListHealth.SetAside(var reason, _, _, _) => new(list.Name, ListAnswerKind.SetAside, list.Weight, text.Of(list.Mask(reason))),
        _ when !Filtering.Screening.MayHave(list, verdict.Client) => new(list.Name, ListAnswerKind.NotAsked, list.Weight, ""),
        _ => new(list.Name, ListAnswerKind.Clean, list.Weight, ""),
    };

    static string Words(Listing listing) => string.Create(
        CultureInfo.InvariantCulture, $"{string.Join(",", listing.Answers)}{listing.Reason.Match(reason => $" {listing.List.Mask(reason)}", () => "")}");
}

/// <summary>What one block list said of a client.</summary>
/// <param name="List">The list, without its owner's key.</param>
/// <param name="Kind">Whether it has the client, has not, or did not tell.</param>
/// <param name="Weight">What an entry counts.</param>
/// <param name="Words">Its answer and reason, or why it did not answer.</param>
public sealed record TraceListAnswer(string List, ListAnswerKind Kind, long Weight, string Words)
{
    /// <summary>What an entry counts in most lists.</summary>
    public const long UsualWeight = 1;
}

/// <summary>What a block list said.</summary>
public enum ListAnswerKind
{
    /// <summary>It does not have the client.</summary>
    Clean,

    /// <summary>It has the client.</summary>
    Listed,

    /// <summary>It was asked and did not answer as a list should.</summary>
    Silent,

    /// <summary>It had failed its test, and was not asked.</summary>
    SetAside,

    /// <summary>It does not hold addresses of that kind, or the client belongs to a private network.</summary>
    NotAsked,
}
