using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Shell.Smtp;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>The reception of one client. The block lists are asked about it from when its session says so, so that their answers are there when they are needed.</summary>
sealed class SmtpSessionServices(Peer peer, BlocklistMonitor lists, MailRateLimiter meter, SharedDuplicateFilter duplicates, JourneyDriver journeyDriver, Journal journal) : ISmtpSessionServices
{
    Task<Knowledge>? asked;

    /// <inheritdoc/>
    public void BeginScreening() => asked = lists.Ask(peer.Address);

    /// <inheritdoc/>
    public bool CountMail() => meter.Take(peer.Address);

    /// <inheritdoc/>
    public async Task<Option<Reply>> Screening() => JourneyReplies.Screened(await lists.Screen(peer.Address));

    /// <inheritdoc/>
    public async Task<Reply> Decide(ReceivedMail received, ReceivedContent content)
    {
        var header = HeaderSection.Parse(received.Content.Head);
        var fingerprint = Fingerprint.Of(received.Envelope, MessageId.Of(header), content.BodyDigest);
        var (id, now) = (Clock.NewId(), Clock.Now);
        var answers = asked is { IsCompletedSuccessfully: true } ? await asked : Knowledge.Empty;
        try
        {
            var arrival = new Arrival(id, now, Clock.ThreeDigits(), received, header, lists.Health, answers, duplicates.Check(fingerprint, id), journeyDriver.RelayLoad);
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
    public void Observe(Session session, SessionInput input, Step<Session, SessionEffect> step) =>
        SessionLog.Of(Clock.Now, peer, session, input, step).Iter(journal.Write);
}
