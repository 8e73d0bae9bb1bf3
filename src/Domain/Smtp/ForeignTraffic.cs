namespace Laitos.Domain.Smtp;

/// <summary>Another protocol, spoken at a port of SMTP.</summary>
public enum ForeignProtocol
{
    /// <summary>A TLS hello in place of a command (RFC 8446 §5.1): STARTTLS comes first here.</summary>
    Tls,

    /// <summary>HTTP, by a browser, a scanner, or a page that makes a browser send mail (RFC 9112 §3).</summary>
    Http,

    /// <summary>SSH (RFC 4253 §4.2).</summary>
    Ssh,

    /// <summary>A probe for an open SOCKS proxy (RFC 1928 §3).</summary>
    Socks,

    /// <summary>Remote desktop: a TPKT header (RFC 1006 §6).</summary>
    RemoteDesktop,

    /// <summary>The PROXY protocol of a balancer that is not trusted: its header names the client, and is not believed.</summary>
    Proxy,
}

/// <summary>
/// Tells from the first octets of a line that it is no SMTP, nor will be: no mail may come of what follows, and most of it has no line end to
/// wait for.
/// </summary>
public static class ForeignTraffic
{
    /// <summary>So many octets of a line are enough to tell.</summary>
    public const int Telling = 8;

    /// <summary>The protocol that the beginning of a line belongs to; none for a command, and while the octets could still become one.</summary>
    public static Option<ForeignProtocol> Of(ReadOnlySpan<byte> line) => line switch
    {
        [0x16, 0x03, ..] => ForeignProtocol.Tls,
        [0x03, 0x00, ..] => ForeignProtocol.RemoteDesktop,
        [0x04 or 0x05, ..] => ForeignProtocol.Socks,
        [0x00, 0x0d, ..] => ForeignProtocol.Proxy, // the third line of the signature of version 2; two empty lines come before it
        _ when line.StartsWith("PROXY "u8) => ForeignProtocol.Proxy,
        _ when line.StartsWith("SSH-"u8) => ForeignProtocol.Ssh,
        _ => IsRequest(line) ? ForeignProtocol.Http : Option<ForeignProtocol>.None,
    };

    /// <summary>So many octets of a line tell that it belongs to another protocol; the fewest that do.</summary>
    public static Option<int> OpeningOf(ReadOnlySpan<byte> line)
    {
        if (Of(line).IsNone)
        {
            return Option<int>.None;
        }

        var octets = 1;
        while (Of(line[..octets]).IsNone)
        {
            octets++;
        }

        return octets;
    }

    /// <summary>Its usual name.</summary>
    public static string NameOf(ForeignProtocol protocol) => protocol switch
    {
        ForeignProtocol.Tls => "TLS without STARTTLS",
        ForeignProtocol.Http => "HTTP",
        ForeignProtocol.Ssh => "SSH",
        ForeignProtocol.Socks => "SOCKS",
        ForeignProtocol.RemoteDesktop => "remote desktop",
        ForeignProtocol.Proxy => "the PROXY protocol from this address",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// request-line = method SP request-target SP HTTP-version; methods are upper-case, and none is a verb of SMTP.
    static bool IsRequest(ReadOnlySpan<byte> line) =>
        line.StartsWith("GET "u8) || line.StartsWith("POST "u8) || line.StartsWith("HEAD "u8) || line.StartsWith("PUT "u8) || line.StartsWith("PRI "u8)
        || line.StartsWith("CONNECT "u8) || line.StartsWith("OPTIONS "u8) || line.StartsWith("DELETE "u8) || line.StartsWith("PATCH "u8) || line.StartsWith("TRACE "u8);
}
