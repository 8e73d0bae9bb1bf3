using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Commands;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Scanning;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Journey;

/// <summary>The decision about a mail as a line of the log.</summary>
public static class JourneyLog
{
    /// <summary>The line: what was decided, about which mail, on which grounds, and what the sending server was told.</summary>
    public static LogLine Of(Decision decision, Instant now) => new(
        now,
        Kind(decision),
        Identity(
            decision.Arrival,
            Rules(decision.Arrival.Mail.Envelope),
            decision.Arrival.Screened.Case is ScreeningVerdict screening && decision.Verdict is not Verdict.Blocked ? Passed(screening) : default,
            Roles(decision.Arrival),
            decision.Arrival.Sender.Case is SenderAuthentication sender ? AuthenticationLog.Facts(sender) : default,
            Command(decision.Arrival.Command.Verdict),
            Scanned(decision.Arrival),
            Outcome(decision.Verdict, decision.Arrival.Sender.IsSome),
            Sender(decision.Verdict),
            Seqs.Of<LogFact>(("took", now - decision.Arrival.At), ("reply", decision.Reply.ToString()))));

    static Seq<LogFact> Listed(ScreeningVerdict screening) => Seqs.Of<LogFact>(("listed", screening.Explain()));

    /// Why a client was not blocked: what is known of it stays under the threshold, lists did not tell, or its mail is let in all the same.
    static Seq<LogFact> Passed(ScreeningVerdict screening) => Told("listed", screening.ExplainScore()).Then(Told("lists-silent", screening.ExplainFailures()));

    static Seq<LogFact> Roles(Arrival arrival) => arrival.IsForRoles ? Seqs.Of<LogFact>(("role-mailbox", "refused neither by block lists nor by the scanner")) : default;

    static Seq<LogFact> Told(string name, string words) => words.Length == 0 ? default : Seqs.Of<LogFact>((name, words));

    /// <summary>The line for a scanner that failed, was set aside, or answers again.</summary>
    /// <param name="notice">What is told.</param>
    /// <param name="id">The mail with which that was found out.</param>
    /// <param name="now">The time.</param>
    public static LogLine Of(ScannerNotice notice, string id, Instant now) => new(now, "scanner", Seqs.Of<LogFact>(("id", id)).Then(notice switch
    {
        ScannerNotice.Trouble(var reason) => Seqs.Of<LogFact>(("trouble", $"the mail goes on unscanned: {reason}")),
        ScannerNotice.SetAside(var reason, var until) => Seqs.Of<LogFact>(("trouble", $"set aside until {until}, mail goes on unscanned: {reason}")),
        ScannerNotice.Back => Seqs.Of<LogFact>(("notice", "it answers again")),
        _ => throw new System.Diagnostics.UnreachableException(),
    }));

    static Seq<LogFact> Scanned(Arrival arrival) => arrival.Scan.Case is ScanOutcome outcome ? ScanFacts.Of(outcome) : default;

    /// <summary>The line for block lists that are set aside or come back, however many of them do at the same time.</summary>
    public static LogLine Of(Seq<HealthNotice> notices, Instant now) => LogLine.Of(now, "blocklist", ("notice", string.Join("; ", notices)));

    /// <summary>What a stored mail's owner may want to know later: which mail it is, and why it was changed.</summary>
    public static Seq<(string Name, string Value)> Grounds(Arrival arrival, Plan plan) =>
        Identity(arrival, Rules(arrival.Mail.Envelope), arrival.Sender.Match(AuthenticationLog.Facts, () => default), Command(arrival.Command.Verdict), Scanned(arrival), AuthenticationLog.Facts(plan.Need, arrival.Sender.IsSome)).Map(fact => (fact.Name, fact.Value.ToString()!));

    /// <summary>The word for what became of a mail.</summary>
    internal static string Kind(Decision decision) => (decision.Verdict, decision.Reply) switch
    {
        (Verdict.Forwarded, { IsPositive: true }) => "forwarded",
        (Verdict.Queued, _) => "queued",
        (Verdict.Duplicate, _) => "repeated",
        (Verdict.Forwarded or Verdict.Postponed or Verdict.NotTaken or Verdict.InProgress or Verdict.Spam, { IsTransient: true }) => "deferred",
        (Verdict.LockedOut or Verdict.CommandNotStored or Verdict.OutOfTurn, _) => "deferred",
        (Verdict.CommandOnly, _) => "kept",
        (Verdict.Dropped, _) => "dropped",
        (Verdict.Blocked, _) => "blocked",
        (Verdict.Looping, _) => "looping",
        _ => "rejected",
    };

    /// <summary>Why it was decided so, without the destinations.</summary>
    internal static Seq<LogFact> Reasons(Decision decision) => Seqs.Joined(
        Rules(decision.Arrival.Mail.Envelope), Roles(decision.Arrival), Command(decision.Arrival.Command.Verdict), Outcome(decision.Verdict, decision.Arrival.Sender.IsSome), Sender(decision.Verdict))
        .Filter(fact => fact.Name is not ("delivered" or "deferred" or "failed" or "owed" or "held"));

    /// Nothing of its text: that is told when it runs, by those who know what of it is secret.
    static Seq<LogFact> Command(CommandVerdict verdict) => verdict switch
    {
        CommandVerdict.Run => Seqs.Of<LogFact>(("command", "to be run")),
        CommandVerdict.Ignored(var reason) => Seqs.Of<LogFact>(("command", "ignored: " + reason)),
        CommandVerdict.WrongPassword => Seqs.Of<LogFact>(("command", "wrong password")),
        _ => default,
    };

    /// Which mail it is, and then the rest.
    static Seq<LogFact> Identity(Arrival arrival, params ReadOnlySpan<Seq<LogFact>> rest)
    {
        var (envelope, header) = (arrival.Mail.Envelope, arrival.Shown);
        return Seqs.Joined(
            [
                ("id", arrival.Id),
                ("client", arrival.Mail.Peer.Address.ToString()),
                ("helo", arrival.Mail.Hello.Name),
                ("tls", arrival.Mail.Tls.Case is TlsState tls ? tls.Protocol : "none"),
                ("from", envelope.ReversePath.ToString()),
                ("to", envelope.ForwardPaths.MapStrict(static path => path.ToString()!)),
                ("subject", Subject.Of(header).IfNone("")),
                ("message-id", MessageId.Of(header).IfNone("")),
                ("size", arrival.Mail.Content.Facts.Size),
            ],
            rest);
    }

    /// What decided about each recipient, where that was asked.
    static Seq<LogFact> Rules(Envelope envelope) => envelope.Routes.IsEmpty ? default : Seqs.Of<LogFact>(("rule", envelope.Routes.MapStrict(static route => route.ToString())));

    static Seq<LogFact> Outcome(Verdict verdict, bool isChecked) => verdict switch
    {
        Verdict.Forwarded(var plan, var report) => Seqs.Joined(
            AuthenticationLog.Facts(plan.Need, isChecked), QueueLog.Change(report.Change).MapStrict(static fact => (LogFact)fact),
            report.Outcomes.MapStrict(static item => (LogFact)(Outcome(item.Outcome), $"{item.Recipient.Local}@{item.Recipient.Host}: {item.Outcome.Because}"))),
        Verdict.Queued(var plan, var entry) => AuthenticationLog.Facts(plan.Need, isChecked).Then(entry.Held.Map(reason => (LogFact)("held", reason)).ToSeq()).Then(QueueLog.Destinations(entry).Map(fact => (LogFact)fact)),
        Verdict.NotTaken(var plan, var reason) => AuthenticationLog.Facts(plan.Need, isChecked).Then(Seqs.Of<LogFact>(("reason", reason))),
        Verdict.Duplicate(var id) => Seqs.Of<LogFact>(("taken-before-as", id)),
        Verdict.InProgress(var id) => Seqs.Of<LogFact>(("under-way-as", id)),
        Verdict.Unauthenticated(var code, var reason) => Seqs.Of<LogFact>(("verdict", code), ("reason", reason)),
        Verdict.Spam(_, var code) => Seqs.Of<LogFact>(("verdict", code)),
        Verdict.Blocked(var screening) => Listed(screening),
        Verdict.Looping(var reason) => Seqs.Of<LogFact>(("reason", reason)),
        Verdict.NotReturned(var reason) => Seqs.Of<LogFact>(("reason", reason)),
        Verdict.LockedOut(var until) => Seqs.Of<LogFact>(("reason", $"it looks like a command, and too many wrong passwords came before; until {until}")),
        Verdict.CommandOnly or Verdict.Dropped => default,
        Verdict.OutOfTurn(var what) => Seqs.Of<LogFact>(("fault", "out of turn: " + what)),
        Verdict.CommandNotStored(var reason) => Seqs.Of<LogFact>(("reason", reason)),
        Verdict.Postponed(var reason) => Seqs.Of<LogFact>(("reason", reason)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// A bounce address, or what the relay took in the place of the sender that was meant; what is sent from the one address for all is not worth a word.
    static Seq<LogFact> Sender(Verdict verdict) => verdict switch
    {
        Verdict.Forwarded(_, { SentFrom.IsSome: true } report) => QueueLog.Sender(report).Map(fact => (LogFact)fact),
        Verdict.Forwarded(var plan, _) => Sender(plan),
        Verdict.Queued(var plan, _) => Sender(plan),
        _ => default,
    };

    static Seq<LogFact> Sender(Plan plan) =>
        plan.Job.Sender is ReversePath.Sender(var sender) && plan.Job.Fallback != sender ? Seqs.Of<LogFact>(("sent-from", plan.Job.Sender.ToString())) : default;

    static string Outcome(Outcome outcome) => outcome switch
    {
        Smtp.Client.Outcome.Delivered => "delivered",
        Smtp.Client.Outcome.Deferred => "deferred",
        Smtp.Client.Outcome.Failed => "failed",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
