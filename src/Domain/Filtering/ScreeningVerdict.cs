using System.Globalization;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Filtering;

/// <summary>A client's entry in one list.</summary>
/// <param name="List">The list.</param>
/// <param name="Answers">The answers that counted.</param>
/// <param name="Reason">What the list says about the entry: printable ASCII, at most 200 characters, without keys.</param>
public sealed record Listing(Blocklist List, Seq<IpAddress> Answers, Option<string> Reason);

/// <summary>A list that was asked and did not tell.</summary>
public sealed record ListFailure(Blocklist List, string Cause);

/// <summary>What the lists say about a client.</summary>
/// <param name="Client">The address of the client.</param>
/// <param name="Threshold">The score from which mail is blocked.</param>
/// <param name="Listings">The entries that were found, in the order of the policy.</param>
/// <param name="Failures">The lists that did not tell, in the order of the policy.</param>
public sealed record ScreeningVerdict(IpAddress Client, int Threshold, Seq<Listing> Listings, Seq<ListFailure> Failures)
{
    const int ExplanationLength = 400;

    /// <summary>
    /// The weights of all listings. A list of the good that did not tell is given the benefit of the doubt: all its entries count as
    /// if they vouched for the client, so that a failing list never blocks mail.
    /// </summary>
    public int Score =>
        Listings.AsEnumerable().Sum(listing => listing.List.Weight)
        + Failures.AsEnumerable().Select(failure => failure.List.Weight).Where(weight => weight < 0).Sum();

    /// <summary>True when the mail of the client is to be refused.</summary>
    public bool IsBlocked => Score >= Threshold && Listings.Exists(listing => listing.List.IsAgainst);

    /// <summary>
    /// The reason for a refusal in one line of at most 400 printable ASCII characters: the client, each list against it and what the list says.
    /// Empty when no list speaks against the client.
    /// </summary>
    public string Explain()
    {
        var against = Listings.Filter(listing => listing.List.IsAgainst);
        return against.IsEmpty ? "" : Printable.ReplyText(
            $"{Client} is listed by {string.Join("; ", against.AsEnumerable().Select(Sentence))}{Sum(against)}",
            ExplanationLength);
    }

    string Sum(Seq<Listing> against) =>
        Threshold > 1 || against.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" [score {Score} of {Threshold}]") : "";

    static string Sentence(Listing listing) =>
        listing.List.Name + listing.Reason.Match(reason => $" ({reason})", () => "");
}
