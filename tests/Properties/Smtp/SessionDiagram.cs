using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;


/// <summary>The picture of the session in docs, drawn from the machine itself by feeding every state every input.</summary>
public class SessionDiagram
{
    const string File = "docs/smtp-session.md";

    static readonly ClientState Stranger = new(SmtpArbitraries.Peer, Option<TlsState>.None, default, Option<ScreeningResult>.None);
    static readonly HelloIdentity Hello = new("client.test", true);
    static readonly Envelope Empty = new(new ReversePath.Null(), default, BodyType.SevenBit, false);
    static readonly Envelope Addressed = Empty with { ForwardPaths = Seqs.Of<ForwardPath>(new ForwardPath.Postmaster()) };
    static readonly ContentFacts Clean = new(10, 10, false, 5, ContentFaults.None);

    static readonly (string Name, Session Session)[] States =
    [
        ("Unconnected", SmtpSession.Start), ("AwaitingHello", new Session.AwaitingHello(Stranger)), ("Ready", new Session.Ready(Stranger, Hello)),
        ("AwaitingMailCount", new Session.AwaitingMailCount(Stranger, Hello, Empty)), ("InTransaction", new Session.InTransaction(Stranger, Hello, Empty)),
        ("InTransaction with recipients", new Session.InTransaction(Stranger, Hello, Addressed)),
        ("AwaitingScreening", new Session.AwaitingScreening(Stranger, Hello, Empty, new Command.Recipient(new ForwardPath.Recipient((Mailbox)Mailbox.Parse("x@example.com")), true))),
        ("AwaitingRecipientCheck", new Session.AwaitingRecipientCheck(Stranger, Hello, Empty, new Command.Recipient(new ForwardPath.Postmaster(), true))),
        ("ReceivingData", new Session.ReceivingData(Stranger, Hello, Addressed)),
        ("ReceivingChunk", new Session.ReceivingChunk(Stranger, Hello, Addressed, new Command.Chunk(10, false))),
        ("ReceivingChunk, the last", new Session.ReceivingChunk(Stranger, Hello, Addressed, new Command.Chunk(10, true))),
        ("BetweenChunks", new Session.BetweenChunks(Stranger, Hello, Addressed, 10)),
        ("SkippingChunk", new Session.SkippingChunk(new Session.Ready(Stranger, Hello), Replies.MailFirst)),
        ("Deciding", new Session.Deciding(Stranger, Hello)), ("StartingTls", new Session.StartingTls(Stranger)), ("Closed", new Session.Closed()),
    ];

    static readonly (string Name, SessionInput Input)[] Inputs =
    [
        ("Connected", new SessionInput.Connected(SmtpArbitraries.Peer, 1, 1)),
        .. new[]
        {
            "EHLO client.test", "MAIL FROM:<a@sender.test>", "MAIL FROM:<a@sender.test> SIZE=1001", "RCPT TO:<x@example.com>", "RCPT TO:<x@elsewhere.test>", "DATA", "BDAT 10", "BDAT 10 LAST",
            "BDAT x", "RSET", "NOOP", "VRFY x", "EXPN x", "HELP", "STARTTLS", "QUIT", "FOO", "GET / HTTP/1.1",
        }.Select(line => (line, (SessionInput)new SessionInput.LineReceived(Octets.Utf8(line)))),
        ("LineTooLong", new SessionInput.LineTooLong()),
        ("MailCounted, granted", new SessionInput.MailCounted(true)), ("MailCounted, not granted", new SessionInput.MailCounted(false)),
        ("Screened, welcome", new SessionInput.Screened(Option<Reply>.None)), ("Screened, refused", new SessionInput.Screened(Reply.Of(554, 7, 1, "listed"))),
        ("RecipientChecked, taken", new SessionInput.RecipientChecked(RecipientVerdict.Plain)), ("RecipientChecked, refused", new SessionInput.RecipientChecked(new RecipientVerdict.Refused(Reply.Of(550, 7, 1, "forged"), Option<string>.None))),
        ("ContentReceived", new SessionInput.ContentReceived(new Content(Clean, Octets.Empty))),
        ("ContentReceived, faulty", new SessionInput.ContentReceived(new Content(Clean with { Faults = ContentFaults.BareLf }, Octets.Empty))),
        ("ChunkReceived", new SessionInput.ChunkReceived(Clean)), ("ChunkReceived, faulty", new SessionInput.ChunkReceived(Clean with { Faults = ContentFaults.BareLf })),
        ("Decided", new SessionInput.Decided(Reply.Of(250, 0, 0, "OK"))),
        ("TlsStarted", new SessionInput.TlsStarted(new TlsState("TLS1.3", "TLS_AES_256_GCM_SHA384"))), ("TlsFailed", new SessionInput.TlsFailed()),
        ("TimedOut", new SessionInput.TimedOut()), ("ShuttingDown", new SessionInput.ShuttingDown()), ("Locked", new SessionInput.Locked()), ("Failed", new SessionInput.Failed()), ("PeerClosed", new SessionInput.PeerClosed()),
    ];

    [Test]
    public void The_committed_picture_is_the_machine()
    {
        var drawn = Draw();
        var path = Path.Combine(Root(), File);
        var committed = System.IO.File.Exists(path) ? System.IO.File.ReadAllText(path) : "";
        Assert.That(committed, Is.EqualTo(drawn), $"{File} is out of date; it should read:\n{drawn}");
    }

    static string Draw()
    {
        var text = new StringBuilder($"""
            # The receiving session

            Drawn from the machine (`src/Domain/Smtp/Server`) by a test that feeds each state each input; do not edit by hand. First the
            states and what leads from one to the other, then every reply. Screening at RCPT, rules for recipients, bounce addresses and STARTTLS are switched on; a mail may have 1000 octets.
            Left out: whatever hangs up from every state (TimedOut, ShuttingDown, Locked, Failed, PeerClosed) and what only a fault of the shell could bring (421 4.3.0).

            ```mermaid
            stateDiagram-v2

            """);
        foreach (var arrow in Arrows().GroupBy(at => (at.From, at.To)).Where(arrow => arrow.Key.From != arrow.Key.To))
        {
            text.Append($"    {arrow.Key.From} --> {arrow.Key.To}: {string.Join(", ", arrow.Select(at => Label(at.Input)).Distinct())}\n");
        }

        text.Append("```\n\n| state | input | effects | next |\n|---|---|---|---|\n");
        foreach (var (state, _, input, step) in Steps())
        {
            text.Append($"| {state} | {input.Replace("<", "\\<")} | {string.Join(", ", step.Effects.Select(Effect))} | {step.Next.GetType().Name} |\n");
        }

        return text.ToString();
    }

    static IEnumerable<(string From, string To, string Input)> Arrows() =>
        Steps().Where(at => !IsOutOfStep(at.Step)).Select(at => (at.Session.GetType().Name, at.Step.Next.GetType().Name, at.Input));

    static IEnumerable<(string State, Session Session, string Input, Step<Session, SessionEffect> Step)> Steps() =>
        from state in States
        from input in Inputs
        let step = SmtpSession.Advance(SmtpArbitraries.Policy with { ScreenAtRecipient = true, ChecksRecipients = true }, state.Session, input.Input)
        where input.Input is not (SessionInput.TimedOut or SessionInput.ShuttingDown or SessionInput.Locked or SessionInput.Failed or SessionInput.PeerClosed) && state.Session is not Session.Closed && !IsOutOfStep(step)
        select (state.Name, state.Session, input.Name, step);

    static bool IsOutOfStep(Step<Session, SessionEffect> step) => step.Effects.Head == new SessionEffect.Send(Replies.OutOfStep);

    static string Label(string input) => input == "BDAT x" ? "ill-formed BDAT" : input == "GET / HTTP/1.1" ? "another protocol" : input.Split(' ') is ["MAIL" or "RCPT" or "EHLO" or "BDAT", ..] words ? words[0] : input;

    static string Effect(SessionEffect effect) => effect switch
    {
        SessionEffect.Send(var reply) => $"`{reply.Code}{reply.Status.Match(status => $" {status}", () => "")}`",
        SessionEffect.ReadChunk { Keep: false } => "ReadChunk to drop it",
        _ => effect.GetType().Name,
    };

    static string Root()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Laitos.Functional.sln")))
        {
            folder = folder.Parent;
        }

        Assert.That(folder, Is.Not.Null, "the folder of the solution");
        return folder!.FullName;
    }
}
