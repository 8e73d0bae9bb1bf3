using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Journey;

/// <summary>Mails and policies for the laws of the journey.</summary>
public static class JourneyMails
{
    public static readonly Instant Noon = new(1_795_000_000_000);

    public static DomainName Domain(string text) => DomainName.Parse(text).IfLeft(_ => throw new ArgumentException(text));

    public static Mailbox Box(string text) => Mailbox.Parse(text).IfLeft(_ => throw new ArgumentException(text));

    public static IpAddress Ip(string text) => IpAddress.Parse(text).IfLeft(_ => throw new ArgumentException(text));

    public static JourneyPolicy Policy(RewriteStyle style = RewriteStyle.NoDmarc, bool deferUnknown = false, DeliveryMode mode = DeliveryMode.NoSpool) => new(
        new ForwardingPolicy(Domain("mx.example.com"), Seqs.Of(Box("me@private.example"), Box("us@private.example")), Box("forwarder@own.example")),
        new AcceptancePolicy(mode, RetryPolicy.Standard, TimeSpan.FromSeconds(25), MostWaiting: 100),
        style, deferUnknown, TimeSpan.FromSeconds(5), MaxHops: 50)
    {
        Screening = new ScreeningPolicy(Seqs.Of(List), 1),
    };

    /// <summary>The one list that is asked.</summary>
    public static Blocklist List { get; } = Blocklist.Of("bl.example");

    public static ScreeningVerdict Blocked { get; } = new(Ip("192.0.2.1"), 1, Seqs.Of(new Listing(List, Seqs.Of(Ip("127.0.0.2")), "spam seen")), default);

    /// <summary>What the list says of the client.</summary>
    public static Knowledge Welcome { get; } = Knowledge.Empty.With(List.Membership(Ip("192.0.2.1")), new Answer.NoSuchDomain());

    public static Knowledge Listed { get; } = Knowledge.Empty
        .With(List.Membership(Ip("192.0.2.1")), new Answer.Records(Seqs.Of<RecordData>(new RecordData.Address(Ip("127.0.0.2")))))
        .With(List.Reason(Ip("192.0.2.1")), new Answer.Records(Seqs.Of<RecordData>(new RecordData.Text(Octets.Utf8("spam seen")))));

    public static Arrival Arrival(string mail, string sender = "a@sender.test", Knowledge? answers = null)
    {
        var octets = Octets.Latin1(mail);
        var header = HeaderSection.Parse(octets);
        var facts = new ContentFacts(octets.Length, header.Size, octets.Span.ContainsAnyInRange((byte)128, (byte)255), 78, ContentFaults.None);
        ReversePath from = sender.Length == 0 ? new ReversePath.Null() : new ReversePath.Sender(Box(sender));
        var envelope = new Envelope(from, Seqs.Of<ForwardPath>(new ForwardPath.Recipient(Box("x@example.com"))), BodyType.SevenBit, false);
        var received = new ReceivedMail(new Peer(Ip("192.0.2.1"), 4711), new HelloIdentity("client.test", true), Option<TlsState>.None, envelope, new Content(facts, octets));
        return new Arrival("id1", Noon, 42, received, header, FilteringArbitraries.Health([List]), answers ?? Welcome, Option<Duplicate>.None, new RelayLoad(0, 0, 10, TimeSpan.Zero, false));
    }

    /// <summary>The same mail for other recipients.</summary>
    public static Arrival To(this Arrival arrival, params string[] recipients) => arrival with
    {
        Mail = arrival.Mail with { Envelope = arrival.Mail.Envelope with { ForwardPaths = recipients.Select(ForwardPath (text) => new ForwardPath.Recipient(Box(text))).Gather() } },
    };

    /// <summary>The octets that a list of segments of a mail stands for.</summary>
    public static string Render(Seq<Segment> segments, string mail) => string.Concat(segments.Map(segment => segment switch
    {
        Segment.Fresh(var octets) => octets.ToLatin1(),
        Segment.Original(var offset, var length) => mail.Substring((int)offset, (int)length),
        _ => throw new System.Diagnostics.UnreachableException(),
    }));
}
