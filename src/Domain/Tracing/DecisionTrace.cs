using Laitos.Domain.Addresses;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Scanning;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Tracing;

/// <summary>The record of a decision: a view of the same value that the reply and the line of the log are views of.</summary>
public static class DecisionTrace
{
    /// The longest name of a header field of ours.
    const int LongestName = 40;

    /// About how many octets a decision takes, apart from the header section.
    const long Overhead = 8 << 10;

    /// <summary>About how many octets a decision takes in memory until its record is composed.</summary>
    public static long SizeOf(Decision decision) => Overhead + decision.Arrival.Mail.Content.HeaderOctets.Length;

    /// <summary>The one record of a decision.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="now">When it was carried out.</param>
    /// <param name="text">How text is kept.</param>
    public static TraceRecord.Mail Of(Decision decision, Instant now, TraceText text)
    {
        var arrival = decision.Arrival;
        return new(
            now,
            arrival.Id,
            Parties(arrival, text),
            new TraceDecision(
                JourneyLog.Kind(decision),
                text.Of(decision.Reply.ToString()),
                now < arrival.At ? TimeSpan.Zero : now - arrival.At,
                arrival.Mail.Content.Facts.Size,
                arrival.Screened.Match(verdict => TraceScreening.Of(verdict, arrival.Lists, text), () => TraceScreening.None),
                text.Facts(arrival.Sender.Match(AuthenticationLog.Facts, () => default).Then(arrival.Scan.Match(ScanFacts.Of, () => default))),
                text.Facts(JourneyLog.Reasons(decision)),
                Plan(decision.Verdict).Match(plan => Edits(plan, arrival.Mail.Content.Facts.Size, text), () => default),
                Delivery(decision.Verdict, text)));
    }

    static TraceParties Parties(Arrival arrival, TraceText text)
    {
        var (mail, header) = (arrival.Mail, arrival.Shown);
        return new(
            mail.Peer.Address.ToString(),
            text.Of(mail.Hello.Name),
            mail.Tls.Map(tls => tls.Protocol).IfNone(""),
            text.Of(TraceAddresses.Of(mail.Envelope.ReversePath), TraceText.AddressLimit),
            text.Addresses(mail.Envelope.ForwardPaths.AsEnumerable().Select(TraceAddresses.Of)),
            text.Addresses(Authors.Of(header).AsEnumerable().Select(author => $"{author.Local}@{author.Domain}")),
            // All of it, so that a secret where it is cut is still whole when it is looked for.
            text.Of(Subject.Of(header, Subject.Considered).IfNone(""), TraceText.SubjectLimit),
            text.Of(MessageId.Of(header).IfNone("")));
    }

    static Option<Plan> Plan(Verdict verdict) => verdict switch
    {
        Verdict.Forwarded(var plan, _) => plan,
        Verdict.Queued(var plan, _) => plan,
        _ => Option<Plan>.None,
    };

    /// The fields that were put in, and how much of the mail was left out.
    static Seq<string> Edits(Plan plan, long size, TraceText text)
    {
        var kept = plan.Segments.AsEnumerable().OfType<Segment.Original>().Sum(segment => segment.Length);
        var added = plan.Segments.AsEnumerable().OfType<Segment.Fresh>()
            .SelectMany(fresh => HeaderSection.Parse(fresh.Octets).Fields.AsEnumerable()).Where(IsField).Select(Edit).Take(TraceText.MostItems);
        return added.Concat(kept < size ? [$"{size - kept} octets left out or replaced"] : []).Select(edit => text.Of(edit)).Gather();
    }

    /// What hides a secret in the text of a mail is no field.
    static bool IsField(HeaderField field) => field.Name.Length is > 0 and <= LongestName && field.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// Of the fields with an author its address is told; the rest is in the mail.
    static string Edit(HeaderField field) => field.Is("From")
        ? $"From {AddressList.Parse(field.Body).Match(Right: entries => string.Join(", ", entries.Map(entry => $"{entry.Local}@{entry.Domain}")), Left: _ => "")}".TrimEnd()
        : field.Name;

    static TraceDelivery Delivery(Verdict verdict, TraceText text) => verdict switch
    {
        Verdict.Forwarded(_, var report) => TraceDelivery.Nothing with { Destinations = report.Outcomes.MapStrict(item => Destination(item.Recipient, item.Outcome, text)) },
        Verdict.Queued(_, var entry) => QueueTrace.Delivery(entry, text),
        _ => TraceDelivery.Nothing,
    };

    static TraceDestination Destination(Mailbox mailbox, Outcome outcome, TraceText text) => outcome switch
    {
        Outcome.Delivered(var reply) => new(mailbox.ToString(), TraceOutcome.Delivered, text.Of(reply.ToString())),
        Outcome.Deferred(var reply) => new(mailbox.ToString(), TraceOutcome.Owed, text.Of(reply.ToString())),
        Outcome.Failed(var reply) => new(mailbox.ToString(), TraceOutcome.Failed, text.Of(reply.ToString())),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
