using System.Collections.Frozen;
using System.Text.Json;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Journey;

/// <summary>A mail of 4 KiB, the policy that it meets, and what the world outside says of it.</summary>
/// <param name="Session">What the session goes by.</param>
/// <param name="Policy">What the journey goes by.</param>
/// <param name="Relay">How the relay is spoken to.</param>
/// <param name="Lists">How the block lists do.</param>
/// <param name="Signatures">What its signatures come to.</param>
/// <param name="Records">The texts in the DNS; no other name exists.</param>
public sealed record MailCourse(
    SessionPolicy Session, JourneyPolicy Policy, RelayPolicy Relay, BlocklistHealth Lists, SignatureFindings Signatures, FrozenDictionary<Question, Answer> Records)
{
    static readonly string Mail = "From: a@sender.test\r\nTo: x@example.com\r\nSubject: Good day\r\nMessage-ID: <1@sender.test>\r\nDate: Thu, 26 Nov 2026 08:00:00 +0000\r\n\r\n"
        + string.Concat(Enumerable.Repeat("This is a line of an ordinary mail, as long as lines are.\r\n", 66));

    static readonly Answer Absent = new Answer.NoSuchDomain();

    /// <summary>What the session receives.</summary>
    public ReceivedMail Received { get; } = JourneyMails.Arrival(Mail).Mail;

    /// <summary>The data as they come, with the final dot.</summary>
    public Octets Wire { get; } = Octets.Latin1(Mail + ".\r\n");

    /// <summary>The digest of the body.</summary>
    public Octets BodyDigest { get; } = new(new byte[32]);

    /// <summary>One block list, and an author's domain without a policy, which is looked for by walking up the tree; nothing else is checked.</summary>
    public static MailCourse Unauthenticated { get; } = new(
        Reception, JourneyMails.Policy(mode: DeliveryMode.CutThrough), ToRelay(Settings()), FilteringArbitraries.Health([JourneyMails.List]), new SignatureFindings(default, NoChain, 0),
        FrozenDictionary<Question, Answer>.Empty);

    /// <summary>
    /// All that a configuration with the required keys alone brings: sixteen block lists; SPF, a signature and DMARC pass for an author whose domain asks receivers to reject all else, and
    /// the signature will hold at the next hop.
    /// </summary>
    public static MailCourse Default { get; } = ByDefault(SettingsPolicies.Journey(Settings()), ToRelay(Settings()));

    /// <summary>What the DNS says.</summary>
    public Answer Answer(Question question) => Records.GetValueOrDefault(question, Absent);

    static SessionPolicy Reception => new(
        JourneyMails.Domain("mx.example.com"), FrozenSet.Create(JourneyMails.Domain("example.com")), OfferTls: true, ScreenAtRecipient: false, SessionLimits.Default);

    static ArcFinding NoChain => new(ArcResult.None, 0, default, "");

    static MailCourse ByDefault(JourneyPolicy policy, RelayPolicy relay) => new(
        Reception, policy, relay, FilteringArbitraries.Health(policy.Screening.Lists), new SignatureFindings(Seqs.Of(Signature), NoChain, 0),
        new Dictionary<Question, Answer>
        {
            [new Question("sender.test", RecordType.Txt)] = Text("v=spf1 ip4:192.0.2.0/24 -all"),
            [new Question("_dmarc.sender.test", RecordType.Txt)] = Text("v=DMARC1; p=reject"),
        }.ToFrozenDictionary());

    static SignatureResult Signature => new(
        DkimResult.Pass, "", JourneyMails.Domain("sender.test"), "s1", "@sender.test", "rsa-sha256", 2048, default, default, HasBodyLimit: false,
        Seqs.Of("from", "to", "subject", "date", "message-id"), InTest: false, "dGhlIGZpcnN0");

    static RelayPolicy ToRelay(LaitosSettings settings) => SettingsPolicies.Relay(settings).IfNone(() => throw new InvalidOperationException());

    static Answer.Records Text(string text) => new(Seqs.Of<RecordData>(new RecordData.Text(Octets.Latin1(text))));

    static LaitosSettings Settings()
    {
        using var document = JsonDocument.Parse(
            """{"MailDaemon":{"MyDomains":["example.com"],"ForwardTo":["me@private.example"]},"MailClient":{"MTAHost":"relay.example","MailFrom":"forwarder@own.example"}}""");
        return SettingsParser.Parse(document.RootElement).Match(Succ: parsed => parsed.Settings, Fail: problems => throw new InvalidOperationException(problems.ToString()));
    }
}
