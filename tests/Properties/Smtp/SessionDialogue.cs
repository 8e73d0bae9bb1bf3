using System.Buffers;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;

/// <summary>
/// A shell without a network: it feeds a client's octets to the machine, does what the machine says, and gathers replies and mails.
/// It reads exactly what it is told to, so what is pipelined is handled as in life.
/// </summary>
public sealed class SessionDialogue(SessionPolicy policy)
{
    readonly List<byte> unread = [];
    readonly ArrayBufferWriter<byte> collected = new();
    Step<Session, SessionEffect> step = new(SmtpSession.Start, default);
    LineProgress progress = LineProgress.Start;
    ContentScan scan;
    bool scanning;

    /// <summary>The replies so far.</summary>
    public List<Reply> Replies { get; } = [];

    /// <summary>The mails submitted so far, with their octets.</summary>
    public List<(ReceivedMail Received, Octets Octets)> Mails { get; } = [];

    /// <summary>What is decided upon a mail; it is taken unless said otherwise.</summary>
    public Func<ReceivedMail, Reply> Decide { get; init; } = _ => Reply.Of(250, 0, 0, "OK");

    /// <summary>Whether the client may send one more mail; it may unless said otherwise.</summary>
    public Func<bool> Grant { get; init; } = () => true;

    /// <summary>The verdict on a recipient that is asked about; it is taken unless said otherwise.</summary>
    public Func<Envelope, ForwardPath, RecipientVerdict> Judge { get; init; } = (_, _) => RecipientVerdict.Plain;

    /// <summary>True when the machine has hung up.</summary>
    public bool IsClosed => step.Next is Session.Closed;

    /// <summary>A client connects.</summary>
    public SessionDialogue Connect()
    {
        Feed(new SessionInput.Connected(SmtpArbitraries.Peer, 1, 1));
        return this;
    }

    /// <summary>The daemon goes down while the session waits for a command.</summary>
    public void ShutDown() => Feed(new SessionInput.ShuttingDown());

    /// <summary>The client sends; the replies that this brings.</summary>
    public Reply[] Say(Octets octets)
    {
        var before = Replies.Count;
        unread.AddRange(octets.Span);
        while (Next() is { } input)
        {
            Feed(input);
        }

        return [.. Replies.Skip(before)];
    }

    void Feed(SessionInput input)
    {
        step = SmtpSession.Advance(policy, step.Next, input);
        foreach (var effect in step.Effects)
        {
            Perform(effect);
        }
    }

    void Perform(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.Send(var reply):
                Replies.Add(reply);
                break;
            case SessionEffect.DropContent:
                (scanning, scan) = (false, default);
                collected.ResetWrittenCount();
                break;
            case SessionEffect.Decide(var received):
                Mails.Add((received, Octets.Copy(collected.WrittenSpan)));
                (scanning, scan) = (false, default);
                collected.ResetWrittenCount();
                break;
            case SessionEffect.StartTls:
                unread.Clear();
                break;
            default:
                break;
        }
    }

    /// The input that ends the wait, or null when the client must say more.
    SessionInput? Next() => step.Effects.Last switch
    {
        SessionEffect.ReadCommand => ReadLine(),
        SessionEffect.CountMail => new SessionInput.MailCounted(Grant()),
        SessionEffect.AwaitScreening => new SessionInput.Screened(Option<Reply>.None),
        SessionEffect.CheckRecipient(var envelope, var recipient) => new SessionInput.RecipientChecked(Judge(envelope, recipient)),
        SessionEffect.ReadContent(var limits) => ReadContent(limits),
        SessionEffect.ReadChunk read => unread.Count < read.Octets ? null : ReadChunk(read),
        SessionEffect.StartTls => new SessionInput.TlsStarted(new TlsState("TLS1.3", "TLS_AES_256_GCM_SHA384")),
        SessionEffect.Decide(var received) => new SessionInput.Decided(Decide(received)),
        _ => null,
    };

    SessionInput? ReadLine()
    {
        var shown = unread.GetRange(0, Math.Min(unread.Count, policy.Limits.CommandLine + 1)).ToArray();
        var read = LineReader.Read(progress, shown, policy.Limits.CommandLine);
        Take(read.Consumed);
        progress = read is LineRead.NeedMore(var next, _) ? next : LineProgress.Start;
        return read switch
        {
            LineRead.Complete(var input, _) => input,
            LineRead.NeedMore(_, > 0) => ReadLine(),
            _ => null,
        };
    }

    SessionInput.ContentReceived? ReadContent(ContentLimits limits)
    {
        scan = scanning ? scan : ContentScan.Start(limits);
        scanning = true;
        scan = ContentScan.Feed(scan, unread.ToArray(), collected, out var consumed);
        Take(consumed);
        return scan.IsComplete ? Received() : null;
    }

    SessionInput ReadChunk(SessionEffect.ReadChunk read)
    {
        var octets = Take((int)read.Octets);
        if (!read.Keep)
        {
            return new SessionInput.ChunkReceived(new ContentFacts(0, 0, false, 0, ContentFaults.None));
        }

        scan = scanning ? scan : ContentScan.Start(read.Limits);
        scanning = true;
        scan = ContentScan.FeedChunk(scan, octets.Span, collected);
        scan = read.Last ? scan.Ended() : scan;
        return read.Last ? Received() : new SessionInput.ChunkReceived(scan.Facts);
    }

    SessionInput.ContentReceived Received() => new(new Content(scan.Facts, Octets.Copy(collected.WrittenSpan)));

    Octets Take(int count)
    {
        var taken = new Octets(unread.GetRange(0, count).ToArray());
        unread.RemoveRange(0, count);
        return taken;
    }
}
