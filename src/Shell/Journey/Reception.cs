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
sealed class Reception(Peer peer, ListWatch lists, MailMeter meter, Recollection recollection, Postroom postroom, Journal journal) : IReception
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
    public async Task<Reply> Decide(Submission submission, ReceivedContent content)
    {
        var header = HeaderSection.Parse(submission.Content.Head);
        var fingerprint = Fingerprint.Of(submission.Envelope, submission.Content.HeaderOctets, header, content.BodyDigest);
        // The author's policy is looked up while the block lists are still silent; the journey finds the answers, or joins the lookups.
        postroom.AskAhead(header, submission.Envelope.ReversePath);
        var (id, now, verdict) = (Clock.NewId(), Clock.Now, await screening.Value);
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
