using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using DnsClient.Protocol.Options;
using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using LanguageExt;
using NameServer = Laitos.Domain.Dns.NameServer;

namespace Laitos.Shell.Dns;

/// <summary>One query to one server by DnsClient. Its cache, its retries and its choice of servers are switched off: the core decides.</summary>
sealed class Exchange
{
    // Whom to ask is told with each query; the library wants a server all the same.
    readonly LookupClient client = new(new LookupClientOptions(IPAddress.Loopback));

    /// <summary>What becomes of the query. Never throws; when stopped, it is as if the time were over.</summary>
    public async Task<QueryResult> Ask(Question question, LookupStep.Ask ask, CancellationToken stop)
    {
        try
        {
            return ResultOf(await client.QueryServerAsync([EndPoint(ask.Server)], new DnsQuestion(question.Name, (QueryType)question.Type), Options(ask), stop));
        }
        catch (DnsResponseException fault) when (fault.Code == DnsResponseCode.ConnectionTimeout)
        {
            return new QueryResult.Silent("did not answer in time");
        }
        catch (DnsResponseException fault) when (fault.InnerException is SocketException trouble)
        {
            return new QueryResult.Silent(trouble.Message);
        }
        catch (OperationCanceledException)
        {
            return new QueryResult.Silent("the lookup was ended");
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Whatever octets a server sends, and whatever the library makes of them: its exceptions for bad packets are of many types.
            return new QueryResult.Broken("sent what is no response to the query");
        }
    }

    static DnsQueryOptions Options(LookupStep.Ask ask) => new()
    {
        UseCache = false,
        Retries = 0,
        Timeout = ask.Timeout,
        UseTcpOnly = ask.Attempt.Tcp,
        ContinueOnDnsError = false,
        ContinueOnEmptyResponse = false,
        ThrowDnsErrors = false,

        // The library leaves OPT out when we take no more than DNS without EDNS allows.
        ExtendedDnsBufferSize = ask.Attempt.Edns ? LookupPolicy.PayloadSize : DnsQueryOptions.MinimumBufferSize,
    };

    static DnsClient.NameServer EndPoint(NameServer server) => new(new IPAddress(server.Address.Octets.Span), server.Port);

    /// RFC 6891 §6.1.1: one OPT record at most.
    static QueryResult ResultOf(IDnsQueryResponse response) =>
        response.Header is { HasQuery: true, OPCode: DnsOpCode.Query } && response.Additionals.OfType<OptRecord>().Count() <= 1
            ? new QueryResult.Responded(new Response(
                Code(response), Repeated(response.Questions), response.Header.HasAuthorityAnswer, Records(response.Answers), Records(response.Authorities)))
            : new QueryResult.Broken("sent a message that is no response");

    static ResponseCode Code(IDnsQueryResponse response) =>
        (ResponseCode)((int)response.Header.ResponseCode | response.Additionals.OfType<OptRecord>().Select(opt => (int)opt.ResponseCodeEx).FirstOrDefault());

    static Option<Question> Repeated(IReadOnlyList<DnsQuestion> questions) =>
        questions is [{ QuestionClass: QueryClass.IN } one] ? new Question(one.QueryName.Original, (RecordType)one.QuestionType) : Option<Question>.None;

    static Seq<ResourceRecord> Records(IEnumerable<DnsResourceRecord> records) => records
        .Where(record => record.RecordClass == QueryClass.IN)
        .Select(record => new ResourceRecord(Name.Canonical(record.DomainName.Original), (RecordType)record.RecordType, Math.Max(0, record.InitialTimeToLive), Data(record)))
        .Gather();

    static RecordData Data(DnsResourceRecord record) => record switch
    {
        AddressRecord address => IpAddress.OfOctets(address.Address.GetAddressBytes()).Match(RecordData (value) => new RecordData.Address(value), () => new RecordData.Other()),
        TxtRecord text => new RecordData.Text(Octets.Utf8(string.Concat(text.Text))),
        MxRecord exchange => new RecordData.Exchange(exchange.Preference, Name.Canonical(exchange.Exchange.Value)),
        CNameRecord alias => new RecordData.Name(Name.Canonical(alias.CanonicalName.Value)),
        PtrRecord pointer => new RecordData.Name(Name.Canonical(pointer.PtrDomainName.Value)),
        NsRecord server => new RecordData.Name(Name.Canonical(server.NSDName.Value)),
        SoaRecord authority => new RecordData.Authority(authority.Minimum),
        _ => new RecordData.Other(),
    };
}
