using System.Runtime.CompilerServices;
using System.Text;
using Laitos.Domain.Message.Mime;
using Laitos.Domain.Smtp.Client;
using MimeKit;
using MimeKit.IO.Filters;

namespace Laitos.Shell.Relay;

/// <summary>What came of the wish to make a mail 7-bit.</summary>
public abstract record SevenBit
{
    SevenBit() { }

    /// <summary>It is 7-bit now, but for what is signed.</summary>
    public sealed record Made(IMailContent Content, SevenBitChange Change) : SevenBit;

    /// <summary>It could not be done.</summary>
    public sealed record Not(Outcome Outcome) : SevenBit;
}

/// <summary>A mail made 7-bit while it is read: what must change is known beforehand, and its bodies are encoded as they pass.</summary>
public sealed class SevenBitContent : IMailContent
{
    readonly IMailContent content;
    readonly IReadOnlyList<SevenBitEdit> edits;

    SevenBitContent(IMailContent content, IReadOnlyList<SevenBitEdit> edits) => (this.content, this.edits) = (content, edits);

    /// <inheritdoc/>
    public long Size { get; private set; }

    /// <summary>Reads a mail through, and gives it as it goes out.</summary>
    /// <param name="content">The mail; it may be read several times.</param>
    /// <param name="bodies">True when bodies are to be encoded, false for header sections alone.</param>
    /// <param name="cancel">Ends the reading.</param>
    public static async Task<SevenBit> Of(IMailContent content, bool bodies, CancellationToken cancel)
    {
        try
        {
            var source = new ContentStream(content, cancel);
            await using var closing = source.ConfigureAwait(false);
            var reader = new SevenBitReader(source, bodies);
            await reader.ReadMessageAsync(cancel).ConfigureAwait(false);
            var made = new SevenBitContent(content, reader.Edits);
            return await made.Measure(cancel).ConfigureAwait(false) || !bodies || reader.Change.LeavesSigned
                ? new SevenBit.Made(made, reader.Change)
                : throw new SevenBitImpossibleException("it is not formed as MIME");
        }
        catch (Exception e) when (e is SevenBitImpossibleException or FormatException or ArgumentException)
        {
            return new SevenBit.Not(Outcome.Of(SevenBitChange.Impossible(e is SevenBitImpossibleException ? e.Message : "it is not formed as MIME")));
        }
        catch (OperationCanceledException)
        {
            return new SevenBit.Not(Outcome.Of(new RelayFault.AllBusy()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SevenBit.Not(Outcome.Of(new RelayFault.ContentUnavailable(e.Message)));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks([EnumeratorCancellation] CancellationToken cancel)
    {
        const int block = 32 << 10;
        var source = new ContentStream(content, cancel);
        await using var closing = source.ConfigureAwait(false);
        var buffer = new byte[block];
        var at = 0L;
        foreach (var edit in edits)
        {
            for (int read; at < edit.Offset && (read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(block, edit.Offset - at)), cancel).ConfigureAwait(false)) > 0; at += read)
            {
                yield return buffer.AsMemory(0, read);
            }

            switch (edit)
            {
                case SevenBitEdit.Written written:
                    await source.Skip(written.Length).ConfigureAwait(false);
                    yield return written.Octets;
                    break;
                case SevenBitEdit.Recoded recoded:
                    var filters = new Recoding(recoded);
                    for (var left = recoded.Length; left > 0;)
                    {
                        var read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(block, left)), cancel).ConfigureAwait(false);
                        left -= read > 0 ? read : throw new EndOfStreamException("the mail ends early");
                        yield return filters.Pass(buffer, read, isLast: left == 0);
                    }

                    break;
            }

            at += edit.Length;
        }

        while (await source.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var read)
        {
            yield return buffer.AsMemory(0, read);
        }
    }

    /// True when nothing above 127 is left.
    async Task<bool> Measure(CancellationToken cancel)
    {
        var isSevenBit = true;
        await foreach (var piece in Blocks(cancel).ConfigureAwait(false))
        {
            Size += piece.Length;
            isSevenBit &= Ascii.IsValid(piece.Span);
        }

        return isSevenBit;
    }

    /// The library's filters behind one another; the last one brings the lines to CRLF.
    sealed class Recoding(SevenBitEdit.Recoded edit)
    {
        readonly IMimeFilter[] filters = edit.From == BodyEncoding.None
            ? [EncoderFilter.Create(Named(edit.To)), new Unix2DosFilter()]
            : [DecoderFilter.Create(Named(edit.From)), EncoderFilter.Create(Named(edit.To)), new Unix2DosFilter()];

        public ReadOnlyMemory<byte> Pass(byte[] octets, int count, bool isLast)
        {
            var (input, start) = (octets, 0);
            foreach (var filter in filters)
            {
                input = isLast ? filter.Flush(input, start, count, out start, out count) : filter.Filter(input, start, count, out start, out count);
            }

            return input.AsMemory(start, count);
        }

        static ContentEncoding Named(BodyEncoding encoding) => encoding == BodyEncoding.Base64 ? ContentEncoding.Base64 : ContentEncoding.QuotedPrintable;
    }
}
