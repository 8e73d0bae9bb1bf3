using System.Buffers;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Shell.Smtp;

/// <summary>Streams mail data from the wire through the scanner into memory: after DATA as a whole, after BDAT chunk by chunk.</summary>
sealed class ContentReading
{
    ReceivedContent content = new();
    ContentScan? scan;

    /// <summary>Hands over the collected mail; the next one starts empty.</summary>
    public ReceivedContent Take()
    {
        var taken = content;
        Drop();
        return taken;
    }

    /// <summary>Forgets what was collected.</summary>
    public void Drop()
    {
        content = new ReceivedContent();
        scan = null;
    }

    /// <summary>Reads up to CRLF.CRLF.</summary>
    public async ValueTask<SessionInput> ReadData(Wire wire, ContentLimits limits)
    {
        Drop();
        var state = ContentScan.Start(limits);
        var progress = new Progress(limits);
        while (true)
        {
            var (buffer, silence) = await wire.Read(progress.Deadline, wakeAtShutdown: false);
            if (buffer.IsEmpty)
            {
                Drop();
                return silence!.Value.ToInput();
            }

            progress.Arrived(buffer.Length);
            (state, var end) = Feed(state, buffer);
            wire.Consume(end);
            if (state.IsComplete)
            {
                return Received(state);
            }
        }
    }

    /// <summary>Reads exactly the octets of one chunk.</summary>
    public async ValueTask<SessionInput> ReadChunk(Wire wire, SessionEffect.ReadChunk chunk)
    {
        var state = scan ?? ContentScan.Start(chunk.Limits);
        var progress = new Progress(chunk.Limits);
        for (var left = chunk.Octets; left > 0;)
        {
            var (buffer, silence) = await wire.Read(progress.Deadline, wakeAtShutdown: false);
            if (buffer.IsEmpty)
            {
                Drop();
                return silence!.Value.ToInput();
            }

            var part = buffer.Slice(0, Math.Min(left, buffer.Length));
            progress.Arrived(part.Length);
            if (chunk.Keep)
            {
                state = FeedChunk(state, part);
            }

            left -= part.Length;
            wire.Consume(part.End);
        }

        scan = chunk.Keep ? state : scan;
        return chunk is { Keep: true, Last: true } ? Received(state.Ended()) : new SessionInput.ChunkReceived(state.Facts);
    }

    (ContentScan, SequencePosition) Feed(ContentScan state, ReadOnlySequence<byte> buffer)
    {
        var taken = 0L;
        foreach (var part in buffer)
        {
            state = ContentScan.Feed(state, part.Span, content, out var consumed);
            taken += consumed;
            Settle(state);
            if (state.IsComplete)
            {
                break;
            }
        }

        return (state, buffer.GetPosition(taken));
    }

    ContentScan FeedChunk(ContentScan state, ReadOnlySequence<byte> part)
    {
        foreach (var memory in part)
        {
            state = ContentScan.FeedChunk(state, memory.Span, content);
            Settle(state);
        }

        return state;
    }

    void Settle(ContentScan state)
    {
        if (state.IsHeaderComplete)
        {
            content.CompleteHead();
        }
    }

    SessionInput.ContentReceived Received(ContentScan state) =>
        new(new Content(new ContentId(Guid.CreateVersion7().ToString("N")), state.Facts, content.Head));
}
