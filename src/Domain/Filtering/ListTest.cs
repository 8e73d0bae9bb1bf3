using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Filtering;

/// <summary>
/// The test of a list (RFC 5782 §5): 127.0.0.2 must be in it and 127.0.0.1 must not. A list that also holds IPv6 addresses is tested as one of IPv4.
/// </summary>
public static class ListTest
{
    static readonly IpAddress Present = Loopback(2);
    static readonly IpAddress Absent = Loopback(1);

    /// <summary>The two questions of the test.</summary>
    public static Seq<Question> Questions(Blocklist list) => Seqs.Of(list.Membership(Present), list.Membership(Absent));

    /// <summary>Those of them that have no answer yet.</summary>
    public static Seq<Question> Missing(Blocklist list, Knowledge known) => Questions(list).FilterStrict(question => !known.Knows(question));

    /// <summary>
    /// What is wrong with a list; none when it passes. The entry of the test counts with any code of 127.0.0.0/8, not only with those that count
    /// against clients: a list may keep it under a code of its own. An answer that is missing counts as silence.
    /// </summary>
    public static Option<string> Fault(Blocklist list, Knowledge known) =>
        (AnswerTo(list.Membership(Present), known), AnswerTo(list.Membership(Absent), known)) switch
        {
            (Answer.Unavailable(var cause), _) => $"it does not answer ({cause})",
            (_, Answer.Unavailable(var cause)) => $"it does not answer ({cause})",
            (Answer.Records(var present), _) when ErrorIn(present) is { IsSome: true } code => $"it refuses to answer us ({code.IfNone("")})",
            (_, Answer.Records) => "it lists 127.0.0.1, so perhaps everything",
            (Answer.Records(var present), _) when present.Exists(IsEntry) => Option<string>.None,
            _ => "it does not list its test entry 127.0.0.2",
        };

    static Answer AnswerTo(Question question, Knowledge known) =>
        known.Find(question).IfNone(new Answer.Unavailable("no answer"));

    static Option<string> ErrorIn(Seq<RecordData> data) =>
        data.AsEnumerable().OfType<RecordData.Address>().Where(record => ListAnswers.IsError(record.Value))
            .Select(record => record.Value.ToString()).Order(StringComparer.Ordinal).Gather() is [var first, ..] ? first : Option<string>.None;

    static bool IsEntry(RecordData record) => record is RecordData.Address(var value) && ListAnswers.IsWithin(Seqs.Of(ListAnswers.Any), value);

    static IpAddress Loopback(byte last) =>
        IpAddress.OfOctets([127, 0, 0, last]).IfNone(() => throw new System.Diagnostics.UnreachableException());
}
