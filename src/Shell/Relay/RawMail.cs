using System.Runtime.InteropServices;
using Laitos.Domain.Smtp.Client;
using MimeKit;

namespace Laitos.Shell.Relay;

/// <summary>
/// A mail as the sending library takes one, whose octets go out as they are. The library writes a field, a line end, and a body; so the first line of
/// the mail is made its field, without the line end, and all the rest its body.
/// </summary>
/// <param name="guard">Told how far the content has gone.</param>
/// <param name="stream">Where it goes in the end.</param>
sealed class RawMail : IDisposable
{
    /// The most octets of the first line.
    const int LongestFirstLine = 64 << 10;

    readonly Body body;
    readonly MimeMessage message = new((IEnumerable<Header>)[]);

    public RawMail(ReplyGuard guard, RelayStream stream)
    {
        body = new Body(guard, stream);
        message.Headers.Add(new RawField([], []));
        message.Headers.Add(HeaderId.MimeVersion, "1.0");
        message.Body = body;
    }

    /// <summary>Of the library's own fields none is written.</summary>
    public static FormatOptions Plain { get; } = Options(international: false);

    /// <summary>The same, with SMTPUTF8 (RFC 6531).</summary>
    public static FormatOptions Utf8 { get; } = Options(international: true);

    /// <summary>The mail, for the library.</summary>
    public MimeMessage Message => message;

    /// <summary>How much of it has gone, as far as the library knows.</summary>
    public ContentSent Sent => body.Sent;

    /// <summary>Takes up a mail.</summary>
    /// <exception cref="ContentUnavailableException">It has no first line.</exception>
    public async Task Take(MailJob job, IAsyncEnumerator<ReadOnlyMemory<byte>> blocks)
    {
        var (line, size, rest) = await FirstLine(blocks).ConfigureAwait(false);
        var colon = line.Span.IndexOf((byte)':');
        message.Headers[0] = new RawField(line[..colon].ToArray(), line[(colon + 1)..].ToArray());
        body.Take(job, blocks, size, rest);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        message.Dispose();
        body.Dispose();
    }

    /// <summary>The next block, or nothing at the end.</summary>
    /// <exception cref="ContentUnavailableException">It cannot be read.</exception>
    static async ValueTask<ReadOnlyMemory<byte>?> Next(IAsyncEnumerator<ReadOnlyMemory<byte>> blocks)
    {
        try
        {
            return await blocks.MoveNextAsync().ConfigureAwait(false) ? blocks.Current : default(ReadOnlyMemory<byte>?);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContentUnavailableException(e.Message);
        }
    }

    /// The octets up to the first CRLF behind the first colon, how many they are with it, and what is left of the block that it ends in. A mail that
    /// is one line without an end gets its end from the library, as DATA needs it.
    static async Task<(ReadOnlyMemory<byte> Line, long Size, ReadOnlyMemory<byte> Behind)> FirstLine(IAsyncEnumerator<ReadOnlyMemory<byte>> blocks)
    {
        var read = await Next(blocks).ConfigureAwait(false) ?? default;
        while (read.Length <= LongestFirstLine || End(read.Span) >= 0)
        {
            if (End(read.Span) is >= 0 and var end)
            {
                return (read[..end], end + 2, read[(end + 2)..]);
            }

            if (await Next(blocks).ConfigureAwait(false) is not { } more)
            {
                return read.Span.Contains((byte)':') ? (read, read.Length, default) : throw NoField;
            }

            read = (byte[])[.. read.Span, .. more.Span];
        }

        throw NoField;
    }

    static ContentUnavailableException NoField => new("it does not begin with a header field");

    static int End(ReadOnlySpan<byte> octets)
    {
        var colon = octets.IndexOf((byte)':');
        var end = colon < 0 ? -1 : octets[colon..].IndexOf("\r\n"u8);
        return end < 0 ? -1 : colon + end;
    }

    static FormatOptions Options(bool international)
    {
        var options = FormatOptions.Default.Clone();
        options.International = international;
        options.NewLineFormat = NewLineFormat.Dos;
        foreach (var field in (HeaderId[])[HeaderId.ContentType, HeaderId.ContentTransferEncoding, HeaderId.MimeVersion])
        {
            options.HiddenHeaders.Add(field);
        }

        return options;
    }

    /// A field whose octets nobody looks at. A Received field is one that the library never touches.
    sealed class RawField(byte[] name, byte[] value) : Header(ParserOptions.Default, HeaderId.Received, "Received", name, value);

    /// All that comes behind the first line, written block by block.
    sealed class Body(ReplyGuard guard, RelayStream stream) : MimePart("application", "octet-stream")
    {
        const int PieceSize = 32 << 10;

        IAsyncEnumerator<ReadOnlyMemory<byte>>? blocks;
        ReadOnlyMemory<byte> first;
        long size;
        long sent;

        public ContentSent Sent { get; private set; }

        public void Take(MailJob job, IAsyncEnumerator<ReadOnlyMemory<byte>> from, long before, ReadOnlyMemory<byte> rest)
        {
            (blocks, first, size, sent, Sent) = (from, rest, job.Size, before, ContentSent.Nothing);
            var encoding = job.EightBit ? ContentEncoding.EightBit : ContentEncoding.SevenBit;
            if (ContentTransferEncoding != encoding)
            {
                ContentTransferEncoding = encoding;
            }
        }

        public override void Prepare(EncodingConstraint constraint, int maxLineLength = 78)
        {
            // It is not the library's to encode.
        }

        public override void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override async Task WriteToAsync(FormatOptions options, Stream filtered, bool contentOnly, CancellationToken cancellationToken = default)
        {
            Sent = ContentSent.Part;
            for (ReadOnlyMemory<byte>? block = first; block is { } octets && !stream.IsLost; block = await Next(blocks!).ConfigureAwait(false))
            {
                sent += octets.Length;
                if (sent > size)
                {
                    throw new ContentUnavailableException("it is longer than announced");
                }

                for (; !octets.IsEmpty; octets = octets[Math.Min(octets.Length, PieceSize)..])
                {
                    guard.Enter(RelayStage.Content);
                    await Write(filtered, octets[..Math.Min(octets.Length, PieceSize)], cancellationToken).ConfigureAwait(false);
                }
            }

            if (sent != size && !stream.IsLost)
            {
                throw new ContentUnavailableException("it is shorter than announced");
            }

            Sent = ContentSent.Whole;
            guard.Enter(RelayStage.Verdict);
        }

        static Task Write(Stream filtered, ReadOnlyMemory<byte> piece, CancellationToken cancel)
        {
            var array = MemoryMarshal.TryGetArray(piece, out var segment) ? segment : new ArraySegment<byte>(piece.ToArray());
            return filtered.WriteAsync(array.Array!, array.Offset, array.Count, cancel);
        }
    }
}
