using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;
using Laitos.Domain.Scanning;

namespace Laitos.Domain.Journey;

/// <summary>Whether a mail is scanned, and what the scanner is told and shown of it.</summary>
abstract record MailScan
{
    MailScan() { }

    /// <summary>No scan is missing: there is no scanner, the mail has been scanned, or it is refused anyway.</summary>
    public sealed record NotMissing : MailScan;

    /// <summary>It is not scanned, for a reason.</summary>
    public sealed record Left(ScanOutcome Because) : MailScan;

    /// <summary>It is scanned.</summary>
    /// <param name="Request">What is told of it.</param>
    /// <param name="Shown">Its octets, without the secrets of a command.</param>
    /// <param name="Timeout">How long the scanner is waited for.</param>
    public sealed record Wanted(ScanRequest Request, Seq<Segment> Shown, TimeSpan Timeout) : MailScan;

    /// <summary>The next step for a mail with this verdict, or the questions that must be answered before. Only what would be taken is scanned.</summary>
    public static Validation<Question, MailScan> Of(JourneyPolicy policy, Arrival arrival, ForwardingVerdict verdict, Knowledge known) =>
        policy.Scan.Case is not ScanPolicy scan || arrival.Scan.IsSome || !IsTaken(policy, verdict) ? Prelude.Success<Question, MailScan>(new NotMissing())
        : Exempt(scan, arrival).Case is ScanOutcome because ? Prelude.Success<Question, MailScan>(new Left(because))
        : ClientNames.Of(known, arrival.Mail.Peer.Address).Map<MailScan>(names => new Wanted(RequestOf(policy, arrival, names), ShownOf(arrival), scan.Timeout));

    /// <summary>What will have to be asked for it, as far as that is known before: it is asked together with the block lists.</summary>
    public static Seq<Question> Ahead(JourneyPolicy policy, Arrival arrival, Knowledge known) =>
        policy.Scan.Case is not ScanPolicy scan || arrival.Mail.Content.Facts.Size > scan.MaxSize || ClientNames.Of(known, arrival.Mail.Peer.Address).IsKnown(out _, out var missing) ? default : missing;

    static Option<ScanOutcome> Exempt(ScanPolicy scan, Arrival arrival) =>
        arrival.Command.IsOrdered ? ScanOutcome.HasCommand
        : arrival.Mail.Content.Facts.Size > scan.MaxSize ? ScanOutcome.TooLarge(arrival.Mail.Content.Facts.Size, scan.MaxSize)
        : Option<ScanOutcome>.None;

    static bool IsTaken(JourneyPolicy policy, ForwardingVerdict verdict) => verdict switch
    {
        ForwardingVerdict.Forward(var need) => !policy.Postpones(need),
        ForwardingVerdict.Wrap or ForwardingVerdict.Hold => true,
        _ => false,
    };

    static ScanRequest RequestOf(JourneyPolicy policy, Arrival arrival, ClientNames names) => new(
        arrival.Id, arrival.Mail.Peer.Address, names.Confirmed.HeadOrNone(), arrival.Mail.Hello.Name, policy.Forwarding.Hostname, arrival.Mail.Envelope.ReversePath, arrival.Mail.Envelope.ForwardPaths,
        arrival.Mail.Tls.Map(tls => (tls.Protocol, tls.Cipher)), arrival.Mail.Content.Facts.Size);

    static Seq<Segment> ShownOf(Arrival arrival)
    {
        var whole = Seqs.Of<Segment>(new Segment.Original(0, arrival.Mail.Content.Facts.Size));
        return arrival.Command.Masks.IsEmpty ? whole : Overwriting.Apply(whole, arrival.Command.Masks);
    }
}
