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

/// <summary>The reception of one client. It is screened once, from when its session says so.</summary>
sealed class SmtpSessionServices(Peer peer, BlocklistMonitor lists, MailRateLimiter meter, SharedDuplicateFilter duplicates, JourneyDriver journeyDriver, Journal journal) : ISmtpSessionServices
{
    readonly Lazy<Task<ScreeningVerdict>> screening = new(() => Task.Run(() => lists.Screen(peer.Address)));

    /// <inheritdoc/>
    public void BeginScreening() => _ = screening.Value;

    /// <inheritdoc/>
    public bool CountMail() => meter.Take(peer.Address);

    /// <inheritdoc/>
    public async Task<Option<Reply>> Screening() =>
        await screening.Value is { IsBlocked: true } verdict ? JourneyReplies.Blocked(verdict) : Option<Reply>.None;

    /// <inheritdoc/>
    public async Task<Reply> Decide(ReceivedMail received, ReceivedContent content)
    {
        var isHandedOver = false;
        try
        {
            return await Decide(received, content, () => isHandedOver = true);
        }
        finally
        {
            if (!isHandedOver)
            {
                content.Dispose();
            }
        }
    }

    async Task<Reply> Decide(ReceivedMail received, ReceivedContent content, Action handOver)
    {
        var header = HeaderSection.Parse(received.Content.Head);
        var fingerprint = Fingerprint.Of(received.Envelope, MessageId.Of(header), content.BodyDigest);
        // The author's policy is looked up while the block lists are still silent; the journey finds the answers, or joins the lookups.
        journeyDriver.AskAhead(header, received.Envelope.ReversePath);
        var (id, now, verdict) = (Clock.NewId(), Clock.Now, await screening.Value);
        try
        {
            var arrival = new Arrival(id, now, Clock.ThreeDigits(), received, header, verdict, duplicates.Check(fingerprint, id), journeyDriver.RelayLoad);
            handOver();
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
