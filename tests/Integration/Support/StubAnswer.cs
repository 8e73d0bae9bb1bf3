using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Integration.Support;

/// <summary>What a resolver that knows one zone answers to a query.</summary>
static class StubAnswer
{
    const int MaxAliases = 12;

    public static Message To(StubZone zone, Message query)
    {
        var question = query.Questions.Head.Question;
        var answers = default(Seq<ResourceRecord>);
        var name = question.Name;
        for (var i = 0; i < MaxAliases && question.Type != RecordType.Cname; i++)
        {
            if (zone.Records(name, RecordType.Cname) is not [{ Data: RecordData.Name(var target) } alias])
            {
                break;
            }

            answers = answers.Add(alias);
            name = target;
        }

        var last = new Question(name, question.Type);
        var records = zone.Records(name, question.Type);
        var code = Code(zone, last);
        return new Message(
            query.Header with { Flags = Header.Response | Header.RecursionAvailable | (query.Header.Flags & Header.RecursionDesired) | (int)code },
            query.Questions,
            answers.Then(records),
            records.IsEmpty && code is ResponseCode.NoError or ResponseCode.NameError ? Seqs.Of(StartOfAuthority) : default,
            default,
            query.Edns.Map(_ => Edns.Plain(LookupPolicy.UnfragmentedPayload)));
    }

    static ResponseCode Code(StubZone zone, Question question) =>
        zone.Is(question, "SERVFAIL") ? ResponseCode.ServerFailure
        : zone.Is(question, "REFUSED") ? ResponseCode.Refused
        : zone.Is(question, "NXDOMAIN") || !zone.Has(question.Name) ? ResponseCode.NameError
        : ResponseCode.NoError;

    static ResourceRecord StartOfAuthority => new("", RecordType.Soa, ResourceRecord.Internet, 60, new RecordData.Authority(60));
}
