using Laitos.Domain.Dns;

namespace Laitos.Integration.Support;

/// <summary>What a resolver that knows one zone sends back to a query; aliases are followed as far as the zone goes.</summary>
static class StubAnswer
{
    const int MaxAliases = 12, LeastPayload = 512;

    /// <summary>The packets: none, one, or a false one ahead of the right one.</summary>
    public static async Task<byte[][]> To(StubZone zone, WireQuery query, bool overTcp, CancellationToken stop)
    {
        await Task.Delay(zone.Number(query.Question.Name, "DELAY", 0), stop);
        var packet = zone.Is(query.Question, "NOEDNS") && query.Payload > 0 ? Bare(query, ResponseCode.FormatError) : Whole(zone, query);
        return zone.Is(query.Question, "SILENT") ? []
            : !overTcp && (zone.Is(query.Question, "TRUNCATE") || packet.Length > Math.Max(LeastPayload, query.Payload)) ? [DnsWire.Write(query, DnsWire.Response | DnsWire.Truncated, [], [])]
            : !overTcp && zone.Is(query.Question, "SPOOFED") ? [Bare(query with { Id = query.Id ^ 1 }, ResponseCode.NameError), packet]
            : [packet];
    }

    static byte[] Whole(StubZone zone, WireQuery query)
    {
        var (name, answers) = (query.Question.Name, new List<ResourceRecord>());
        for (var i = 0; i < MaxAliases && query.Question.Type != RecordType.Cname; i++)
        {
            if (zone.Records(name, RecordType.Cname) is not [{ Data: RecordData.Name(var target) } alias])
            {
                break;
            }

            answers.Add(alias);
            name = target;
        }

        var records = zone.Records(name, query.Question.Type);
        var code = Code(zone, new Question(name, query.Question.Type));
        ResourceRecord[] authority = records.IsEmpty && code is ResponseCode.NoError or ResponseCode.NameError ? [StartOfAuthority] : [];
        return DnsWire.Write(query, DnsWire.Response | (int)code, [.. answers, .. records], authority);
    }

    static byte[] Bare(WireQuery query, ResponseCode code) => DnsWire.Write(query, DnsWire.Response | (int)code, [], []);

    static ResponseCode Code(StubZone zone, Question question) =>
        zone.Is(question, "SERVFAIL") ? ResponseCode.ServerFailure
        : zone.Is(question, "REFUSED") ? ResponseCode.Refused
        : zone.Is(question, "NXDOMAIN") || !zone.Has(question.Name) ? ResponseCode.NameError
        : ResponseCode.NoError;

    static ResourceRecord StartOfAuthority => new("", RecordType.Soa, 60, new RecordData.Authority(60));
}
