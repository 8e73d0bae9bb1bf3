using Laitos.Domain.Addresses;
using Laitos.Domain.Filtering;
using Laitos.Domain.Message;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Domain.Journey;

/// <summary>A mail as it enters its journey: what the session received, and what the shell adds: identity, time, chance.</summary>
/// <param name="Id">Names the mail in the log, in its Received field and in our reply.</param>
/// <param name="At">When its data were complete.</param>
/// <param name="Digits">0 to 999, drawn at random, for a rewritten sender.</param>
/// <param name="Submission">The client, the envelope and the content.</param>
/// <param name="Header">The header section of the content.</param>
/// <param name="Screening">What the block lists say about the client.</param>
public sealed record Arrival(string Id, Instant At, int Digits, Submission Submission, HeaderSection Header, ScreeningVerdict Screening)
{
    /// <summary>What the Received field of this mail tells.</summary>
    /// <param name="hostname">Our name.</param>
    public TraceFacts Trace(DomainName hostname) => new(
        Submission.Greeted.Name, Submission.Greeted.Extended, Submission.Envelope.Utf8,
        Submission.Tls.Map(tls => (tls.Protocol, tls.Cipher)), Submission.Peer.Address, hostname, Id, OnlyRecipient, At);

    Option<Mailbox> OnlyRecipient =>
        Submission.Envelope.ForwardPaths is [ForwardPath.Recipient(var mailbox)] ? mailbox : Option<Mailbox>.None;
}
