using System.Collections.Frozen;
using System.IO.Pipelines;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Shell.Journey;
using Laitos.Shell.Smtp;
using LanguageExt;

namespace Laitos.Integration;

/// <summary>A fault of our own in the middle of a session, on a transport without a network.</summary>
public class SessionFaultTests
{
    [TestCase(true, TestName = "A_fault_in_the_decision_is_answered_with_421")]
    [TestCase(false, TestName = "A_fault_in_the_screening_is_answered_with_421")]
    public async Task A_fault(bool inDecision)
    {
        var (toServer, toClient, budget, faults) = (new Pipe(), new Pipe(), new MemoryBudget(1 << 20), new List<Exception>());
        using var closing = new SessionClosing(TimeSpan.FromSeconds(1), CancellationToken.None, CancellationToken.None);
        await using var wire = new Wire(new Transport(toServer.Reader, toClient.Writer));
        using (var session = new ServerConnection(Policy, wire, certificate: null, new Faulty(inDecision, budget), new BodyStore(budget), closing))
        {
            await toServer.Writer.WriteAsync(Encoding.ASCII.GetBytes("EHLO a\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<me@example.com>\r\nDATA\r\nSubject: x\r\n\r\nbody\r\n.\r\nNOOP\r\n"));
            await session.Run(new SessionInput.Connected(new Peer(Ip("192.0.2.1"), 4711), 1, 1), faults.Add).WaitAsync(TimeSpan.FromMinutes(1));
        }

        await toClient.Writer.CompleteAsync();
        using var reader = new StreamReader(toClient.Reader.AsStream());
        var replies = (await reader.ReadToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Multiple(() =>
        {
            Assert.That(replies[^1], Does.StartWith("421 4.3.0 "), string.Join('\n', replies));
            Assert.That(faults.Select(fault => fault.Message), Is.EqualTo(new[] { "planted" }));
            Assert.That(budget.TryTake(1 << 20), "all memory has been given back");
        });
    }

    static SessionPolicy Policy { get; } = new(Domain("mx.example.com"), FrozenSet.Create(Domain("example.com")), OfferTls: false, ScreenAtRecipient: false, SessionLimits.Default);

    static DomainName Domain(string text) => DomainName.Parse(text).IfLeft(_ => throw new ArgumentException(text));

    static IpAddress Ip(string text) => IpAddress.Parse(text).IfLeft(_ => throw new ArgumentException(text));

    sealed class Transport(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    /// <summary>A reception that fails.</summary>
    sealed class Faulty(bool inDecision, MemoryBudget budget) : ISmtpSessionServices
    {
        public void BeginScreening()
        {
        }

        public ValueTask<bool> CountMail() => ValueTask.FromResult(true);

        public Task<Option<Domain.Smtp.Reply>> Screening() => inDecision ? Task.FromResult(Option<Domain.Smtp.Reply>.None) : throw new InvalidOperationException("planted");

        public RecipientVerdict CheckRecipient(Envelope envelope, ForwardPath recipient) => RecipientVerdict.Plain;

        public Task<Domain.Smtp.Reply> Decide(ReceivedMail received, ReceivedContent content)
        {
            Assert.That(budget.TryTake(1 << 20), Is.False, "the mail is in memory");
            content.Dispose();
            throw new InvalidOperationException("planted");
        }

        public void Observe(Session session, SessionInput input, Step<Session, SessionEffect> step)
        {
        }
    }
}
