using System.Buffers;
using System.Runtime.CompilerServices;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Shell.Smtp;

/// <summary>Streams mail data from the wire through the scanner to where it is kept: after DATA as a whole, after BDAT chunk by chunk.</summary>
/// <param name="store">Where mails are kept.</param>
sealed class ContentReader(BodyStore store) : IDisposable
{
    ReceivedContent? content;
    ContentScan? scan;

    /// What is being collected, from the first octet on.
    ReceivedContent Content => content ??= new ReceivedContent(store);

    /// <summary>Hands over the collected mail, to be disposed of by the caller; the next one starts empty.</summary>
    public ReceivedContent Take()
    {
        var taken = Content;
        (content, scan) = (null, null);
        return taken;
    }

    /// <summary>Forgets what was collected.</summary>
    public void Drop()
    {
        content?.Dispose();
        (content, scan) = (null, null);
    }

    /// <inheritdoc/>
    public void Dispose() => Drop();

    /// <summary>Reads up to CRLF.CRLF.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SessionInput> ReadData(Wire wire, ContentLimits limits, SessionClosing closing)
    {
        Drop();
        var state = ContentScan.Start(limits);
        var contentProgress = new ContentProgress(limits);
        while (true)
        {
            var (buffer, readEnd) = await wire.Read(contentProgress.Deadline, closing.Data);
            if (buffer.IsEmpty)
            {
                Drop();
                return readEnd!.Value.ToInput(closing);
            }

            contentProgress.Arrived(buffer.Length);
            (state, var end) = await Feed(state, buffer);
            wire.Consume(end);
            if (state.IsComplete)
            {
                return await Received(state);
            }
        }
    }

    /// <summary>Reads exactly the octets of one chunk.</summary>
    public async ValueTask<SessionInput> ReadChunk(Wire wire, SessionEffect.ReadChunk chunk, SessionClosing closing)
    {
        var state = scan ?? ContentScan.Start(chunk.Limits);
        var contentProgress = new ContentProgress(chunk.Limits);
        for (var left = chunk.Octets; left > 0;)
        {
            var (buffer, readEnd) = await wire.Read(contentProgress.Deadline, closing.Data);
            if (buffer.IsEmpty)
            {
                Drop();
                return readEnd!.Value.ToInput(closing);
            }

            var part = buffer.Slice(0, Math.Min(left, buffer.Length));
            contentProgress.Arrived(part.Length);
            if (chunk.Keep)
            {
                state = await FeedChunk(state, part);
            }

            left -= part.Length;
            wire.Consume(part.End);
        }

        scan = chunk.Keep ? state : scan;
        return chunk is { Keep: true, Last: true } ? await Received(state.Ended()) : new SessionInput.ChunkReceived(Facts(state));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<(ContentScan, SequencePosition)> Feed(ContentScan state, ReadOnlySequence<byte> buffer)
    {
        var taken = 0L;
        foreach (var part in buffer)
        {
            state = ContentScan.Feed(state, part.Span, Content, out var consumed);
            taken += consumed;
            await Spill(state);
            if (state.IsComplete)
            {
                break;
            }
        }

        return (state, buffer.GetPosition(taken));
    }

    async ValueTask<ContentScan> FeedChunk(ContentScan state, ReadOnlySequence<byte> part)
    {
        foreach (var memory in part)
        {
            state = ContentScan.FeedChunk(state, memory.Span, Content);
            await Spill(state);
        }

        return state;
    }

    ValueTask Spill(ContentScan state)
    {
        if (state.IsHeaderComplete)
        {
            Content.CompleteHead(state.HeaderSize);
        }

        return Content.SpillIfFull();
    }

    async ValueTask<SessionInput> Received(ContentScan state)
    {
        await Content.Complete();
        return new SessionInput.ContentReceived(new Content(Facts(state), Content.Head));
    }

    /// What the scanner has counted, and whether the octets found room.
    ContentFacts Facts(ContentScan state) => Content.HasNoSpace ? state.Facts with { Faults = state.Facts.Faults | ContentFaults.NoRoom } : state.Facts;
}

/// <summary>Measures how mail data arrive, against the limits of silence and of slowness.</summary>
sealed class ContentProgress(ContentLimits limits)
{
    long lastArrival = Environment.TickCount64;
    long stretchStart = Environment.TickCount64;
    long stretchOctets;

    /// <summary>When the data are late, in milliseconds of <see cref="Environment.TickCount64"/>, unless more arrive.</summary>
    public long Deadline => Math.Min(
        lastArrival + (long)limits.Idle.TotalMilliseconds,
        stretchOctets >= limits.ProgressOctets ? long.MaxValue : stretchStart + (long)limits.Progress.TotalMilliseconds);

    public void Arrived(long octets)
    {
        lastArrival = Environment.TickCount64;
        stretchOctets += octets;
        if (lastArrival - stretchStart > limits.Progress.TotalMilliseconds && stretchOctets >= limits.ProgressOctets)
        {
            (stretchStart, stretchOctets) = (lastArrival, 0);
        }
    }
}
