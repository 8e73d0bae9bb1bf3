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
using Laitos.Shell.Spool;
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
        var (recording, stations) = (new RecordingResolver(resolver), new Stations(scanner));
        var decision = await new JourneyWalk(policy, recording, signer, commands.MatchUnsafe<CommandDetector?>(found => new CommandDetector(found), () => null)).Decide(arrival, content, stations);
        return (Explanation.Of(policy, decision, recording.Asked, stations.Offered), stations.Offered.IsEmpty ? null : content.Render(stations.Offered.Last.Segments));
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

    /// <summary>A relay that takes everything, and a spool that keeps nothing. The scanner is the true one, if there is one.</summary>
    sealed class Stations(IScanner? scanner) : IJourneyStations
    {
        static readonly Reply Taken = Reply.Of(250, 0, 0, "Ok");

        static readonly Task<SpoolOutcome> Kept = Task.FromResult<SpoolOutcome>(new SpoolOutcome.Stored());

        /// <summary>What would have left, in its order.</summary>
        public Seq<Plan> Offered { get; private set; }

        public async Task<ScanOutcome> Scan(ScanRequest request, IMailContent shown, TimeSpan timeout)
        {
            if (scanner is null)
            {
                return ScanOutcome.NotAsked;
            }

            using var scans = new MailScanner(scanner, _ => { });
            return await scans.Scan(request, shown, timeout);
        }

        public Task<FirstAttempt> Deliver(Plan plan, Option<TimeSpan> patience)
        {
            Offered = Offered.Then(Seqs.Of(plan));
            return Task.FromResult<FirstAttempt>(new FirstAttempt.Ended(DeliveryReport.Of(plan.Job, new Outcome.Delivered(Taken))));
        }

        public Task<SpoolOutcome> Store(Plan plan, OwedMail mail, Option<CommandVerdict.Run> command)
        {
            Offered = Offered.IsEmpty ? Seqs.Of(plan) : Offered;
            return Kept;
        }

        public Task<SpoolOutcome> Store(CommandVerdict.Run command) => Kept;
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
