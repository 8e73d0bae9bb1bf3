using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Commands;
using Laitos.Domain.Dns;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Scanning;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Journey;

/// <summary>Where a mail is on its way.</summary>
public abstract record JourneyState
{
    JourneyState() { }

    /// <summary>Nothing has arrived yet.</summary>
    public sealed record AwaitingMail : JourneyState;

    /// <summary>It is being found out whether block lists name the client.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Known">The answers so far.</param>
    /// <param name="Deadline">When the lists are waited for no longer.</param>
    public sealed record Screening(Arrival Arrival, Knowledge Known, Instant Deadline) : JourneyState;

    /// <summary>Its signatures are being verified.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Known">What the DNS has told so far.</param>
    public sealed record VerifyingSignatures(Arrival Arrival, Knowledge Known) : JourneyState;

    /// <summary>It is being found out who sent it.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Signatures">What its signatures came to.</param>
    /// <param name="Known">The answers so far.</param>
    /// <param name="Deadline">When the DNS is waited for no longer.</param>
    public sealed record Authenticating(Arrival Arrival, SignatureFindings Signatures, Knowledge Known, Instant Deadline) : JourneyState;

    /// <summary>It is a notice that came back to a bounce address, and is being read.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Sender">The original sender of what it is about.</param>
    /// <param name="Known">What the DNS has told so far.</param>
    public sealed record ReadingReport(Arrival Arrival, Mailbox Sender, Knowledge Known) : JourneyState;

    /// <summary>It is being looked through for a command.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Known">What the DNS has told so far.</param>
    public sealed record FindingCommand(Arrival Arrival, Knowledge Known) : JourneyState;

    /// <summary>It is being found out in which form it is forwarded, if it is.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Known">The answers so far.</param>
    /// <param name="Deadline">When the DNS is waited for no longer.</param>
    public sealed record ReachingVerdict(Arrival Arrival, Knowledge Known, Instant Deadline) : JourneyState;

    /// <summary>It would be taken, and a scanner is looking whether it is spam.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Known">What the DNS has told so far.</param>
    public sealed record Scanning(Arrival Arrival, Knowledge Known) : JourneyState;

    /// <summary>It was changed, and is being signed.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Plan">How it leaves.</param>
    public sealed record Signing(Arrival Arrival, Plan Plan) : JourneyState
    {
        /// <summary>Why it will be held in the queue; none when it is handed on.</summary>
        public Option<string> Held { get; init; }

        /// <summary>How it fared as it was, where it will be offered once more.</summary>
        public Option<DeliveryReport> Before { get; init; }
    }

    /// <summary>It is being handed on while its sender waits.</summary>
    public sealed record Delivering(Arrival Arrival, Plan Plan) : JourneyState
    {
        /// <summary>How it fared as it was, where this is the second attempt, with another author's address.</summary>
        public Option<DeliveryReport> Before { get; init; }
    }

    /// <summary>What is owed of it is being stored.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Plan">What is sent.</param>
    /// <param name="Acceptance">What is stored, and the reply once that is on disk.</param>
    public sealed record Storing(Arrival Arrival, Plan Plan, Acceptance.Store Acceptance) : JourneyState;

    /// <summary>Its command is being stored; the mail itself goes nowhere.</summary>
    public sealed record StoringCommand(Arrival Arrival) : JourneyState;

    /// <summary>All is decided and done.</summary>
    public sealed record Decided(Decision Decision) : JourneyState;
}

/// <summary>What states of a journey have in common.</summary>
static class JourneyStates
{
    /// <summary>The mail of a journey that is under way; none before and after it.</summary>
    internal static Option<Arrival> ArrivalOf(JourneyState state) => state switch
    {
        JourneyState.Screening(var arrival, _, _) => arrival,
        JourneyState.VerifyingSignatures(var arrival, _) => arrival,
        JourneyState.Authenticating(var arrival, _, _, _) => arrival,
        JourneyState.ReadingReport(var arrival, _, _) => arrival,
        JourneyState.FindingCommand(var arrival, _) => arrival,
        JourneyState.ReachingVerdict(var arrival, _, _) => arrival,
        JourneyState.Scanning(var arrival, _) => arrival,
        JourneyState.Signing(var arrival, _) => arrival,
        JourneyState.Delivering(var arrival, _) => arrival,
        JourneyState.Storing(var arrival, _, _) => arrival,
        JourneyState.StoringCommand(var arrival) => arrival,
        _ => Option<Arrival>.None,
    };
}

/// <summary>What can happen to a mail on its way.</summary>
public abstract record JourneyInput
{
    JourneyInput() { }

    /// <summary>A mail arrived.</summary>
    public sealed record Arrived(Arrival Arrival) : JourneyInput;

    /// <summary>The mail was looked through for a command.</summary>
    /// <param name="Command">What was found, and what became of it.</param>
    /// <param name="Now">The time.</param>
    public sealed record CommandSearched(MailCommand Command, Instant Now) : JourneyInput;

    /// <summary>The notice was read.</summary>
    /// <param name="Report">What it says.</param>
    /// <param name="Now">The time.</param>
    public sealed record ReportRead(ReturnedReport Report, Instant Now) : JourneyInput;

    /// <summary>The signatures were verified.</summary>
    /// <param name="Findings">What they came to.</param>
    /// <param name="Now">The time.</param>
    public sealed record SignaturesVerified(SignatureFindings Findings, Instant Now) : JourneyInput;

    /// <summary>The scanner has spoken, or has failed.</summary>
    /// <param name="Outcome">What it says of the mail, or why it says nothing.</param>
    /// <param name="Now">The time.</param>
    public sealed record Scanned(ScanOutcome Outcome, Instant Now) : JourneyInput;

    /// <summary>The mail is signed, or sealed, or both.</summary>
    /// <param name="Field">The whole DKIM-Signature field; empty for none.</param>
    /// <param name="Now">The time.</param>
    public sealed record Signed(Octets Field, Instant Now) : JourneyInput
    {
        /// <summary>The fields of an ARC Set; empty for none.</summary>
        public Octets Seal { get; init; }
    }

    /// <summary>Questions were answered, some perhaps by silence.</summary>
    /// <param name="Answers">An answer to each question that was asked.</param>
    /// <param name="Now">The time.</param>
    public sealed record Answered(Knowledge Answers, Instant Now) : JourneyInput;

    /// <summary>How the attempt fared for which the sender waited.</summary>
    /// <param name="Attempt">Its end, or that it goes on.</param>
    /// <param name="Now">The time.</param>
    /// <param name="Jitter">Drawn from 0 to 1, for the time of the next attempt.</param>
    public sealed record Attempted(FirstAttempt Attempt, Instant Now, double Jitter) : JourneyInput;

    /// <summary>What is owed is on disk.</summary>
    public sealed record Stored : JourneyInput;

    /// <summary>It could not be stored.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Full">True when there is no room, false when the disk fails.</param>
    public sealed record NotStored(string Reason, bool Full) : JourneyInput;
}

/// <summary>What a journey asks of the shell. Each step ends in exactly one of these.</summary>
public abstract record JourneyEffect
{
    JourneyEffect() { }

    /// <summary>Waits: look through the text of the mail for a command. Gives CommandSearched.</summary>
    public sealed record FindCommand(Arrival Arrival) : JourneyEffect;

    /// <summary>Waits: read the body of a notice by <see cref="ReturnedReportScan"/>. Gives ReportRead.</summary>
    public sealed record ReadReport(Arrival Arrival) : JourneyEffect;

    /// <summary>Waits: verify the signatures of the mail, asking for the keys no longer than the time-out. Gives SignaturesVerified.</summary>
    /// <param name="Arrival">The mail.</param>
    /// <param name="Timeout">How long the DNS is waited for.</param>
    public sealed record VerifySignatures(Arrival Arrival, TimeSpan Timeout) : JourneyEffect;

    /// <summary>Waits: ask the scanner, no longer than the time-out. Gives Scanned.</summary>
    /// <param name="Request">What it is told of the mail.</param>
    /// <param name="Shown">The octets of the mail that it is shown.</param>
    /// <param name="Timeout">How long it is waited for.</param>
    public sealed record Scan(ScanRequest Request, Seq<Segment> Shown, TimeSpan Timeout) : JourneyEffect;

    /// <summary>Waits: sign the mail as the plan makes it if that changes it, and seal it. Gives Signed.</summary>
    /// <param name="Plan">How it leaves.</param>
    /// <param name="Chain">What the chain that came with it came to, where it gets an ARC Set; none where it gets none.</param>
    public sealed record Sign(Plan Plan, Option<ArcResult> Chain) : JourneyEffect;

    /// <summary>Waits: ask the DNS all of this at once, no longer than the time-out. Gives Answered, with an answer to each question.</summary>
    public sealed record Ask(Seq<Question> Questions, TimeSpan Timeout) : JourneyEffect;

    /// <summary>Waits: hand the mail on; no longer than the time-out, if there is one. An attempt that outlasts it goes on. Gives Attempted.</summary>
    public sealed record Deliver(Plan Plan, Option<TimeSpan> Timeout) : JourneyEffect;

    /// <summary>
    /// Waits: store what is owed, with the octets of the plan; the order of the command that the mail carries, if it does, is stored in the same
    /// transaction. Gives Stored or NotStored.
    /// </summary>
    public sealed record Store(Plan Plan, OwedMail Mail, Option<CommandVerdict.Run> Command) : JourneyEffect;

    /// <summary>Waits: store the order of a command, whose mail goes nowhere. Gives Stored or NotStored.</summary>
    public sealed record StoreCommand(CommandVerdict.Run Command) : JourneyEffect;

    /// <summary>Ends: write the decision down and tell the sending server.</summary>
    public sealed record Finish(Decision Decision) : JourneyEffect;
}
