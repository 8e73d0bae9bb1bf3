using Laitos.Domain.Addresses;
using Laitos.Domain.Filtering;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Shell.Smtp;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>The reception of one client: its screening begins at once.</summary>
sealed class SmtpSessionServices(Peer peer, BlocklistMonitor lists, MailRateLimiter meter, SharedDuplicateFilter duplicates, JourneyDriver journeyDriver, Journal journal) : ISmtpSessionServices
{
    readonly Task<ScreeningVerdict> screening = Task.Run(() => lists.Screen(peer.Address));

    /// <inheritdoc/>
    public bool CountMail() => meter.Take(peer.Address);

    /// <inheritdoc/>
    public async Task<Option<Reply>> Screening() =>
        await screening is { IsBlocked: true } verdict ? JourneyReplies.Blocked(verdict) : Option<Reply>.None;

    /// <inheritdoc/>
    public async Task<Reply> Decide(ReceivedMail received, ReceivedContent content)
    {
        var header = HeaderSection.Parse(received.Content.Head);
        var fingerprint = Fingerprint.Of(received.Envelope, MessageId.Of(header), content.BodyDigest);
        var (id, now, verdict) = (Clock.NewId(), Clock.Now, await screening);
        try
        {
            var arrival = new Arrival(id, now, Clock.ThreeDigits(), received, header, verdict, duplicates.Check(fingerprint, id), journeyDriver.RelayLoad);
            var decision = await journeyDriver.Decide(arrival, content, fingerprint);
            duplicates.Decided(fingerprint, decision);
            return decision.Reply;
        }
        finally
        {
            duplicates.Ended(fingerprint, id);
        }
    }

    /// <inheritdoc/>
    public void Observe(SessionInput input, Seq<SessionEffect> effects) => SessionLog.Of(Clock.Now, peer, input, effects).Iter(journal.Write);
}
