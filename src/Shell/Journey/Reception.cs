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
sealed class Reception(Peer peer, ListWatch lists, MailMeter meter, Recollection recollection, Postroom postroom, Journal journal) : IReception
{
    readonly Task<ScreeningVerdict> screening = Task.Run(() => lists.Screen(peer.Address));

    /// <inheritdoc/>
    public bool CountMail() => meter.Take(peer.Address);

    /// <inheritdoc/>
    public async Task<Option<Reply>> Screening() =>
        await screening is { IsBlocked: true } verdict ? JourneyReplies.Blocked(verdict) : Option<Reply>.None;

    /// <inheritdoc/>
    public async Task<Reply> Decide(Submission submission, ReceivedContent content)
    {
        var header = HeaderSection.Parse(submission.Content.Head);
        var fingerprint = Fingerprint.Of(submission.Envelope, MessageId.Of(header), content.BodyDigest);
        var (id, now, verdict) = (Clock.NewId(), Clock.Now, await screening);
        try
        {
            var arrival = new Arrival(id, now, Clock.ThreeDigits(), submission, header, verdict, recollection.Meet(fingerprint, id), postroom.Pressure);
            var decision = await postroom.Decide(arrival, content, fingerprint);
            recollection.Settle(fingerprint, decision);
            return decision.Reply;
        }
        finally
        {
            recollection.Leave(fingerprint, id);
        }
    }

    /// <inheritdoc/>
    public void Observe(SessionInput input, Seq<SessionEffect> effects) => SessionLog.Of(Clock.Now, peer, input, effects).Iter(journal.Tell);
}
