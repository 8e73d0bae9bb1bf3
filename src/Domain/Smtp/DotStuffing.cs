using System.Buffers;

namespace Laitos.Domain.Smtp;

/// <summary>Where in a line the octets sent so far have ended.</summary>
public enum LinePlace
{
    /// <summary>At the beginning of a line: nothing was sent, or CRLF came last.</summary>
    Start,

    /// <summary>Inside a line.</summary>
    Inside,

    /// <summary>Behind a CR, which with an LF would end the line.</summary>
    AfterCr,
}

/// <summary>
/// Dot-stuffing for sending (RFC 5321 §4.5.2): a line that begins with a dot gets one more in front.
/// A line begins only behind CRLF: a bare CR or LF begins none, so that the mail arrives octet for octet.
/// The octets may be fed in pieces of any size; the result is the same.
/// </summary>
public static class DotStuffing
{
    /// <summary>Writes these octets, stuffed, into the sink; gives the place where they end.</summary>
    public static LinePlace Feed(LinePlace place, ReadOnlySpan<byte> octets, IBufferWriter<byte> sink)
    {
        if (octets.IsEmpty)
        {
            return place;
        }

        var rest = octets;
        if (place == LinePlace.AfterCr && rest[0] == '\n')
        {
            sink.Write(rest[..1]);
            rest = rest[1..];
            place = LinePlace.Start;
        }

        if (place == LinePlace.Start && rest is [(byte)'.', ..])
        {
            sink.Write("."u8);
        }

        while (rest.IndexOf("\r\n."u8) is >= 0 and var at)
        {
            sink.Write(rest[..(at + 2)]);
            sink.Write("."u8);
            rest = rest[(at + 2)..];
        }

        sink.Write(rest);
        return rest.IsEmpty ? place : PlaceBehind(rest);
    }

    /// <summary>Writes what ends the mail: a CRLF unless the last line has one, then the dot on a line of its own.</summary>
    public static void Finish(LinePlace place, IBufferWriter<byte> sink) =>
        sink.Write(place == LinePlace.Start ? ".\r\n"u8 : "\r\n.\r\n"u8);

    static LinePlace PlaceBehind(ReadOnlySpan<byte> octets) =>
        octets.EndsWith("\r\n"u8) ? LinePlace.Start
        : octets[^1] == '\r' ? LinePlace.AfterCr
        : LinePlace.Inside;
}
