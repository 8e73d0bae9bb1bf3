using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Sasl;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Support;

namespace Laitos.Properties.Arbitraries;

/// <summary>Replies, wire octets, mails, policies, states and inputs of the sending side.</summary>
public static class SmtpClientArbitraries
{
    // Initialisers run in the order of the text: what others use stands first.
    /// <summary>What we call ourselves.</summary>
    public static Domain.Addresses.Host Name { get; } = (Domain.Addresses.Host)Domain.Addresses.Host.Parse("mx.example.net");

    static Gen<string> ReplyTexts { get; } =
        from length in Gen.Elements(0, 1, 5, 20, 390)
        from letters in Gen.ArrayOf(Gen.Elements("abc XYZ.-<>@:0123".ToCharArray()), length)
        select length == 0 ? "" : "t" + new string(letters);

    public static Gen<Reply> Replies { get; } =
        from code in Gen.Frequency(
            (3, Gen.Elements(220, 235, 250, 334, 354, 421, 450, 451, 452, 454, 500, 502, 550, 552, 554)),
            (1, Gen.Choose(200, 599)))
        from hasStatus in Gen.Elements(true, false)
        from subject in Gen.Elements(0, 1, 7, 999)
        from detail in Gen.Elements(0, 1, 10, 999)
        from lines in Gen.NonEmptyListOf(ReplyTexts)
        select new Reply(
            code,
            hasStatus && code / 100 != 3 ? new EnhancedStatus(code / 100, subject, detail) : Option<EnhancedStatus>.None,
            lines.Take(6).Gather());

    /// <summary>What a peer may send: lines that look like replies more or less, and any octets between.</summary>
    public static Gen<byte[]> Wire { get; } =
        Gen.ListOf(Gen.Frequency(
            (4, Replies.Select(reply => reply.OnTheWire().Span.ToArray())),
            (2, Gen.Elements("250\n", "250\r\n", "250-\r\n", "250 2.1.0\r\n", "25", "999 no\r\n", "250x\r\n", "\r\n", "250 a\rb\0\r\n", "250-a\r\n550 b\r\n", "354").Select(Encoding.Latin1.GetBytes)),
            (1, Gen.Elements(2040, 2044, 2046, 2047, 2048, 2049, 5000).Select(length => Encoding.ASCII.GetBytes("250 " + new string('x', length - 4) + "\r\n"))),
            (1, Gen.ArrayOf(Gen.Choose(0, 255).Select(octet => (byte)octet)))))
        .Select(parts => parts.SelectMany(part => part).ToArray());

    public static Gen<Mailbox> Mailboxes { get; } = Gen.Elements(
            "a@example.com", "b@example.com", "\"x y\"@example.com", "\"a\\\"b>c\"@example.com", "jöhn@example.com",
            "c@[192.0.2.1]", "d@[IPv6:2001:db8::1]", "e+f@sub.example.org")
        .Select(Mailbox);

    public static Gen<MailJob> Jobs { get; } =
        from isNull in Gen.Elements(true, false)
        from sender in Mailboxes
        from hasFallback in Gen.Elements(true, false)
        from recipients in Gen.NonEmptyListOf(Mailboxes)
        from size in Gen.Elements(0L, 1L, 1000L, 1001L, 1L << 40)
        from eightBit in Gen.Elements(true, false, false)
        from utf8 in Gen.Elements(Utf8Need.Nothing, Utf8Need.Nothing, Utf8Need.Text, Utf8Need.Address)
        select new MailJob(
            isNull ? new ReversePath.Null() : new ReversePath.Sender(sender),
            hasFallback ? Mailbox("fallback@example.net") : Option<Mailbox>.None,
            recipients.Distinct().Gather(), size, eightBit, utf8);

    public static Gen<RelayPolicy> Policies { get; } =
        from tls in Gen.Elements(Enum.GetValues<TlsMode>())
        from login in Gen.Elements(
            Option<Login>.None, new Login("user", new LoginProof.Password(new Secret("hunter2"))),
            new Login("user", new LoginProof.PasswordFile("/password")), new Login("user", new LoginProof.TokenFile("/token")), new Login("user", new LoginProof.TokenCommand(Seqs.Of("print-token"))))
        from inClear in Gen.Elements(true, false)
        from verify in Gen.Elements(true, false)
        from partial in Gen.Elements(PartialRefusal.AllOrNothing, PartialRefusal.Individually)
        select RelayPolicy.Plain("relay.example", 25, Name) with { Login = login, AllowPlaintextAuth = inClear, Tls = tls, VerifyCertificate = verify, Partial = partial };

    public static Gen<ServiceExtensions> Offers { get; } =
        from eightBit in Gen.Elements(true, false)
        from utf8 in Gen.Elements(true, false)
        from limit in Gen.Elements(Option<long>.None, 1000L, 1L << 41)
        from mechanisms in Gen.SubListOf("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "XOAUTH2", "OAUTHBEARER", "NTLM")
        select new ServiceExtensions(eightBit, utf8, limit, mechanisms.Gather());

    /// <summary>Transactions with the replies that the relay may have given so far.</summary>
    public static Gen<Transaction> Transactions { get; } =
        from job in Jobs
        from replies in Gen.ListOf(Replies)
        let fresh = Transaction.Of(job).Head
        let said = replies.Take(1 + fresh.Recipients.Count).ToList()
        select said.Skip(1).Aggregate(said.Count == 0 ? fresh : fresh.SenderAnswered(said[0]), (mail, reply) => mail.Answered(reply));

    public static Gen<RelayFault> Faults { get; } =
        from reply in Replies
        from stage in Gen.Elements(Enum.GetValues<RelayStage>())
        from fault in Gen.Elements<RelayFault>(
            new RelayFault.NameUnknown("relay.example", "none"), new RelayFault.RelayIsSelf("127.0.0.1:25"), new RelayFault.Unreachable("refused"), new RelayFault.NotWelcome(reply),
            new RelayFault.NoTls(), new RelayFault.TlsRefused(reply), new RelayFault.HandshakeFailed("x"),
            new RelayFault.Untrusted("relay.example", new CertificateProblem(false, true, default, "", default)), new RelayFault.LoginInClear(), new RelayFault.NoLogin(default),
            new RelayFault.NoSecret("x"), new RelayFault.LoginRefused(reply), new RelayFault.LoginWanted(reply), new RelayFault.OnTrial(reply), new RelayFault.RelayingDenied(reply), new RelayFault.Closing(reply), new RelayFault.Broken(stage),
            new RelayFault.Silent(stage), new RelayFault.Garbled(stage, "?"), new RelayFault.InDoubt("x"), new RelayFault.ContentUnavailable("x"), new RelayFault.AllBusy(),
            new RelayFault.HeldBack(reply))
        select fault;

    public static Gen<DeliveryAttempt> Attempts { get; } =
        from mail in Transactions
        from reused in Gen.Elements(true, false)
        from content in Gen.Elements(Enum.GetValues<ContentSent>())
        from reply in Replies
        from fault in Faults
        from ending in Gen.Elements<Ending>(new Ending.Answered(reply), new Ending.Answered(reply), new Ending.Stopped(), new Ending.Failed(fault))
        select new DeliveryAttempt(mail, reused, mail.AnyAccepted && mail.AllAnswered && !mail.HasStopped(PartialRefusal.Individually) ? content : ContentSent.Nothing, ending);

    public static Arbitrary<Reply> Reply_() => Replies.ToArbitrary();

    public static Arbitrary<RelayPolicy> Policy() => Policies.ToArbitrary();

    public static Arbitrary<MailJob> Job() => Jobs.ToArbitrary();

    public static Arbitrary<ServiceExtensions> Offered() => Offers.ToArbitrary();

    public static Arbitrary<Transaction> Mail() => Transactions.ToArbitrary();

    public static Arbitrary<RelayFault> Fault() => Faults.ToArbitrary();

    public static Arbitrary<DeliveryAttempt> Tried() => Attempts.ToArbitrary();

    /// <summary>A mailbox that is known to be well-formed.</summary>
    public static Mailbox Mailbox(string text) => (Mailbox)Domain.Addresses.Mailbox.Parse(text);
}
