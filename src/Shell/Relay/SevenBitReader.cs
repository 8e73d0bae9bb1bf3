using System.Text;
using Laitos.Domain.Message.Mime;
using Laitos.Domain.Smtp.Client;
using MimeKit;

namespace Laitos.Shell.Relay;

/// <summary>Reads a mail once from front to back and notes what must change so that it becomes 7-bit. Of its bodies nothing is kept.</summary>
/// <param name="source">The mail.</param>
/// <param name="bodies">True when bodies are to be encoded, false for header sections alone.</param>
sealed class SevenBitReader(Stream source, bool bodies) : MimeReader(source, MimeFormat.Entity)
{
    readonly SevenBitEdits edits = new();
    readonly Stack<SectionPlaces> containers = new();
    SectionPlaces section = new(0);
    Header? open;
    SevenBitBody body = new();
    bool isEightBitAround;
    int signed;
    int fields;
    int encoded;
    bool leavesSigned;

    /// <summary>The changes, in the order of the mail.</summary>
    public IReadOnlyList<SevenBitEdit> Edits => edits.InOrder;

    /// <summary>What was changed.</summary>
    public SevenBitChange Change => new(fields, encoded, leavesSigned);

    /// <inheritdoc/>
    protected override Task OnMimeMessageBeginAsync(long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        section.IsMail = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnHeadersBeginAsync(long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        (section, open) = (new SectionPlaces(beginOffset), null);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnHeaderReadAsync(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        CloseField(header.Offset ?? section.End);
        open = header;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnBodySeparatorAsync(long beginOffset, int lineNumber, long endOffset, CancellationToken cancellationToken)
    {
        CloseField(beginOffset);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnHeadersEndAsync(long beginOffset, int beginLineNumber, long endOffset, int endLineNumber, CancellationToken cancellationToken)
    {
        CloseField(endOffset);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnMultipartBeginAsync(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        containers.Push(section);
        signed += signed > 0 || SevenBitForm.IsSigned(contentType.MediaType, contentType.MediaSubtype) ? 1 : 0;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnMultipartEndAsync(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken)
    {
        signed -= signed > 0 ? 1 : 0;
        CloseContainer();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnMessagePartBeginAsync(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        containers.Push(section);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnMessagePartEndAsync(
        ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken)
    {
        CloseContainer();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnMimePartContentBeginAsync(long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        body = new SevenBitBody();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnMimePartContentReadAsync(byte[] buffer, int startIndex, int count, CancellationToken cancellationToken)
    {
        body.Add(buffer, startIndex, count);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnMimePartContentEndAsync(
        long beginOffset, int beginLineNumber, long endOffset, int lines, NewLineFormat? newLineFormat, CancellationToken cancellationToken)
    {
        if (signed > 0)
        {
            Leave(body.IsEightBit);
        }
        else if (bodies)
        {
            Treat(beginOffset, endOffset - beginOffset);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnMultipartPreambleBeginAsync(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Around();

    /// <inheritdoc/>
    protected override Task OnMultipartPreambleReadAsync(byte[] buffer, int startIndex, int count, CancellationToken cancellationToken) => Around(buffer.AsSpan(startIndex, count));

    /// <inheritdoc/>
    protected override Task OnMultipartPreambleEndAsync(long beginOffset, int beginLineNumber, long endOffset, int lines, CancellationToken cancellationToken) => Drop(beginOffset, endOffset);

    /// <inheritdoc/>
    protected override Task OnMultipartEpilogueBeginAsync(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Around();

    /// <inheritdoc/>
    protected override Task OnMultipartEpilogueReadAsync(byte[] buffer, int startIndex, int count, CancellationToken cancellationToken) => Around(buffer.AsSpan(startIndex, count));

    /// <inheritdoc/>
    protected override Task OnMultipartEpilogueEndAsync(long beginOffset, int beginLineNumber, long endOffset, int lines, CancellationToken cancellationToken) => Drop(beginOffset, endOffset);

    /// A field ends where the next one begins, or the empty line.
    void CloseField(long end)
    {
        if (open is not { Offset: { } begin } field)
        {
            return;
        }

        open = null;
        section.Add(field, begin, end);
        var isMalformed = end - begin == field.RawField.Length + field.RawValue.Length;
        byte[] raw = isMalformed ? [.. field.RawField, .. field.RawValue] : [.. field.RawField, (byte)':', .. field.RawValue];
        if (signed > 0)
        {
            Leave(!Ascii.IsValid(raw));
        }
        else if (!Ascii.IsValid(raw))
        {
            edits.Write(begin, end - begin, HeaderEncoding.Of(raw));
            fields++;
        }
    }

    void Treat(long begin, long length)
    {
        var treatment = SevenBitForm.Of(section.TransferEncoding, body.IsEightBit, body.LongestLine);
        if (treatment == BodyTreatment.Kept)
        {
            return;
        }

        var (from, to) = SevenBitForm.Recoding(treatment, section.TransferEncoding, body.Best);
        Label(section, to);
        if (to != BodyEncoding.None)
        {
            edits.Add(new SevenBitEdit.Recoded(begin, length, from, to));
            encoded++;
        }
    }

    void Label(SectionPlaces places, BodyEncoding encoding)
    {
        var label = SevenBitLabel.Of(places.Description, encoding, body.IsUtf8);
        if (places.TransferEncodings.Count > 0)
        {
            edits.RemoveAt(places.TransferEncodings);
        }

        for (var i = 0; i < places.TransferEncodings.Count; i++)
        {
            edits.Write(places.TransferEncodings[i].Offset, places.TransferEncodings[i].Length, Encoding.ASCII.GetBytes(i == 0 ? label.InPlace : ""));
        }

        if (label.Behind.Length > 0)
        {
            edits.Write(places.End, 0, Encoding.ASCII.GetBytes(label.Behind));
        }
    }

    void CloseContainer()
    {
        var container = containers.Pop();
        if (container.KeepsEightBit)
        {
            containers.TryPeek(out var around);
            (around ?? container).KeepsEightBit = true;
        }
        else if (bodies && signed == 0 && SevenBitForm.IsWide(container.TransferEncoding))
        {
            Label(container, BodyEncoding.None);
        }
    }

    void Leave(bool isEightBit)
    {
        leavesSigned |= isEightBit;
        if (isEightBit && containers.TryPeek(out var around))
        {
            around.KeepsEightBit = true;
        }
    }

    Task<bool> Around(ReadOnlySpan<byte> octets = default) =>
        Task.FromResult(isEightBitAround = !octets.IsEmpty && (isEightBitAround || !Ascii.IsValid(octets)));

    /// What stands around the parts is for readers without MIME, and means nothing.
    Task Drop(long begin, long end)
    {
        if (signed > 0)
        {
            Leave(isEightBitAround);
        }
        else if (bodies && isEightBitAround)
        {
            edits.Write(begin, end - begin, []);
        }

        return Task.CompletedTask;
    }
}
