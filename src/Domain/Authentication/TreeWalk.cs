using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication;

/// <summary>A DMARC Policy Record and the domain that it stands at.</summary>
public sealed record PublishedRecord(DomainName Domain, DmarcRecord Record);

/// <summary>What a DNS Tree Walk ended in (RFC 9989 §4.10).</summary>
public abstract record TreeWalk
{
    /// <summary>The most questions that one walk asks.</summary>
    public const int MaxQuestions = 8;

    TreeWalk() { }

    /// <summary>The walk came to its end.</summary>
    /// <param name="Start">The domain that it began at.</param>
    /// <param name="Found">The records on the way, from the longest name to the shortest. Only the last can say what <c>psd</c> is: it ends the walk.</param>
    public sealed record Completed(DomainName Start, Seq<PublishedRecord> Found) : TreeWalk
    {
        /// <summary>The Organizational Domain of <see cref="Start"/> (RFC 9989 §4.10.2).</summary>
        public DomainName OrganizationalDomain =>
            Found.IsEmpty ? Start
            : Found.Last.Record.PublicSuffix == true && Found.Last.Domain != Start ? Below(Found.Last.Domain)
            : Found.Last.Domain;

        /// One label more than a suffix of the start has.
        DomainName Below(DomainName suffix)
        {
            var below = Start;
            while (below.Parent.Case is DomainName parent && parent.Value.Length > suffix.Value.Length)
            {
                below = parent;
            }

            return below;
        }
    }

    /// <summary>The DNS did not answer at one name, so that nothing above it can be relied on.</summary>
    public sealed record Interrupted(DomainName At, string Reason) : TreeWalk;

    /// <summary>Walks from a domain to the root as far as is known: the end of it, or the next question.</summary>
    public static Validation<Question, TreeWalk> From(Knowledge known, DomainName start)
    {
        var found = default(Seq<PublishedRecord>);
        for (Option<DomainName> next = start; next.Case is DomainName at; next = Above(at))
        {
            if (!PolicyLookup.At(known, at).IsKnown(out var lookup, out var missing))
            {
                return Validation<Question, TreeWalk>.Fail(missing);
            }

            if (lookup is PolicyLookup.Unavailable(var reason))
            {
                return Ended(new Interrupted(at, reason));
            }

            if (lookup is PolicyLookup.Found(var record))
            {
                found = found.Add(new PublishedRecord(at, record));
                if (record.PublicSuffix.IsSome)
                {
                    break;
                }
            }
        }

        return Ended(new Completed(start, found));
    }

    /// <summary>The name that a walk visits next: the parent, or where that has eight labels or more, the first ancestor with fewer; none behind the last label.</summary>
    internal static Option<DomainName> Above(DomainName name)
    {
        var parent = name.Parent;
        while (parent.Case is DomainName above && above.Value.AsSpan().Count('.') >= MaxQuestions - 1)
        {
            parent = above.Parent;
        }

        return parent;
    }

    static Validation<Question, TreeWalk> Ended(TreeWalk walk) => Prelude.Success<Question, TreeWalk>(walk);
}
