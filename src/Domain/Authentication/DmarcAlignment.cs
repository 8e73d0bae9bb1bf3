using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication;

/// <summary>How close an authenticated domain must be to the author's (RFC 9989 §4.7, tags <c>adkim</c> and <c>aspf</c>).</summary>
public enum AlignmentMode
{
    /// <summary>Both have the same Organizational Domain.</summary>
    Relaxed,

    /// <summary>Both are the same.</summary>
    Strict,
}

/// <summary>The modes for the two methods that authenticate a domain.</summary>
/// <param name="Dkim">For the domain of a DKIM signature.</param>
/// <param name="Spf">For the domain that SPF checked.</param>
public sealed record AlignmentModes(AlignmentMode Dkim, AlignmentMode Spf)
{
    /// <summary>What holds where a record does not say.</summary>
    public static AlignmentModes Relaxed { get; } = new(AlignmentMode.Relaxed, AlignmentMode.Relaxed);
}

/// <summary>Whether an authenticated domain is aligned with the author's.</summary>
public enum Alignment
{
    /// <summary>It is not.</summary>
    No,

    /// <summary>The DNS did not tell an Organizational Domain.</summary>
    Unknown,

    /// <summary>It is.</summary>
    Yes,
}

/// <summary>Identifier Alignment (RFC 9989 §4.4).</summary>
public static class DmarcAlignment
{
    /// <summary>
    /// Whether two domains are aligned, or the next questions of the two tree walks. Nothing is asked for equal domains, in strict mode, or for domains that do not
    /// even share their last label.
    /// </summary>
    public static Validation<Question, Alignment> Of(Knowledge known, AlignmentMode mode, DomainName author, DomainName authenticated) =>
        author == authenticated ? Settled(Alignment.Yes)
        : mode == AlignmentMode.Strict || author.Labels.Last != authenticated.Labels.Last ? Settled(Alignment.No)
        : Seqs.Of(TreeWalk.From(known, author), TreeWalk.From(known, authenticated)).Together().Map(Compare);

    static Alignment Compare(Seq<TreeWalk> walks) => (walks[0], walks[1]) switch
    {
        (TreeWalk.Completed author, TreeWalk.Completed authenticated) => author.OrganizationalDomain == authenticated.OrganizationalDomain ? Alignment.Yes : Alignment.No,
        _ => Alignment.Unknown,
    };

    static Validation<Question, Alignment> Settled(Alignment alignment) => Prelude.Success<Question, Alignment>(alignment);
}
