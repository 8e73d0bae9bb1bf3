using System.Collections.Frozen;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Properties.Arbitraries;

/// <summary>Octets of mail data as they come from the wire, dense in CR, LF, dots and NUL.</summary>
public sealed record SmtpOctets(Octets Octets);

/// <summary>Sizes of the pieces in which input arrives; used round and round.</summary>
public sealed record Chunks(int[] Sizes)
{
    /// <summary>The octets in pieces.</summary>
    public IEnumerable<Octets> Cut(Octets octets)
    {
        for (int at = 0, i = 0; at < octets.Length; i++)
        {
            var size = Math.Min(Sizes[i % Sizes.Length], octets.Length - at);
            yield return octets.Slice(at, size);
            at += size;
        }
    }
}

/// <summary>Inputs in an order that mostly makes sense: the shell of a live client, with a mishap now and then.</summary>
public sealed record Conversation(Seq<SessionInput> Inputs);

/// <summary>What a receiving session may meet.</summary>
public static class SmtpArbitraries
{
    /// <summary>The policy under test; small limits, so that they are reached.</summary>
    public static SessionPolicy Policy { get; } = new(
        Domain("mx.example.com"), FrozenSet.Create(Domain("example.com"), Domain("xn--bcher-kva.example")), OfferTls: true, ScreenAtRecipient: false,
        new SessionLimits(
            CommandLine: 4096, Recipients: 3, CommandsWithoutMail: 30, FaultyCommands: 5, Idle: TimeSpan.FromMinutes(5), Connections: 10, ConnectionsPerClient: 5,
            new ContentLimits(MaxSize: 1000, MaxHeader: 300, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), 4096)));

    /// <summary>A client.</summary>
    public static Peer Peer { get; } = new((IpAddress)IpAddress.Parse("192.0.2.7"), 54321);

    static readonly TlsState Tls = new("TLS1.3", "TLS_AES_256_GCM_SHA384");

    static DomainName Domain(string text) => (DomainName)DomainName.Parse(text);

    /// <summary>Octets that every reader of lines must get right.</summary>
    public static Arbitrary<SmtpOctets> Wires() =>
        Gen.Elements("\r", "\n", ".", "\r\n", "\r\n.", "\r\n.\r\n", ".\r\n", "..", "\0", "a", "Subject: x", "\r\n\r\n", "\xff", "From me", new string('x', 70), "\n.\n", "\r.\r")
            .ListOf().Select(parts => new SmtpOctets(Octets.Latin1(string.Concat(parts)))).ToArbitrary();

    /// <summary>Ways to cut input.</summary>
    public static Arbitrary<Chunks> Cuts() => Gen.Choose(1, 7).NonEmptyListOf().Select(sizes => new Chunks([.. sizes])).ToArbitrary();

    /// <summary>Every kind of policy that changes the course of a session.</summary>
    public static Arbitrary<SessionPolicy> Policies() =>
        (from tls in Gen.Elements(true, false) from screen in Gen.Elements(true, false) select Policy with { OfferTls = tls, ScreenAtRecipient = screen }).ToArbitrary();

    /// <summary>Command lines: most are right, some nearly, some noise.</summary>
    public static Gen<string> Lines { get; } = Gen.Frequency(
        (12, Gen.Elements(
            "EHLO client.test", "HELO client.test", "MAIL FROM:<a@sender.test>", "MAIL FROM:<> SIZE=10 BODY=8BITMIME", "MAIL FROM:<müller@sender.test> SMTPUTF8",
            "RCPT TO:<x@example.com>", "RCPT TO:<y@EXAMPLE.com>", "RCPT TO:<z@example.com>", "RCPT TO:<w@example.com>", "RCPT TO:<Postmaster>", "DATA",
            "BDAT 10", "BDAT 10 LAST", "BDAT 0 LAST", "RSET", "NOOP", "STARTTLS")),
        (4, Gen.Elements(
            "RCPT TO:<x@elsewhere.test>", "RCPT TO:<a%b@example.com>", "RCPT TO:<@example.com:x@elsewhere.test>", "RCPT TO:<é@example.com>", "MAIL FROM:<é@sender.test>",
            "MAIL FROM:<a@sender.test> SIZE=1001", "MAIL FROM:<a@sender.test> RET=HDRS", "BDAT 2000", "BDAT 99999999999999999999", "BDAT x", "EXPN list", "VRFY x", "HELP", "QUIT",
            "AUTH PLAIN", "", "DATA now", "GET / HTTP/1.1", "FOO", "RCPT TO:<>", "MAIL FROM:a@b", "NOOP x\r", "NOOP \0")),
        (1, AddressArbitraries.Hostile),
        (1, from verb in Gen.Elements("EHLO ", "MAIL FROM:<", "RCPT TO:<", "BDAT ", "VRFY ") from rest in AddressArbitraries.Hostile select verb + rest));

    static readonly Gen<ContentFacts> Facts =
        from size in Gen.Elements(0L, 10, 990, 1000, 1001)
        from faults in Gen.Frequency(
            (6, Gen.Constant(ContentFaults.None)),
            (1, Gen.Elements(ContentFaults.BareCr, ContentFaults.BareLf, ContentFaults.Nul, ContentFaults.TooLarge, ContentFaults.HeaderTooLarge, ContentFaults.Nul | ContentFaults.TooLarge, ContentFaults.NoRoom, ContentFaults.NoRoom | ContentFaults.BareLf)))
        select new ContentFacts(size, Math.Min(size, 5), false, 3, faults);

    /// What may be decided about a recipient.
    static readonly RecipientVerdict[] Verdicts =
    [
        RecipientVerdict.Plain, new RecipientVerdict.Refused(Reply.Of(550, 7, 1, "forged"), Option<string>.None),
        new RecipientVerdict.Taken(new RecipientRoute(new ForwardPath.Postmaster(), Seqs.Of((Mailbox)Mailbox.Parse("me@private.example")), "Rules[0]")),
        new RecipientVerdict.Taken(new RecipientRoute(new ForwardPath.Postmaster(), default, "Rules[1]")),
    ];

    static readonly Gen<Reply> Decisions = Gen.Elements(Reply.Of(250, 0, 0, "OK"), Reply.Of(451, 3, 0, "later"), Reply.Of(554, 7, 1, "no"));

    /// <summary>Every kind of input.</summary>
    public static Arbitrary<SessionInput> Inputs() => Gen.Frequency(
        (2, from count in Gen.Elements(1, 5, 6, 10, 11) from client in Gen.Elements(1, 5, 6) select (SessionInput)new SessionInput.Connected(Peer, count, client)),
        (8, Lines.Select(SessionInput (line) => new SessionInput.LineReceived(new Octets(Encoding.UTF8.GetBytes(line))))),
        (1, Wires().Generator.Select(SessionInput (smtpOctets) => new SessionInput.LineReceived(smtpOctets.Octets))),
        (1, Gen.Constant<SessionInput>(new SessionInput.LineTooLong())),
        (2, Gen.Elements(true, false).Select(SessionInput (granted) => new SessionInput.MailCounted(granted))),
        (2, Gen.Elements(Option<Reply>.None, Reply.Of(554, 7, 1, "listed")).Select(SessionInput (refusal) => new SessionInput.Screened(refusal))),
        (2, Gen.Elements(Verdicts).Select(SessionInput (verdict) => new SessionInput.RecipientChecked(verdict))),
        (2, Facts.Select(SessionInput (facts) => new SessionInput.ContentReceived(new Content(facts, Octets.Empty)))),
        (2, Facts.Select(SessionInput (facts) => new SessionInput.ChunkReceived(facts))),
        (2, Decisions.Select(SessionInput (reply) => new SessionInput.Decided(reply))),
        (1, Gen.Constant<SessionInput>(new SessionInput.TlsStarted(Tls))),
        (1, Gen.Elements<SessionInput>(new SessionInput.TlsFailed(), new SessionInput.TimedOut(), new SessionInput.PeerClosed(), new SessionInput.ShuttingDown(), new SessionInput.Locked(), new SessionInput.Failed()))).ToArbitrary();

    /// <summary>Every kind of state, with what a session really holds there.</summary>
    public static Arbitrary<Session> Sessions() =>
        (from greeted in Gen.Elements(new HelloIdentity("client.test", true), new HelloIdentity("old", false))
         from tls in Gen.Elements(Option<TlsState>.None, Tls)
         from commands in Gen.Elements(0, 1, 29, 30)
         from faults in Gen.Elements(0, 4, 5)
         from screening in Gen.Elements(Option<ScreeningResult>.None, new ScreeningResult(Option<Reply>.None), new ScreeningResult(Reply.Of(554, 7, 1, "listed")))
         from envelope in Envelopes
         from chunk in Gen.Elements(new Command.Chunk(10, false), new Command.Chunk(10, true), new Command.Chunk(0, true))
         let client = new ClientState(Peer, tls, new CommandCounts(commands, 0, faults), screening)
         let full = envelope with { ForwardPaths = envelope.ForwardPaths.IsEmpty ? Seqs.Of<ForwardPath>(new ForwardPath.Postmaster()) : envelope.ForwardPaths }
         from session in Gen.Elements<Session>(
             new Session.Unconnected(), new Session.AwaitingHello(client), new Session.Ready(client, greeted), new Session.InTransaction(client, greeted, envelope),
             new Session.BetweenChunks(client, greeted, full, 10), new Session.AwaitingMailCount(client, greeted, envelope with { ForwardPaths = default }),
             new Session.AwaitingScreening(client, greeted, envelope, new Command.Recipient(new ForwardPath.Postmaster(), true)),
             new Session.AwaitingRecipientCheck(client, greeted, envelope, new Command.Recipient(new ForwardPath.Postmaster(), true)),
             new Session.ReceivingData(client, greeted, full), new Session.ReceivingChunk(client, greeted, full, chunk),
             new Session.SkippingChunk(new Session.Ready(client, greeted), Replies.MailFirst), new Session.Deciding(client, greeted), new Session.StartingTls(client), new Session.Closed())
         select session).ToArbitrary();

    /// <summary>Envelopes of up to three recipients, each once.</summary>
    public static Gen<Envelope> Envelopes { get; } =
        from reverse in AddressArbitraries.ReversePaths().Generator
        from paths in AddressArbitraries.ForwardPaths().Generator.ListOf()
        from body in Gen.Elements(BodyType.SevenBit, BodyType.EightBitMime)
        from utf8 in Gen.Elements(true, false)
        select new Envelope(reverse, paths.Distinct().Take(3).Gather(), body, utf8);

    /// <summary>Conversations: four inputs in five answer what the machine waits for, and two commands in three fit the moment.</summary>
    public static Arbitrary<Conversation> Conversations() =>
        (from line in Lines
         from input in Inputs().Generator
         from facts in Facts
         from reply in Decisions
         from dice in Gen.Choose(0, 59)
         select new Choice(line, input, facts, reply, dice)).ListOf(40).Select(choices => new Conversation(Play(choices))).ToArbitrary();

    sealed record Choice(string Line, SessionInput Any, ContentFacts Facts, Reply Reply, int Dice);

    static Seq<SessionInput> Play(IEnumerable<Choice> choices)
    {
        var policy = Policy with { ScreenAtRecipient = true, ChecksRecipients = true };
        var inputs = new List<SessionInput> { new SessionInput.Connected(Peer, 1, 1) };
        var step = SmtpSession.Advance(policy, SmtpSession.Start, inputs[0]);
        foreach (var choice in choices)
        {
            inputs.Add(choice.Dice == 0 ? choice.Any : Plausible(step, choice));
            step = SmtpSession.Advance(policy, step.Next, inputs[^1]);
        }

        return inputs.Gather();
    }

    static SessionInput Plausible(Step<Session, SessionEffect> step, Choice choice) => step.Effects.Last switch
    {
        SessionEffect.ReadCommand => new SessionInput.LineReceived(Octets.Utf8(choice.Dice < 20 ? choice.Line : Fitting(step.Next, choice.Dice))),
        SessionEffect.CountMail => new SessionInput.MailCounted(choice.Dice > 5),
        SessionEffect.AwaitScreening => new SessionInput.Screened(choice.Dice > 15 ? Option<Reply>.None : Reply.Of(554, 7, 1, "listed")),
        SessionEffect.CheckRecipient => new SessionInput.RecipientChecked(Verdicts[choice.Dice % Verdicts.Length]),
        SessionEffect.ReadChunk { Last: false } or SessionEffect.ReadChunk { Keep: false } => new SessionInput.ChunkReceived(choice.Facts),
        SessionEffect.ReadContent or SessionEffect.ReadChunk => new SessionInput.ContentReceived(new Content(choice.Facts, Octets.Empty)),
        SessionEffect.StartTls => new SessionInput.TlsStarted(Tls),
        SessionEffect.Decide => new SessionInput.Decided(choice.Reply),
        _ => choice.Any,
    };

    static string Fitting(Session session, int dice)
    {
        string[] lines = session switch
        {
            Session.AwaitingHello => ["EHLO client.test", "HELO client.test"],
            Session.Ready => ["MAIL FROM:<a@sender.test>", "MAIL FROM:<b@sender.test> SIZE=10 BODY=8BITMIME", "MAIL FROM:<> SMTPUTF8"],
            Session.InTransaction { Envelope.ForwardPaths.IsEmpty: true } => ["RCPT TO:<x@example.com>", "RCPT TO:<Postmaster>", "RCPT TO:<\"a@b\"@example.com>"],
            Session.BetweenChunks => ["BDAT 10", "BDAT 10 LAST", "BDAT 0 LAST", "RSET", "BDAT 995"],
            _ => ["DATA", "BDAT 10", "RCPT TO:<y@example.com>", "RCPT TO:<x@elsewhere.test>", "BDAT 10 LAST"],
        };
        return lines[dice % lines.Length];
    }
}
