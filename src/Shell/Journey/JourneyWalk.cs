using Laitos.Domain.Commands;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Scanning;
using Laitos.Shell.Commands;
using Laitos.Shell.Dns;
using Laitos.Shell.Relay;
using Laitos.Shell.Smtp;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>Whom a journey hands a mail to: the scanner, the relay, the spool. An explanation has stand-ins for them.</summary>
interface IJourneyStations
{
    /// <summary>Has a mail scanned.</summary>
    Task<ScanOutcome> Scan(ScanRequest request, IMailContent shown, TimeSpan timeout);

    /// <summary>Hands a mail to the relay, and waits for what comes of it as long as it is told to.</summary>
    Task<FirstAttempt> Deliver(Plan plan, Option<TimeSpan> patience);

    /// <summary>Stores what is owed of a mail, and with it the order to run its command.</summary>
    Task<SpoolOutcome> Store(Plan plan, OwedMail mail, Option<CommandVerdict.Run> command);

    /// <summary>Stores the order to run the command of a mail of which nothing is owed.</summary>
    Task<SpoolOutcome> Store(CommandVerdict.Run command);
}

/// <summary>Takes mails through the machine of the journey: one loop that gives the machine what it asks for until it has decided.</summary>
/// <param name="policy">What the journeys go by.</param>
/// <param name="resolver">Answers questions.</param>
/// <param name="signer">Signs what was changed.</param>
/// <param name="detector">Looks for commands; null when they are not looked for.</param>
sealed class JourneyWalk(JourneyPolicy policy, IResolver resolver, MailSigner signer, CommandDetector? detector)
{
    readonly SignatureVerifier signatures = new(resolver);

    /// <summary>The decision about one mail.</summary>
    public async Task<Decision> Decide(Arrival arrival, ReceivedContent content, IJourneyStations stations)
    {
        var state = MailJourney.Start;
        JourneyInput input = new JourneyInput.Arrived(arrival);
        while (true)
        {
            var step = MailJourney.Advance(policy, state, input);
            state = step.Next;
            switch (step.Effects.Last)
            {
                case JourneyEffect.FindCommand(var seen):
                    input = new JourneyInput.CommandSearched(detector is null ? MailCommand.None : await detector.Find(seen, content), Clock.Now);
                    break;
                case JourneyEffect.ReadReport(var seen):
                    input = new JourneyInput.ReportRead(await ReportReader.Read(seen, content), Clock.Now);
                    break;
                case JourneyEffect.VerifySignatures(var seen, var budget):
                    input = new JourneyInput.SignaturesVerified(await signatures.Verify(seen, content, budget), Clock.Now);
                    break;
                case JourneyEffect.Scan(var request, var shown, var timeout):
                    input = new JourneyInput.Scanned(await stations.Scan(request, content.Render(shown), timeout), Clock.Now);
                    break;
                case JourneyEffect.Sign(var plan, var chain):
                    input = await signer.Sign(plan, chain, content.Render(plan.Segments), content.HashedBody(plan.Segments));
                    break;
                case JourneyEffect.Ask(var questions, var budget):
                    input = new JourneyInput.Answered(await resolver.Resolve(questions, budget, CancellationToken.None), Clock.Now);
                    break;
                case JourneyEffect.Deliver(var plan, var patience):
                    input = new JourneyInput.Attempted(await stations.Deliver(plan, patience), Clock.Now, Random.Shared.NextDouble());
                    break;
                case JourneyEffect.Store(var plan, var mail, var command):
                    input = Stored(await stations.Store(plan, mail, command));
                    break;
                case JourneyEffect.StoreCommand(var command):
                    input = Stored(await stations.Store(command));
                    break;
                case JourneyEffect.Finish(var decision):
                    return decision;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    static JourneyInput Stored(SpoolOutcome outcome) => outcome switch
    {
        SpoolOutcome.Stored => new JourneyInput.Stored(),
        SpoolOutcome.NoSpace(var reason) => new JourneyInput.NotStored(reason, Full: true),
        SpoolOutcome.Broken(var reason) => new JourneyInput.NotStored(reason, Full: false),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
