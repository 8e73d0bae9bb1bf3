using System.Security.Cryptography;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Scanning;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Smtp.Server;
using Laitos.Shell.Commands;
using Laitos.Shell.Dns;
using Laitos.Shell.Journey;
using Laitos.Shell.Relay;
using Laitos.Shell.Scanning;
using Laitos.Shell.Smtp;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>A mail as a client would hand it in.</summary>
/// <param name="Client">The client's address.</param>
/// <param name="Hello">What it says in EHLO.</param>
/// <param name="From">The reverse-path.</param>
/// <param name="To">The recipients; at least one.</param>
sealed record Submission(IpAddress Client, string Hello, ReversePath From, Seq<ForwardPath> To);

/// <summary>
/// <c>laitos explain</c>: sends a mail through the machines of the daemon and tells what they decide. The DNS is asked, or a zone file; the relay takes everything, and is not asked;
/// nothing is stored, sent or run.
/// </summary>
/// <param name="settings">The settings of the daemon.</param>
/// <param name="signer">Signs what would be changed.</param>
/// <param name="resolver">Answers questions.</param>
/// <param name="scanner">Says whether the mail is spam; null when the scanner is not to be asked.</param>
sealed class Explain(LaitosSettings settings, MailSigner signer, IResolver resolver, IScanner? scanner = null)
{
    static readonly Reply Taken = Reply.Of(250, 0, 0, "Ok");

    readonly JourneyPolicy policy = SettingsPolicies.Journey(settings);
    readonly Option<CommandPolicy> commands = SettingsPolicies.Commands(settings);

    /// <summary>The decision about a mail, and the octets that would leave, if any would; or why the session would refuse it.</summary>
    /// <param name="submission">Who hands it in, from whom, for whom.</param>
    /// <param name="octets">The mail. A line may end in LF alone.</param>
    public async Task<Either<SessionRefusal, (Explanation Explanation, IMailContent? Leaving)>> Run(Submission submission, ReadOnlyMemory<byte> octets)
    {
        var content = new ReceivedContent(new BodyStore(new MemoryBudget(long.MaxValue)) { Hashing = ArrivingSignatures.Hashing(policy) });
        var facts = await Take(content, octets);
        var arrival = Arrival(submission, facts, content);
        return await SessionRefusal.Of(SettingsPolicies.Session(settings), SettingsPolicies.Recipients(settings), arrival.Mail, arrival.At).MatchAsync<Either<SessionRefusal, (Explanation, IMailContent?)>>(
            Left: refusal => refusal,
            RightAsync: async submitted => await Travel(arrival with { Mail = submitted }, content));
    }

    async Task<(Explanation Explanation, IMailContent? Leaving)> Travel(Arrival arrival, ReceivedContent content)
    {
        var recording = new RecordingResolver(resolver);
        var (offered, state) = (Seqs.Of<Plan>(), MailJourney.Start);
        JourneyInput input = new JourneyInput.Arrived(arrival);
        while (true)
        {
            var step = MailJourney.Advance(policy, state, input);
            state = step.Next;
            switch (step.Effects.Last)
            {
                case JourneyEffect.FindCommand(var seen):
                    input = new JourneyInput.CommandSearched(await commands.MatchAsync(Some: found => new CommandDetector(found).Find(seen, content), None: () => MailCommand.None), Clock.Now);
                    break;
                case JourneyEffect.ReadReport(var seen):
                    input = new JourneyInput.ReportRead(await ReportReader.Read(seen, content), Clock.Now);
                    break;
                case JourneyEffect.VerifySignatures(var seen, var budget):
                    input = new JourneyInput.SignaturesVerified(await new SignatureVerifier(recording).Verify(seen, content, budget), Clock.Now);
                    break;
                case JourneyEffect.Scan(var request, var shown, var timeout):
                    input = new JourneyInput.Scanned(await Scanned(request, content.Render(shown), timeout), Clock.Now);
                    break;
                case JourneyEffect.Sign(var plan, var chain):
                    input = await signer.Sign(plan, chain, content.Render(plan.Segments), content.HashedBody(plan.Segments));
                    break;
                case JourneyEffect.Ask(var questions, var budget):
                    input = new JourneyInput.Answered(await recording.Resolve(questions, budget, CancellationToken.None), Clock.Now);
                    break;
                case JourneyEffect.Deliver(var plan, _):
                    offered = offered.Add(plan);
                    input = new JourneyInput.Attempted(new FirstAttempt.Ended(DeliveryReport.Of(plan.Job, new Outcome.Delivered(Taken))), Clock.Now, Jitter: 0.5);
                    break;
                case JourneyEffect.Store(var plan, _, _):
                    offered = offered.IsEmpty ? Seqs.Of(plan) : offered;
                    input = new JourneyInput.Stored();
                    break;
                case JourneyEffect.StoreCommand:
                    input = new JourneyInput.Stored();
                    break;
                case JourneyEffect.Finish(var decision):
                    return (Explanation.Of(policy, decision, recording.Asked, offered), offered.IsEmpty ? null : content.Render(offered.Last.Segments));
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    async Task<ScanOutcome> Scanned(ScanRequest request, IMailContent shown, TimeSpan timeout)
    {
        if (scanner is null)
        {
            return ScanOutcome.NotAsked;
        }

        using var scans = new MailScanner(scanner, _ => { });
        return await scans.Scan(request, shown, timeout);
    }

    Arrival Arrival(Submission submission, ContentFacts facts, ReceivedContent content)
    {
        var envelope = new Envelope(submission.From, submission.To, facts.EightBit ? BodyType.EightBitMime : BodyType.SevenBit, Utf8: false);
        var received = new ReceivedMail(new Peer(submission.Client, 0), new HelloIdentity(submission.Hello, Extended: true), Option<TlsState>.None, envelope, new Content(facts, content.Head));
        return new Arrival(
            Clock.NewId(), Clock.Now, RandomNumberGenerator.GetInt32(1000), received, content.Header, BlocklistHealth.Start(policy.Screening.Lists), Knowledge.Empty,
            Option<Duplicate>.None, new RelayLoad(0, 0, settings.MailClient.Connections, TimeSpan.Zero, false))
        { Relay = SettingsPolicies.RelayProfile(settings.MailClient) };
    }

    async Task<ContentFacts> Take(ReceivedContent content, ReadOnlyMemory<byte> octets)
    {
        var scan = ContentScan.FeedChunk(ContentScan.Start(settings.MailDaemon.Limits.Session.Content), LineEnds.Canonical(octets.Span), content).Ended();
        content.CompleteHead(scan.HeaderSize);
        await content.Complete();
        return scan.Facts;
    }

    /// <summary>Remembers what was asked.</summary>
    sealed class RecordingResolver(IResolver inner) : IResolver
    {
        public Seq<(Question Question, Answer Answer)> Asked { get; private set; }

        public async Task<Knowledge> Resolve(Seq<Question> questions, TimeSpan budget, CancellationToken cancel)
        {
            var answers = await inner.Resolve(questions, budget, cancel);
            Asked = Asked.Then(questions.Filter(question => !Asked.Exists(item => item.Question == question)).SelectEach(question => answers.Find(question).Map(answer => (question, answer)).ToSeq()));
            return answers;
        }
    }
}

/// <summary>Answers from a zone file.</summary>
sealed class ZoneFileResolver(ZoneFile zone) : IResolver
{
    /// <inheritdoc/>
    public Task<Knowledge> Resolve(Seq<Question> questions, TimeSpan budget, CancellationToken cancel) =>
        Task.FromResult(questions.Fold(Knowledge.Empty, (known, question) => known.With(question, zone.Answer(question))));
}
