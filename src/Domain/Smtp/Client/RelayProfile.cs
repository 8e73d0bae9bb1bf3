using Laitos.Domain.Addresses;

namespace Laitos.Domain.Smtp.Client;

/// <summary>What a relay does with a mail whose author is not one of the account's own addresses.</summary>
public enum ForeignAuthor
{
    /// <summary>It passes it on.</summary>
    Allowed,

    /// <summary>It refuses it.</summary>
    Refused,

    /// <summary>It passes it on with the account's own address in From.</summary>
    Replaced,
}

/// <summary>What a relay lets us do, and what it leaves of a mail: as its provider says, as the owner knows better, or as its replies have shown.</summary>
/// <param name="Author">What it does with an author who is not the account's own.</param>
/// <param name="AllowsForeignSender">True when it takes an envelope sender other than <c>MailFrom</c>, and uses it.</param>
/// <param name="AllowsNullSender">True when it takes the null sender (RFC 5321 §4.5.5).</param>
/// <param name="KeepsOctets">True when it changes nothing behind the fields that it puts in front.</param>
/// <param name="EightBitMime">True when it offers 8BITMIME (RFC 6152).</param>
/// <param name="Utf8">True when it offers SMTPUTF8 (RFC 6531).</param>
/// <param name="SizeLimit">The most octets that it takes, none where that is not known.</param>
public sealed record RelayProfile(
    ForeignAuthor Author, bool AllowsForeignSender, bool AllowsNullSender, bool KeepsOctets, bool EightBitMime, bool Utf8, Option<long> SizeLimit)
{
    /// <summary>A relay of which nothing is known: it is taken for an ordinary mail server.</summary>
    public static RelayProfile Unknown { get; } = new(ForeignAuthor.Allowed, AllowsForeignSender: true, AllowsNullSender: true, KeepsOctets: true, EightBitMime: true, Utf8: true, SizeLimit: default);

    /// <summary>True when a mail can be sent that keeps an author who is not the account's own.</summary>
    public bool AllowsForeignAuthor => Author == ForeignAuthor.Allowed;

    /// <summary>
    /// True when every octet of a mail will be behind the relay what it was before it. A server converts 8-bit content for a next server without 8BITMIME
    /// (RFC 6152 §3), and many fold lines over the limit of RFC 5322 §2.1.1.
    /// </summary>
    public bool TakesOctetsUnchanged(RelayedContent content) =>
        KeepsOctets
        && (EightBitMime || !content.EightBit)
        && ((EightBitMime && Utf8) || content.Utf8 == Utf8Need.Nothing)
        && content.LongestLine <= LongestLine
        && SizeLimit.ForAll(limit => content.Size <= limit);

    /// <summary>The envelope sender to begin with: that of the job, or its fallback where the relay would refuse that.</summary>
    public ReversePath SenderOf(MailJob job) =>
        job.Fallback.Case is not Mailbox fallback || (job.Sender is ReversePath.Null ? AllowsNullSender : AllowsForeignSender)
            ? job.Sender
            : new ReversePath.Sender(fallback);

    /// Octets, without CRLF.
    const int LongestLine = 998;
}

/// <summary>What of a mail's content decides whether a relay changes it.</summary>
/// <param name="Size">Octets.</param>
/// <param name="EightBit">True when an octet above 127 occurs.</param>
/// <param name="Utf8">What of its header section needs SMTPUTF8.</param>
/// <param name="LongestLine">Octets of the longest line, without CRLF.</param>
public sealed record RelayedContent(long Size, bool EightBit, Utf8Need Utf8, long LongestLine);

/// <summary>The providers and servers whose habits are known (docs/relays.md).</summary>
public enum RelayProvider
{
    /// <summary>Nothing is known.</summary>
    None,

    /// <summary>Gmail and Google Workspace with a login.</summary>
    Gmail,

    /// <summary>Microsoft 365 and Outlook.com.</summary>
    Microsoft365,

    /// <summary>Amazon SES.</summary>
    AmazonSes,

    /// <summary>Mailgun.</summary>
    Mailgun,

    /// <summary>Postmark.</summary>
    Postmark,

    /// <summary>Brevo.</summary>
    Brevo,

    /// <summary>A Postfix of one's own that relays for this machine.</summary>
    Postfix,
}

/// <summary>What is known of each provider.</summary>
public static class RelayProviders
{
    /// <summary>The profile to begin with. Where it is not known whether a relay keeps something, it is taken not to: then a mail is rewritten that need not have been, and arrives.</summary>
    public static RelayProfile Profile(this RelayProvider provider) => provider switch
    {
        RelayProvider.None => RelayProfile.Unknown,
        RelayProvider.Gmail => Provider(ForeignAuthor.Replaced, utf8: true, 35_882_577),
        RelayProvider.Microsoft365 => Provider(ForeignAuthor.Refused, utf8: true, 157_286_400),
        RelayProvider.AmazonSes => Provider(ForeignAuthor.Refused, utf8: false, 40 << 20),
        RelayProvider.Mailgun => Provider(ForeignAuthor.Allowed, utf8: false, 25 << 20),
        RelayProvider.Postmark => Provider(ForeignAuthor.Refused, utf8: false, 10 << 20),
        RelayProvider.Brevo => Provider(ForeignAuthor.Replaced, utf8: false, sizeLimit: default),
        RelayProvider.Postfix => RelayProfile.Unknown with { SizeLimit = 10_240_000 },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// What services for sending have in common: bounces are theirs, so the envelope sender is, too.
    static RelayProfile Provider(ForeignAuthor author, bool utf8, Option<long> sizeLimit) =>
        new(author, AllowsForeignSender: false, AllowsNullSender: false, KeepsOctets: false, EightBitMime: true, utf8, sizeLimit);
}
