using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Filtering;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Domain.Tracing;
using Laitos.Shell.Sharing;
using Laitos.Shell.Smtp;
using Laitos.Shell.Tracing;
using LanguageExt;

namespace Laitos.Shell.Journey;

/// <summary>What a receiving session needs of the rest of the daemon, for one client.</summary>
interface ISmtpSessionServices
{
    /// <summary>Begins to screen the client.</summary>
    void BeginScreening();

    /// <summary>Counts one more mail of this client; false when it sends too many a second.</summary>
    ValueTask<bool> CountMail();

    /// <summary>The reply to each recipient of a client that is refused, once its screening is over.</summary>
    Task<Option<Reply>> Screening();

    /// <summary>The verdict on a recipient at one of our domains.</summary>
    RecipientVerdict CheckRecipient(Envelope envelope, ForwardPath recipient);

    /// <summary>Decides upon a received mail and gives the reply to the end of its data. The content is given up to it.</summary>
    Task<Reply> Decide(ReceivedMail received, ReceivedContent content);

    /// <summary>Is told each step of the session, for the log.</summary>
    void Observe(Session session, SessionInput input, Step<Session, SessionEffect> step);
}

/// <summary>The reception of one client. The block lists are asked about it from when its session says so, so that their answers are there when they are needed.</summary>
sealed class SmtpSessionServices(Peer peer, BlocklistMonitor lists, MailRateLimiter meter, RecipientPolicy recipients, SharedDuplicateFilter duplicates, JourneyDriver journeyDriver, Journal journal) : ISmtpSessionServices
{
    readonly SessionRecorder? trace = journeyDriver.Trace is { } recorder ? new SessionRecorder(recorder, peer) : null;
    Task<Knowledge>? asked;

    /// <inheritdoc/>
    public void BeginScreening() => asked = lists.Ask(peer.Address);

    /// <inheritdoc/>
    public ValueTask<bool> CountMail() => meter.Take(peer.Address);

    /// <inheritdoc/>
    public async Task<Option<Reply>> Screening()
    {
        var verdict = await lists.Screen(peer.Address);
        trace?.Screened(verdict, lists.Health);
        journeyDriver.MailMeter?.CountBeforeData(verdict);
        return JourneyReplies.Screened(verdict);
    }

    /// <inheritdoc/>
    public RecipientVerdict CheckRecipient(Envelope envelope, ForwardPath recipient) => recipients.Judge(envelope, recipient, Clock.Now);

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
        var header = content.Header;
        var fingerprint = Fingerprint.Of(received.Envelope, received.Content.HeaderOctets, header, content.BodyDigest);
        var (id, now, isDecided) = (Clock.NewId(), Clock.Now, false);
        var answers = asked is { IsCompletedSuccessfully: true } ? await asked : Knowledge.Empty;
        try
        {
            var duplicate = await duplicates.Check(fingerprint, id);
            var arrival = new Arrival(id, now, Clock.ThreeDigits(), received, header, lists.Health, answers, duplicate, journeyDriver.RelayLoad) { Relay = journeyDriver.RelayProfile };
            handOver();
            var decision = await journeyDriver.Decide(arrival, content, fingerprint);
            duplicates.Decided(fingerprint, decision);
            isDecided = true;
            return decision.Reply;
        }
        finally
        {
            if (!isDecided)
            {
                duplicates.Failed(fingerprint, id);
            }
        }
    }

    /// <inheritdoc/>
    public void Observe(Session session, SessionInput input, Step<Session, SessionEffect> step)
    {
        SessionLog.Of(Clock.Now, peer, session, input, step).Iter(journal.Write);
        trace?.Observe(session, input, step);
    }
}

/// <summary>Owns the count of mails a second for each client.</summary>
/// <param name="limit">The limit; below 1 there is none.</param>
/// <param name="shared">Counts what other daemons take, too.</param>
sealed class MailRateLimiter(int limit, SharedCounts shared)
{
    readonly Lock gate = new();
    RateWindow window = RateWindow.Empty;

    /// <summary>Counts one mail; false when the client sends too many.</summary>
    public ValueTask<bool> Take(IpAddress client) => !IsTaken(client) ? ValueTask.FromResult(false) : limit < 1 ? ValueTask.FromResult(true) : IsTakenByAll(client);

    async ValueTask<bool> IsTakenByAll(IpAddress client) => (await shared.Ask(new SharedRateQuestion(client, limit))).IfNone(true);

    bool IsTaken(IpAddress client)
    {
        lock (gate)
        {
            (window, var granted) = RateWindow.Take(window, Clock.Now, client, limit);
            return granted;
        }
    }
}
