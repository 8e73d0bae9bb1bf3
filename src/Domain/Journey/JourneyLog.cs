using System.Globalization;
using Laitos.Domain.Authentication;
using Laitos.Domain.Commands;
using Laitos.Domain.Filtering;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Journey;

/// <summary>The decision about a mail as a line of the log.</summary>
public static class JourneyLog
{
    /// <summary>The line: what was decided, about which mail, on which grounds, and what the sending server was told.</summary>
    public static LogLine Of(Decision decision, Instant now) => new(
        now,
        Kind(decision),
        Identity(decision.Arrival)
            .Then(Command(decision.Arrival.Command.Verdict))
            .Then(Outcome(decision.Verdict))
            .Then(Seqs.Of(("took", string.Create(CultureInfo.InvariantCulture, $"{(now - decision.Arrival.At).TotalMilliseconds:0}ms")), ("reply", decision.Reply.ToString()))));

    static Seq<(string Name, string Value)> Listed(ScreeningVerdict screening) => Seqs.Of(("listed", screening.Explain()));

    /// <summary>The line for block lists that are set aside or come back, however many of them do at the same time.</summary>
    public static LogLine Of(Seq<HealthNotice> notices, Instant now) => LogLine.Of(now, "blocklist", ("notice", string.Join("; ", notices)));

    /// <summary>What a stored mail's owner may want to know later: which mail it is, and why it was changed.</summary>
    public static Seq<(string Name, string Value)> Grounds(Arrival arrival, Plan plan) => Identity(arrival).Then(Command(arrival.Command.Verdict)).Then(Rewriting(plan.Need));

    static string Kind(Decision decision) => (decision.Verdict, decision.Reply) switch
    {
        (Verdict.Forwarded, { IsPositive: true }) => "forwarded",
        (Verdict.Queued, _) => "queued",
        (Verdict.Duplicate, _) => "repeated",
        (Verdict.Forwarded or Verdict.Postponed or Verdict.NotTaken or Verdict.InProgress, { IsTransient: true }) => "deferred",
        (Verdict.LockedOut or Verdict.CommandNotStored or Verdict.OutOfTurn, _) => "deferred",
        (Verdict.CommandOnly, _) => "kept",
        (Verdict.Blocked, _) => "blocked",
        (Verdict.Looping, _) => "looping",
        _ => "rejected",
    };

    /// Nothing of its text: that is told when it runs, by those who know what of it is secret.
    static Seq<(string Name, string Value)> Command(CommandVerdict verdict) => verdict switch
    {
        CommandVerdict.Run => Seqs.Of(("command", "to be run")),
        CommandVerdict.Ignored(var reason) => Seqs.Of(("command", "ignored: " + reason)),
        CommandVerdict.WrongPassword => Seqs.Of(("command", "wrong password")),
        _ => default,
    };

    static Seq<(string Name, string Value)> Identity(Arrival arrival)
    {
        var (envelope, header) = (arrival.Mail.Envelope, arrival.Shown);
        return Seqs.Of(
            ("id", arrival.Id),
            ("client", arrival.Mail.Peer.Address.ToString()),
            ("helo", arrival.Mail.Hello.Name),
            ("tls", arrival.Mail.Tls.Map(tls => tls.Protocol).IfNone("none")),
            ("from", envelope.ReversePath.ToString()),
            ("to", string.Join(",", envelope.ForwardPaths)),
            ("subject", Subject.Of(header).IfNone("")),
            ("message-id", MessageId.Of(header).IfNone("")),
            ("size", arrival.Mail.Content.Facts.Size.ToString(CultureInfo.InvariantCulture)));
    }

    static Seq<(string Name, string Value)> Outcome(Verdict verdict) => verdict switch
    {
        Verdict.Forwarded(var plan, var report) => Rewriting(plan.Need).Then(report.Outcomes.Map(item => (Outcome(item.Outcome), $"{item.Recipient}: {item.Outcome.Because}"))),
        Verdict.Queued(var plan, var entry) => Rewriting(plan.Need).Then(QueueLog.Destinations(entry)),
        Verdict.NotTaken(var plan, var reason) => Rewriting(plan.Need).Then(Seqs.Of(("reason", reason))),
        Verdict.Duplicate(var id) => Seqs.Of(("taken-before-as", id)),
        Verdict.InProgress(var id) => Seqs.Of(("under-way-as", id)),
        Verdict.Blocked(var screening) => Listed(screening),
        Verdict.Looping(var reason) => Seqs.Of(("reason", reason)),
        Verdict.LockedOut(var until) => Seqs.Of(("reason", $"it looks like a command, and too many wrong passwords came before; until {until}")),
        Verdict.CommandOnly => default,
        Verdict.OutOfTurn(var what) => Seqs.Of(("fault", "out of turn: " + what)),
        Verdict.CommandNotStored(var reason) => Seqs.Of(("reason", reason)),
        Verdict.Postponed(var reason) => Seqs.Of(("reason", reason)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Seq<(string Name, string Value)> Rewriting(RewriteNeed need) => need switch
    {
        RewriteNeed.NotNeeded => default,
        RewriteNeed.Enforced(var findings) => Seqs.Of(("rewritten", string.Join("; ", findings.Map(Reason)))),
        RewriteNeed.Demanded => Seqs.Of(("rewritten", "every author is, as DmarcRewrite says")),
        RewriteNeed.Unknown(var reason) => Seqs.Of(("rewritten", "DMARC policy unknown: " + reason)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string Reason(DomainFinding each) => each.Finding switch
    {
        DmarcFinding.Published published => $"{each.Domain} has {published.Tag}={published.Effective} at _dmarc.{published.RecordAt}".ToLowerInvariant(),
        DmarcFinding.Malformed malformed => $"{each.Domain} has a malformed record at _dmarc.{malformed.RecordAt} that reads {malformed.Policy}".ToLowerInvariant(),
        _ => each.Domain.Value,
    };

    static string Outcome(Outcome outcome) => outcome switch
    {
        Smtp.Client.Outcome.Delivered => "delivered",
        Smtp.Client.Outcome.Deferred => "deferred",
        Smtp.Client.Outcome.Failed => "failed",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
