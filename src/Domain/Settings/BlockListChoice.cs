using Laitos.Domain.Addresses;

namespace Laitos.Domain.Settings;

/// <summary>The key <c>MailDaemon.BlockLists</c>: which DNS block lists are asked about a client.</summary>
public abstract record BlockListChoice
{
    BlockListChoice() { }

    /// <summary><c>"laitos"</c>: the sixteen lists of laitos.</summary>
    public sealed record Laitos : BlockListChoice;

    /// <summary><c>"modern"</c>: few lists, weighted.</summary>
    public sealed record Modern : BlockListChoice;

    /// <summary><c>"none"</c>: nobody is asked.</summary>
    public sealed record None : BlockListChoice;

    /// <summary>Lists of one's own; at least one.</summary>
    public sealed record Custom(Seq<BlockListSetting> Lists) : BlockListChoice;
}

/// <summary>One DNS block list (RFC 5782).</summary>
/// <param name="Zone">The domain under which the list is kept.</param>
/// <param name="Weight">What a listing counts, at least 1.</param>
/// <param name="Answers">Which answers are a listing, within 127.0.0.0/8; at least one range.</param>
/// <param name="Ipv6">True when the list is also asked about IPv6 clients.</param>
public sealed record BlockListSetting(DomainName Zone, int Weight, Seq<IpRange> Answers, bool Ipv6);
