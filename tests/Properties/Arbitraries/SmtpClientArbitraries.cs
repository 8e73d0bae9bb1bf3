using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using static Laitos.Domain.Smtp.Client.RelaySession;

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
            (4, Replies.Select(reply => ReplyCodec.Format(reply).Span.ToArray())),
            (2, Gen.Elements("250\n", "250\r\n", "250-\r\n", "250 2.1.0\r\n", "25", "999 no\r\n", "250x\r\n", "\r\n", "250 a\rb\0\r\n", "250-a\r\n550 b\r\n", "354").Select(Encoding.Latin1.GetBytes)),
            (1, Gen.Elements(2040, 2044, 2046, 2047, 2048, 2049, 5000).Select(length => Encoding.ASCII.GetBytes("250 " + new string('x', length - 4) + "\r\n"))),
            (1, Gen.ArrayOf(Gen.Choose(0, 255).Select(octet => (byte)octet)))))
        .Select(parts => parts.SelectMany(part => part).ToArray());

    /// <summary>Content in which all that matters to stuffing is frequent.</summary>
    public static Gen<byte[]> Contents { get; } =
        Gen.ListOf(Gen.Elements(".", "..", "\r\n", "\r", "\n", "a", "\r\n.", ".\r\n", "\r\n.\r\n", "\0", "é", new string('x', 70)))
            .Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts)));

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
        from utf8 in Gen.Elements(true, false, false, false)
        select new MailJob(
            isNull ? new ReversePath.Null() : new ReversePath.Sender(sender),
            hasFallback ? Mailbox("fallback@example.net") : Option<Mailbox>.None,
            recipients.Distinct().Gather(), size, eightBit, utf8);

    public static Gen<RelayPolicy> Policies { get; } =
        from port in Gen.Elements(25, 465)
        from login in Gen.Elements(true, false)
        from inClear in Gen.Elements(true, false)
        from requireTls in Gen.Elements(true, false)
        from verify in Gen.Elements(true, false)
        from partial in Gen.Elements(PartialRefusal.AllOrNothing, PartialRefusal.Individually)
        from password in Gen.Elements("hunter2", "\r\nQUIT\0", new string('p', 600))
        select RelayPolicy.Plain("relay.example", port, Name) with
        {
            Credentials = login ? new RelayCredentials("user", new Secret(password)) : Option<RelayCredentials>.None,
            AllowPlaintextAuth = inClear,
            RequireTls = requireTls,
            VerifyCertificate = verify,
            Partial = partial,
        };

    public static Gen<ServiceExtensions> Offers { get; } =
        from flags in Gen.Choose(0, 63)
        from limit in Gen.Elements(Option<long>.None, 1000L, 1L << 41)
        from mechanisms in Gen.Elements(Seqs.Of<string>(), Seqs.Of("PLAIN"), Seqs.Of("LOGIN"), Seqs.Of("CRAM-MD5", "LOGIN", "PLAIN"))
        select new ServiceExtensions((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0, (flags & 16) != 0, (flags & 32) != 0, limit, mechanisms);

    public static Gen<Transaction> Transactions { get; } =
        from job in Jobs
        from reused in Gen.Elements(true, false)
        from ahead in Gen.Elements(Pipelined.Nothing, Pipelined.Recipients, Pipelined.Data)
        from refusal in Gen.Elements(Option<Reply>.None, Reply.Of(550, 1, 8, "no"))
        from replies in Gen.ListOf(Replies)
        select new Transaction(
            job, job.Sender, reused, ahead, refusal,
            replies.Where(reply => !reply.IsIntermediate).Take(job.Recipients.Count).Gather());

    public static Gen<RelaySession> Sessions { get; } =
        from mail in Transactions
        from offered in Offers
        from encrypted in Gen.Elements(true, false)
        from loopback in Gen.Elements(true, false)
        from flag in Gen.Elements(true, false)
        from session in Gen.Elements<RelaySession>(AllOf(mail, new Channel(encrypted, loopback, offered), flag))
        select session;

    public static Gen<RelayInput> Inputs { get; } = Gen.OneOf(
        Jobs.Select(RelayInput (job) => new RelayInput.JobGiven(job)),
        Replies.Select(RelayInput (reply) => new RelayInput.ReplyReceived(reply)),
        Replies.Select(RelayInput (reply) => new RelayInput.ReplyReceived(reply)),
        Gen.Elements<RelayInput>(
            new RelayInput.Connected(true), new RelayInput.Connected(false), new RelayInput.Unreachable("refused"), new RelayInput.TlsStarted(),
            new RelayInput.TlsFailed("untrusted"), new RelayInput.ReplyMalformed(SyntaxError.At("a reply", "?")), new RelayInput.ContentSent(),
            new RelayInput.ContentUnavailable("gone"), new RelayInput.TimedOut(), new RelayInput.PeerClosed()));

    public static Arbitrary<Reply> Reply_() => Replies.ToArbitrary();

    public static Arbitrary<RelayPolicy> Policy() => Policies.ToArbitrary();

    public static Arbitrary<RelaySession> Session() => Sessions.ToArbitrary();

    public static Arbitrary<RelayInput> Input() => Inputs.ToArbitrary();

    public static Arbitrary<MailJob> Job() => Jobs.ToArbitrary();

    public static Arbitrary<ServiceExtensions> Offered() => Offers.ToArbitrary();

    /// <summary>Each state once.</summary>
    public static RelaySession[] AllOf(Transaction mail, Channel channel, bool flag) =>
    [
        new Unconnected(), new Idle(channel, flag), new Quitting(), new Connecting(mail), new Handshaking(mail, channel, flag),
        new AwaitingGreeting(mail, channel), new AwaitingExtendedHello(mail, channel), new AwaitingHello(mail, channel),
        new AwaitingStartTls(mail, channel), new Authenticating(mail, channel, flag ? Seqs.Of(new Secret("next")) : default),
        new AwaitingReset(mail, channel), new AwaitingMail(mail, channel),
        new AwaitingRecipient(mail with { Answers = mail.Answers.AsEnumerable().Take(mail.Job.Recipients.Count - 1).Gather() }, channel),
        new AwaitingData(mail, channel), new SendingContent(mail, channel), new AwaitingLastWords(mail, channel), new AwaitingVerdict(mail, channel), new AwaitingRefusal(mail, channel),
    ];

    /// <summary>A mailbox that is known to be well-formed.</summary>
    public static Mailbox Mailbox(string text) => (Mailbox)Domain.Addresses.Mailbox.Parse(text);
}
