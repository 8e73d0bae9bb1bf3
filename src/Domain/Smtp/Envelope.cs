using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp;

/// <summary>The body type that MAIL declared (RFC 6152 §3).</summary>
public enum BodyType
{
    /// <summary>Nothing declared, or 7BIT.</summary>
    SevenBit,

    /// <summary>8BITMIME.</summary>
    EightBitMime,
}

/// <summary>One mail transaction without its data (RFC 5321 §2.3.1).</summary>
/// <param name="ReversePath">From MAIL.</param>
/// <param name="ForwardPaths">From the accepted RCPTs, in order, each once.</param>
/// <param name="Body">BODY of MAIL.</param>
/// <param name="Utf8">True when MAIL carried SMTPUTF8 (RFC 6531 §3.4).</param>
public sealed record Envelope(ReversePath ReversePath, Seq<ForwardPath> ForwardPaths, BodyType Body, bool Utf8)
{
    /// <summary>Where the copy for each recipient goes, in the order of <see cref="ForwardPaths"/>; empty where every mail goes the same way.</summary>
    public Seq<RecipientRoute> Routes { get; init; }

    /// <summary>True when nobody gets a copy.</summary>
    public bool IsDropped => !Routes.IsEmpty && Routes.ForAll(route => route.IsDropped);

    /// <summary>The transaction with one recipient more.</summary>
    public Envelope With(ForwardPath recipient, Option<RecipientRoute> route) =>
        this with { ForwardPaths = ForwardPaths.IsEmpty ? Seqs.Of(recipient) : ForwardPaths.Add(recipient), Routes = route.Case is RecipientRoute known ? Routes.Add(known) : Routes };
}

/// <summary>The encryption of a connection.</summary>
/// <param name="Protocol">As in <c>TLS1.3</c>.</param>
/// <param name="Cipher">The cipher suite's registered name.</param>
public sealed record TlsState(string Protocol, string Cipher);

/// <summary>The client of a connection, as known before it speaks.</summary>
/// <param name="Address">Its address, behind a trusted proxy the address that the proxy names.</param>
/// <param name="Port">Its TCP port.</param>
public sealed record Peer(IpAddress Address, int Port);

/// <summary>Who the client said it is.</summary>
/// <param name="Name">The argument of HELO or EHLO; unverified, bounded, printable.</param>
/// <param name="Extended">True after EHLO: the protocol is ESMTP.</param>
public sealed record HelloIdentity(string Name, bool Extended);
