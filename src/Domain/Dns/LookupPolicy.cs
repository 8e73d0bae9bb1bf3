namespace Laitos.Domain.Dns;

/// <summary>How one question is asked.</summary>
/// <param name="Servers">Whom to ask, in this order.</param>
/// <param name="Timeouts">How long to wait for each server, one entry a round.</param>
/// <param name="MaxAliases">The most aliases that are followed from the name asked for to the name that answers.</param>
/// <param name="PayloadSize">The octets of UDP payload that we take (RFC 6891 §6.2.3).</param>
public sealed record LookupPolicy(Seq<NameServer> Servers, Seq<TimeSpan> Timeouts, int MaxAliases = 8, int PayloadSize = LookupPolicy.UnfragmentedPayload)
{
    /// <summary>What passes every network in one piece: the 1280 octets of the least IPv6 MTU without 48 of headers.</summary>
    public const int UnfragmentedPayload = 1232;

    /// <summary>The most packets that one lookup sends; as many identities belong into <see cref="LookupInput.Start"/>.</summary>
    public const int MaxQueries = 24;

    /// <summary>Two rounds over these servers, of one and of two seconds a server.</summary>
    public static LookupPolicy Asking(Seq<NameServer> servers) => new(servers, Seqs.Of(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
}
