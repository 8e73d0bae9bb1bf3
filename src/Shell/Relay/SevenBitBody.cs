using System.Text;
using Laitos.Domain.Message.Mime;
using MimeKit;
using MimeKit.IO.Filters;

namespace Laitos.Shell.Relay;

/// <summary>What must be known of a body: its octets, its lines, and how it is best encoded. It is told them piece by piece and keeps none.</summary>
sealed class SevenBitBody
{
    readonly BestEncodingFilter filter = new();
    readonly Decoder utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    long line;
    bool afterReturn;
    bool hasBareEnds;

    /// <summary>True when an octet is above 127.</summary>
    public bool IsEightBit { get; private set; }

    /// <summary>True while all of it is UTF-8.</summary>
    public bool IsUtf8 { get; private set; } = true;

    /// <summary>Octets of the longest line, without its end.</summary>
    public long LongestLine { get; private set; }

    /// <summary>The shorter encoding that keeps it. Bare line ends survive in base64 alone.</summary>
    public BodyEncoding Best => hasBareEnds || filter.GetBestEncoding(EncodingConstraint.SevenBit) == ContentEncoding.Base64 ? BodyEncoding.Base64 : BodyEncoding.QuotedPrintable;

    /// <summary>Takes the next octets into account.</summary>
    public void Add(byte[] buffer, int start, int count)
    {
        var octets = buffer.AsSpan(start, count);
        filter.Filter(buffer, start, count, out _, out _);
        IsEightBit |= !Ascii.IsValid(octets);
        IsUtf8 = IsUtf8 && (!IsEightBit || IsValid(octets));
        foreach (var octet in octets)
        {
            hasBareEnds |= afterReturn != (octet == '\n') && (afterReturn || octet == '\n');
            line = octet is (byte)'\n' or (byte)'\r' ? 0 : line + 1;
            LongestLine = Math.Max(LongestLine, line);
            afterReturn = octet == '\r';
        }
    }

    bool IsValid(ReadOnlySpan<byte> octets)
    {
        try
        {
            utf8.GetCharCount(octets, flush: false);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
