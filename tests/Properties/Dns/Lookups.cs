using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Dns;

using Message = Laitos.Domain.Dns.Message;

/// <summary>Plays histories to the machine; after the last happening there is silence.</summary>
static class Lookups
{
    static readonly IpAddress Address = IpAddress.OfOctets([192, 0, 2, 99]).IfNone(() => throw new InvalidOperationException());

    public static Seq<int> Ids { get; } = Enumerable.Range(0, LookupPolicy.MaxQueries).Select(i => (i * 7919) & 0xffff).Gather();

    public static LookupPolicy OneServer { get; } = new(Seqs.Of(new NameServer(Address)), Seqs.Of(TimeSpan.FromSeconds(1)));

    /// <summary>What was sent, and how it ended. Every step must hold exactly one effect.</summary>
    public static (LookupEffect.Done Done, Seq<LookupEffect> Sent) Play(LookupPolicy policy, Question question, History history)
    {
        var happenings = new Queue<Happening>(history.Happenings);
        var sent = new List<LookupEffect>();
        Lookup state = new Lookup.Idle(question);
        LookupInput input = new LookupInput.Start(Ids);
        while (true)
        {
            var step = DnsLookup.Advance(policy, state, input);
            Assert.That(step.Effects, Has.Count.EqualTo(1));
            state = step.Next;
            switch (step.Effects.Head)
            {
                case LookupEffect.Done done:
                    return (done, sent.Gather());
                case LookupEffect.Listen:
                    break;
                case var sending:
                    sent.Add(sending);
                    break;
            }

            input = Tell(QueryOf(sent[^1]), happenings.TryDequeue(out var happening) ? happening : Happening.TimedOut, ServerOf(sent[^1]));
        }
    }

    public static Message QueryOf(LookupEffect effect) => MessageDecoder.Decode(effect switch
    {
        LookupEffect.SendUdp udp => udp.Packet,
        LookupEffect.SendTcp tcp => tcp.Packet,
        _ => throw new InvalidOperationException(),
    }).Match(query => query, error => throw new InvalidOperationException(error.ToString()));

    public static LookupInput Tell(Message query, Happening happening, NameServer server) => happening switch
    {
        Happening.TimedOut => new LookupInput.TimedOut(),
        Happening.NetworkFailed => new LookupInput.Failed("refused"),
        Happening.WrongServer => new LookupInput.PacketReceived(Encoded(With(query, [Record(query.Questions.Head.Question)])), server with { Port = 54 }),
        Happening.Garbage => new LookupInput.PacketReceived(Octets.Latin1("\u0012\u0034garbage"), server),
        Happening.HalfAPacket => new LookupInput.PacketReceived(Half(Encoded(With(query, [Record(query.Questions.Head.Question)]))), server),
        _ => new LookupInput.PacketReceived(Encoded(Response(query, happening)), server),
    };

    static Message Response(Message query, Happening happening)
    {
        var question = query.Questions.Head.Question;
        var good = With(query, [Record(question)]);
        var next = $"next.{question.Name}".TrimEnd('.') is { Length: < 240 } longer ? longer : "next.test";
        return happening switch
        {
            Happening.Records => good,
            Happening.NoData => With(query, [], [Authority("")]),
            Happening.NoDataWithoutAuthority => With(query, [], [Authority("elsewhere.invalid")]),
            Happening.Denied => Coded(With(query, [], [Authority("")]), ResponseCode.NameError),
            Happening.AliasOnly => With(query, [Alias(question.Name, next)]),
            Happening.AliasWithRecords => With(query, [Record(new Question(next, question.Type)), Alias(question.Name, next)]),
            Happening.AliasLoop => With(query, [Alias(question.Name, next), Alias(next, question.Name)]),
            Happening.Cut => good with { Header = good.Header with { Flags = good.Header.Flags | Header.Truncated }, Answers = default },
            Happening.FormatError => Coded(With(query, []), ResponseCode.FormatError) with { Questions = default },
            Happening.ServerFailure => Coded(With(query, []), ResponseCode.ServerFailure),
            Happening.Refused => Coded(With(query, []), ResponseCode.Refused),
            Happening.Referral => With(query, [], [new ResourceRecord("", RecordType.Ns, 1, 60, new RecordData.Name("ns.test"))]),
            Happening.WrongId => good with { Header = good.Header with { Id = good.Header.Id ^ 0x8001 } },
            Happening.WrongName => good with { Questions = Seqs.Of(new QuestionEntry(new Question(next, question.Type), 1)) },
            Happening.WrongType => good with { Questions = Seqs.Of(new QuestionEntry(new Question(question.Name, (RecordType)99), 1)) },
            Happening.WrongClass => good with { Questions = Seqs.Of(new QuestionEntry(question, 3)) },
            Happening.NoQuestion => good with { Questions = default },
            Happening.NotAResponse => good with { Header = good.Header with { Flags = good.Header.Flags & ~Header.Response } },
            Happening.OtherOpcode => good with { Header = good.Header with { Flags = good.Header.Flags | 0x2800 } },
            _ => throw new InvalidOperationException(happening.ToString()),
        };
    }

    static Message With(Message query, ResourceRecord[] answers, ResourceRecord[]? authorities = null) => new(
        query.Header with { Flags = Header.Response | Header.RecursionDesired | Header.RecursionAvailable },
        query.Questions,
        Seqs.Of<ResourceRecord>(answers),
        Seqs.Of<ResourceRecord>(authorities ?? []),
        default,
        default);

    static Message Coded(Message message, ResponseCode code) => message with { Header = message.Header with { Flags = message.Header.Flags | (int)code } };

    static ResourceRecord Alias(string name, string target) => new(name, RecordType.Cname, 1, 30, new RecordData.Name(target));

    static ResourceRecord Authority(string owner) => new(owner, RecordType.Soa, 1, 300, new RecordData.Authority(40));

    static ResourceRecord Record(Question question) => new(question.Name, question.Type, 1, 50, question.Type switch
    {
        RecordType.A or RecordType.Aaaa => new RecordData.Address(Address),
        RecordType.Mx => new RecordData.Exchange(10, "mail.test"),
        RecordType.Txt => new RecordData.Text(Octets.Utf8("text")),
        RecordType.Ptr or RecordType.Cname or RecordType.Ns => new RecordData.Name("other.test"),
        RecordType.Soa => new RecordData.Authority(60),
        var type => new RecordData.Other((int)type, Octets.Utf8("data")),
    });

    static NameServer ServerOf(LookupEffect effect) => effect switch
    {
        LookupEffect.SendUdp udp => udp.Server,
        LookupEffect.SendTcp tcp => tcp.Server,
        _ => throw new InvalidOperationException(),
    };

    static Octets Half(Octets packet) => packet.Slice(0, packet.Length - 1);

    static Octets Encoded(Message message) => MessageEncoder.Encode(message).Match(octets => octets, error => throw new InvalidOperationException(error.ToString()));
}
