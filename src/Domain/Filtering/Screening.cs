using System.Globalization;
using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Filtering;

/// <summary>Asks lists about a client, all at once, and weighs what they say.</summary>
public static class Screening
{
    const int ReasonLength = 200;

    /// <summary>
    /// The questions of the first round, for each list that holds addresses of the client's kind and is not set aside: whether it has the client, and where it has
    /// not been tested yet, its test. None for a client of a private network.
    /// </summary>
    public static Seq<Question> Questions(ScreeningPolicy policy, BlocklistHealth health, IpAddress client) =>
        Judge(policy, health, client, Knowledge.Empty).Match(Succ: _ => default, Fail: missing => missing);

    /// <summary>
    /// The verdict, or the questions of the next round. A list that has the client is asked for its reason; there is no third round. One that fails its test
    /// counts as one that does not answer.
    /// </summary>
    public static Validation<Question, ScreeningVerdict> Judge(ScreeningPolicy policy, BlocklistHealth health, IpAddress client, Knowledge known)
    {
        var (listings, failures, missing) = (default(Seq<Listing>), default(Seq<ListFailure>), new List<Question>());
        var asked = client.IsPrivate || client.IsLoopback ? default : policy.Lists;
        Span<char> front = stackalloc char[IpAddress.LongestReversed + 1];
        front = front[..(client.WriteReversed(front) + 1)];
        front[^1] = '.';
        for (var i = 0; i < asked.Count; i++)
        {
            var (list, state) = (asked[i], health.Of(asked[i]));
            if (state is ListHealth.SetAside || !Holds(list, client))
            {
                continue;
            }

            switch (Finding(policy, list, front, known, isTested: state is ListHealth.Healthy, missing))
            {
                case ListFinding.Listed(var listing):
                    listings = listings.Then(Seqs.Of(listing));
                    break;
                case ListFinding.Failed(var failure):
                    failures = failures.Then(Seqs.Of(failure));
                    break;
            }
        }

        return missing.Count == 0
            ? Prelude.Success<Question, ScreeningVerdict>(new ScreeningVerdict(client, policy.Threshold, listings, failures))
            : Validation<Question, ScreeningVerdict>.Fail(missing.Gather().Once());
    }

    /// <summary>True when a list may have an entry of a client: it holds addresses of its kind, and the client belongs to no private network.</summary>
    internal static bool MayHave(Blocklist list, IpAddress client) => !client.IsPrivate && !client.IsLoopback && Holds(list, client);

    static bool Holds(Blocklist list, IpAddress client) => list.Ipv6 || !client.IsV6;

    /// What a list says; null where questions are missing. A list that has not been tested yet is tested by what is known.
    static ListFinding? Finding(ScreeningPolicy policy, Blocklist list, ReadOnlySpan<char> front, Knowledge known, bool isTested, List<Question> missing)
    {
        var (zone, before) = (Name.Canonical(list.Zone), missing.Count);
        if (!isTested)
        {
            missing.AddRange(ListTest.Missing(list, known));
        }

        if (known.Find(RecordType.A, front, zone).Case is not Answer answer)
        {
            missing.EnsureCapacity(policy.Lists.Count);
            missing.Add(new Question(string.Concat(front, zone), RecordType.A));
            return null;
        }

        var finding = Finding(policy, list, front, known, answer, missing);
        return missing.Count > before ? null
            : !isTested && ListTest.Fault(list, known).Case is string fault ? new ListFinding.Failed(new ListFailure(list, fault))
            : finding;
    }

    static ListFinding? Finding(ScreeningPolicy policy, Blocklist list, ReadOnlySpan<char> front, Knowledge known, Answer answer, List<Question> missing)
    {
        if (answer is Answer.Unavailable(var cause))
        {
            return new ListFinding.Failed(new ListFailure(list, cause));
        }

        var listing = list.Listing(answer);
        if (listing.IsEmpty)
        {
            return Refusal(answer).Case is string refusal ? new ListFinding.Failed(new ListFailure(list, refusal)) : Clean;
        }

        if (!list.IsAgainst)
        {
            return new ListFinding.Listed(new Listing(list, listing, Option<string>.None));
        }

        var question = new Question(string.Concat(front, list.Zone), RecordType.Txt);
        if (known.Find(question).Case is Answer reason)
        {
            return new ListFinding.Listed(new Listing(list, listing, Text(policy, reason)));
        }

        missing.Add(question);
        return null;
    }

    static readonly ListFinding Clean = new ListFinding.Clean();

    /// An error code in place of a listing: the list does not answer us.
    static Option<string> Refusal(Answer answer) =>
        answer is Answer.Records(var data)
            ? data.AsEnumerable().OfType<RecordData.Address>().Select(record => record.Value).Where(ListAnswers.IsError)
                .Select(code => $"error code {code}").Order(StringComparer.Ordinal).Gather() is [var first, ..] ? first : Option<string>.None
            : Option<string>.None;

    /// Of several texts the first in the alphabet, so that the order of records does not matter. No list's words show a key, be it that of another list.
    static Option<string> Text(ScreeningPolicy policy, Answer answer) =>
        answer is Answer.Records(var data)
            && data.AsEnumerable().OfType<RecordData.Text>().Select(record => record.Value.ToLatin1()).Where(text => text.Length > 0)
                .Order(StringComparer.Ordinal).Gather() is [var first, ..]
            ? Printable.ReplyText(policy.Lists.Fold(first, (shown, list) => list.Mask(shown)), ReasonLength)
            : Option<string>.None;

    abstract record ListFinding
    {
        ListFinding() { }

        public sealed record Clean : ListFinding;

        public sealed record Listed(Listing Listing) : ListFinding;

        public sealed record Failed(ListFailure Failure) : ListFinding;
    }
}

/// <summary>A client's entry in one list.</summary>
/// <param name="List">The list.</param>
/// <param name="Answers">The answers that counted.</param>
/// <param name="Reason">What the list says about the entry: printable ASCII, at most 200 characters, without keys.</param>
public sealed record Listing(Blocklist List, Seq<IpAddress> Answers, Option<string> Reason);

/// <summary>A list that was asked and did not answer.</summary>
public sealed record ListFailure(Blocklist List, string Cause);

/// <summary>What the lists say about a client.</summary>
/// <param name="Client">The address of the client.</param>
/// <param name="Threshold">The score from which mail is blocked.</param>
/// <param name="Listings">The entries that were found, in the order of the policy.</param>
/// <param name="Failures">The lists that did not answer, in the order of the policy.</param>
public sealed record ScreeningVerdict(IpAddress Client, int Threshold, Seq<Listing> Listings, Seq<ListFailure> Failures)
{
    const int ExplanationLength = 400;

    /// <summary>
    /// The weights of all listings. An allow list that did not answer is given the benefit of the doubt: all its entries count as
    /// if they vouched for the client, so that a failing list never blocks mail.
    /// </summary>
    public int Score
    {
        get
        {
            var score = 0;
            for (var i = 0; i < Listings.Count; i++)
            {
                score += Listings[i].List.Weight;
            }

            for (var i = 0; i < Failures.Count; i++)
            {
                score += Math.Min(0, Failures[i].List.Weight);
            }

            return score;
        }
    }

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

    /// <summary>
    /// Why a client with an entry somewhere was not blocked, in one line of at most 400 printable ASCII characters: each list with its weight, and the score. Empty for a
    /// client that no list knows.
    /// </summary>
    public string ExplainScore() =>
        Listings.IsEmpty ? "" : Printable.ReplyText(
            string.Create(CultureInfo.InvariantCulture, $"{string.Join("; ", Listings.AsEnumerable().Select(Weighed))} [score {Score} of {Threshold}]"),
            ExplanationLength);

    /// <summary>The lists that did not answer, and why, in one line of at most 400 printable ASCII characters. Empty when all answered.</summary>
    public string ExplainFailures() =>
        Failures.IsEmpty ? "" : Printable.ReplyText(
            string.Join("; ", Failures.AsEnumerable().Select(failure => $"{failure.List.Name} ({failure.List.Mask(failure.Cause)})")), ExplanationLength);

    static string Weighed(Listing listing) => string.Create(CultureInfo.InvariantCulture, $"{listing.List.Name} {listing.List.Weight:+0;-0;0}");

    string Sum(Seq<Listing> against) =>
        Threshold > 1 || against.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" [score {Score} of {Threshold}]") : "";

    static string Sentence(Listing listing) =>
        listing.List.Name + listing.Reason.Match(reason => $" ({reason})", () => "");
}
