using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Filtering;

/// <summary>Asks lists about a client, all at once, and weighs what they say.</summary>
public static class Screening
{
    const int ReasonLength = 200;

    /// <summary>
    /// The questions of the first round, for each list that holds addresses of the client's kind and is not set aside: whether it has the client, and where it has
    /// not proven itself yet, its test. None for a client of a private network.
    /// </summary>
    public static Seq<Question> Questions(ScreeningPolicy policy, BlocklistHealth health, IpAddress client) =>
        Judge(policy, health, client, Knowledge.Empty).Match(Succ: _ => default, Fail: missing => missing);

    /// <summary>
    /// The verdict, or the questions of the next round. A list that has the client is asked for its reason; there is no third round. One that fails its test
    /// counts as one that does not tell.
    /// </summary>
    public static Validation<Question, ScreeningVerdict> Judge(ScreeningPolicy policy, BlocklistHealth health, IpAddress client, Knowledge known) =>
        Asked(policy, health, client)
            .Map(list => Proven(list, health, known, known.Ask(list.Membership(client)).Bind(answer => Finding(list, client, known, answer))))
            .Together()
            .Map(findings => new ScreeningVerdict(
                client,
                policy.Threshold,
                findings.AsEnumerable().OfType<ListFinding.Listed>().Select(listed => listed.Listing).Gather(),
                findings.AsEnumerable().OfType<ListFinding.Failed>().Select(failed => failed.Failure).Gather()));

    static Seq<Blocklist> Asked(ScreeningPolicy policy, BlocklistHealth health, IpAddress client) =>
        client.IsPrivate || client.IsLoopback
            ? default
            : policy.Lists.Filter(list => health.Of(list) is not ListHealth.SetAside && (list.Ipv6 || !client.IsV6));

    /// The finding of a list that has proven itself, or proves itself by what is known.
    static Validation<Question, ListFinding> Proven(Blocklist list, BlocklistHealth health, Knowledge known, Validation<Question, ListFinding> finding) =>
        health.Of(list) is ListHealth.Healthy ? finding
        : Seqs.Of(ListProof.Questions(list).Map(known.Ask).Together().Map(_ => Option<ListFinding>.None), finding.Map(Option<ListFinding>.Some)).Together()
            .Map(both => ListProof.Fault(list, known).Match(fault => new ListFinding.Failed(new ListFailure(list, fault)), () => both[1].IfNone(new ListFinding.Clean())));

    static Validation<Question, ListFinding> Finding(Blocklist list, IpAddress client, Knowledge known, Answer answer) =>
        (answer, list.Listing(answer)) switch
        {
            (Answer.Unavailable(var cause), _) => Found(new ListFinding.Failed(new ListFailure(list, cause))),
            (_, { IsEmpty: true }) when Refusal(answer) is { IsSome: true } refusal =>
                Found(new ListFinding.Failed(new ListFailure(list, refusal.IfNone("")))),
            (_, { IsEmpty: true }) => Found(new ListFinding.Clean()),
            (_, var answers) when list.IsAgainst =>
                known.Ask(list.Reason(client)).Map<ListFinding>(reason => new ListFinding.Listed(new Listing(list, answers, Text(list, reason)))),
            (_, var answers) => Found(new ListFinding.Listed(new Listing(list, answers, Option<string>.None))),
        };

    /// An error code in place of a listing: the list does not answer us.
    static Option<string> Refusal(Answer answer) =>
        answer is Answer.Records(var data)
            ? data.AsEnumerable().OfType<RecordData.Address>().Select(record => record.Value).Where(ListAnswers.IsError)
                .Select(code => $"error code {code}").Order(StringComparer.Ordinal).Gather() is [var first, ..] ? first : Option<string>.None
            : Option<string>.None;

    /// Of several texts the first in the alphabet, so that the order of records does not matter.
    static Option<string> Text(Blocklist list, Answer answer) =>
        answer is Answer.Records(var data)
            && data.AsEnumerable().OfType<RecordData.Text>().Select(record => record.Value.ToLatin1()).Where(text => text.Length > 0)
                .Order(StringComparer.Ordinal).Gather() is [var first, ..]
            ? Printable.ReplyText(list.Conceal(first), ReasonLength)
            : Option<string>.None;

    static Validation<Question, ListFinding> Found(ListFinding finding) => Prelude.Success<Question, ListFinding>(finding);

    abstract record ListFinding
    {
        ListFinding() { }

        public sealed record Clean : ListFinding;

        public sealed record Listed(Listing Listing) : ListFinding;

        public sealed record Failed(ListFailure Failure) : ListFinding;
    }
}
