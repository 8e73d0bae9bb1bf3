using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Authentication.Results;
using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Scanning;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Forwarding;

/// <summary>How a mail is handed on: its new envelope, its octets as segments, and why it was or was not changed.</summary>
/// <param name="Job">The envelope and the facts that the sending dialogue needs.</param>
/// <param name="Segments">The octets: new ones, and stretches of the received mail.</param>
/// <param name="Need">Whether the author's address had to be rewritten, and why.</param>
public sealed record Plan(MailJob Job, Seq<Segment> Segments, RewriteNeed Need)
{
    /// <summary>Octets in front of the mail's own header section: fields of ours, behind the envelope line of a mail folder if there is one.</summary>
    public int Front { get; init; }

    /// <summary>Octets of the ARC Set in front of all; 0 where there is none.</summary>
    public int Seal { get; init; }

    /// <summary>The plan for a mail.</summary>
    /// <param name="policy">Where mail goes.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="need">Why the author's address must be rewritten, if it must.</param>
    /// <param name="mode">How it is rewritten then.</param>
    public static Plan Of(ForwardingPolicy policy, TransitMail mail, RewriteNeed need, RewriteMode mode)
    {
        var (trace, received, header) = mail;
        var edits = Trace(policy, mail).Then(need is RewriteNeed.NotNeeded ? default : FromRewriting.Plan(header, mode));
        var facts = received.Content.Facts;
        var segments = HeaderEdits.Apply(header, edits, facts.Size);
        var job = new MailJob(
            EnvelopeSender.For(policy.Bounces, policy.MailFrom, received.Envelope.ReversePath, trace.At), policy.MailFrom, policy.DestinationsOf(received.Envelope),
            Length(segments), facts.EightBit || segments.Exists(IsEightBit), Utf8(policy, received.Envelope, header, segments));
        return new Plan(job, segments, need) { Front = header.Preamble.Length + Prepended(edits) };
    }

    /// <summary>The plan for a mail that was stored as it came and is refused so: with another author's address, behind the same trace fields. A function of what is stored.</summary>
    /// <param name="job">The envelope.</param>
    /// <param name="change">The change that the mail was stored with, and the relay's words. An ARC Set of ours would not hold any more, and is left out.</param>
    /// <param name="head">The stored mail up to its body, of <see cref="AuthorChange.Head"/> octets.</param>
    /// <param name="size">Octets of the stored mail.</param>
    public static Plan Rewritten(MailJob job, AuthorChange change, Octets head, long size)
    {
        var header = HeaderSection.Parse(head.Slice(change.Front));
        var own = HeaderEdits.Apply(header, FromRewriting.Plan(header, change.Mode), size - change.Front);
        var segments = Seqs.Of<Segment>(new Segment.Original(change.Seal, change.Front - change.Seal))
            .Then(own.Map(segment => segment is Segment.Original(var offset, var length) ? new Segment.Original(change.Front + offset, length) : segment));
        return new Plan(
            job with { Size = Length(segments), EightBit = job.EightBit || segments.Exists(IsEightBit) }, segments, new RewriteNeed.Refused(change.Refusal.IfNone("")));
    }

    /// <summary>The plan for a mail that is forwarded as an attachment of a warning of ours.</summary>
    /// <param name="policy">Where mail goes.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="need">Why it may not speak for itself.</param>
    /// <param name="sender">What was found out about who sent it.</param>
    public static Plan Wrapped(ForwardingPolicy policy, TransitMail mail, RewriteNeed need, SenderAuthentication sender)
    {
        var facts = mail.Received.Content.Facts;
        var front = Trace(policy, mail).AsEnumerable().OfType<HeaderEdit.Prepend>().Select(edit => edit.Field).Gather();
        var wrapping = Wrapping.Of(front, mail.Trace, policy.MailFrom, mail.Header, facts.EightBit, UnverifiedWarning.Of(policy.Hostname, sender));
        var segments = Seqs.Of<Segment>(new Segment.Fresh(wrapping.Front), new Segment.Original(0, facts.Size), new Segment.Fresh(wrapping.Back));
        var plan = Of(policy, mail, new RewriteNeed.NotNeeded(), new RewriteMode.Never());
        return plan with { Segments = segments, Job = plan.Job with { Size = Length(segments) }, Need = need };
    }

    /// <summary>The names of the fields that are put in front of a mail which is not rewritten; a scanner's come to them.</summary>
    public static Seq<string> AddedFields(ForwardingPolicy policy) => policy.WritesReceivedSpf ? AlwaysAdded.Add(ReceivedSpfField.Name) : AlwaysAdded;

    /// <summary>The names of the fields of an ARC Set.</summary>
    public static Seq<string> SealFields { get; } = Seqs.Of("ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results");

    /// <summary>The edits that every mail gets: what was checked, what the scanner said, the trace of this hop, and the mark against loops.</summary>
    internal static Seq<HeaderEdit> Trace(ForwardingPolicy policy, TransitMail mail) =>
        Seqs.Joined(
            mail.Findings.Sender.Case is SenderAuthentication checks ? Seqs.Of<HeaderEdit>(new HeaderEdit.Prepend(AuthenticationResultsField.Write(policy.Hostname, checks.Results))) : default,
            mail.Findings.Sender.IsSome ? ClaimedResults.Removal(mail.Header, policy.Hostname) : default,
            policy.WritesReceivedSpf && mail.Findings.Sender.Case is SenderAuthentication found ? Seqs.Of<HeaderEdit>(new HeaderEdit.Prepend(ReceivedSpfField.Write(found.Request, found.Spf))) : default,
            mail.Findings.Scan.Case is (ScanPolicy scan, Option<ScanOutcome> outcome) ? Spam(scan, outcome, mail.Header) : default,
            Seqs.Of<HeaderEdit>(new HeaderEdit.Prepend(TraceFields.Received(mail.Trace)), new HeaderEdit.Prepend(LoopMark.Field(policy.Hostname.Value))));

    /// Fields of the scanner's names that came with a mail go, whatever became of the scan: who reads them trusts ours.
    static Seq<HeaderEdit> Spam(ScanPolicy scan, Option<ScanOutcome> outcome, HeaderSection header) => outcome
        .Match(known => ScanFields.Of(scan, known), () => default).MapStrict(HeaderEdit (field) => new HeaderEdit.Prepend(field)).Then(ScanFields.Removal(header));

    /// <summary>True where the mail that leaves is not the one that came, apart from the fields in front.</summary>
    public bool IsChanged => IsComposed || Need is not RewriteNeed.NotNeeded;

    /// <summary>True for a mail of our own that stands for the one that came.</summary>
    public bool IsComposed { get; init; }

    /// <summary>The same plan with one field more in front of all.</summary>
    public Plan With(Octets field) => field.IsEmpty ? this : this with { Segments = Seqs.Of<Segment>(new Segment.Fresh(field)).Then(Segments), Front = Front + field.Length, Job = Job with { Size = Job.Size + field.Length } };

    /// <summary>The same plan with an ARC Set in front of all.</summary>
    public Plan Sealed(Octets fields) => fields.IsEmpty ? this : With(fields) with { Seal = fields.Length };

    /// <summary>The same plan with some octets of the received mail overwritten; its size stays.</summary>
    public Plan Masked(Seq<Overwrite> masks) => masks.IsEmpty ? this : this with { Segments = Overwriting.Apply(Segments, masks) };

    static readonly Seq<string> AlwaysAdded = Seqs.Of("Received", LoopMark.Name, AuthenticationResultsField.Name);

    /// RFC 6531 §3.4: addresses or header fields beyond ASCII. A header beyond ASCII that nobody declared is the sender's fault, and passes as it came.
    static Utf8Need Utf8(ForwardingPolicy policy, Envelope envelope, HeaderSection header, Seq<Segment> segments)
    {
        var beyond = envelope.Utf8 ? header.Fields.Filter(field => !System.Text.Ascii.IsValid(field.Raw.Span)) : default;
        return policy.DestinationsOf(envelope).Exists(destination => destination.NeedsUtf8) || policy.MailFrom.NeedsUtf8 || beyond.Exists(AddressFields.HasUtf8Address) ? Utf8Need.Address
            : !beyond.IsEmpty || (envelope.Utf8 && segments.Exists(IsEightBit)) ? Utf8Need.Text
            : Utf8Need.Nothing;
    }

    static bool IsEightBit(Segment segment) => segment is Segment.Fresh(var octets) && !System.Text.Ascii.IsValid(octets.Span);

    static long Length(Seq<Segment> segments)
    {
        var length = 0L;
        for (var i = 0; i < segments.Count; i++)
        {
            length += Length(segments[i]);
        }

        return length;
    }

    /// Octets of what is put in front.
    static int Prepended(Seq<HeaderEdit> edits)
    {
        var length = 0;
        for (var i = 0; i < edits.Count; i++)
        {
            length += edits[i] is HeaderEdit.Prepend(var field) ? field.Length : 0;
        }

        return length;
    }

    static long Length(Segment segment) => segment switch
    {
        Segment.Fresh(var octets) => octets.Length,
        Segment.Original(_, var length) => length,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A mail on its way through: what came, and what its next reader is told of that.</summary>
/// <param name="Trace">What the Received field tells.</param>
/// <param name="Received">The mail.</param>
/// <param name="Header">Its header section, without what nobody else should see.</param>
public readonly record struct TransitMail(TraceFacts Trace, ReceivedMail Received, HeaderSection Header)
{
    /// <summary>What was found out about it.</summary>
    public MailFindings Findings { get; init; }
}

/// <summary>What was found out about a mail, as far as its fields tell it.</summary>
/// <param name="Sender">Who sent it; none when that was not checked.</param>
/// <param name="Scan">By what the scanner's word is judged, and what became of the scan if there was one; none where there is no scanner.</param>
public readonly record struct MailFindings(Option<SenderAuthentication> Sender, Option<(ScanPolicy Policy, Option<ScanOutcome> Outcome)> Scan);

/// <summary>Where mail goes and what it carries.</summary>
/// <param name="Hostname">Our name, in Received and as the loop mark.</param>
/// <param name="Destinations">The mailboxes that get a copy of every mail about whose recipients nothing else was decided.</param>
/// <param name="MailFrom">The envelope sender of what we send, where the received one is not null and no bounce address stands for it.</param>
public sealed record ForwardingPolicy(DomainName Hostname, Seq<Mailbox> Destinations, Mailbox MailFrom)
{
    /// <summary>How bounce addresses are made and read; none when they are not.</summary>
    public Option<BounceAddressPolicy> Bounces { get; init; }

    /// <summary>True when a mail whose sender was checked gets a Received-SPF field, too.</summary>
    public bool WritesReceivedSpf { get; init; }

    /// <summary>Where a mail goes: each mailbox that some recipient's copy goes to, once; the standing destinations where nothing was decided about recipients.</summary>
    public Seq<Mailbox> DestinationsOf(Envelope envelope) =>
        envelope.Routes.IsEmpty ? Destinations : envelope.Routes.AsEnumerable().SelectMany(route => route.Destinations.AsEnumerable()).Distinct().Gather();
}
