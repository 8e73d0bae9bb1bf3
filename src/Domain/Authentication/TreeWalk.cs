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

        DomainName Below(DomainName suffix) =>
            Ancestry(Start).AsEnumerable().Last(name => name.Value.Length > suffix.Value.Length);
    }

    /// <summary>The DNS did not answer at one name, so that nothing above it can be relied on.</summary>
    public sealed record Interrupted(DomainName At, string Reason) : TreeWalk;

    /// <summary>Walks from a domain to the root as far as is known: the end of it, or the next question.</summary>
    public static Validation<Question, TreeWalk> From(Knowledge known, DomainName start) => Advance(known, start, Steps(start), default);

    /// <summary>The names that a walk visits, in order: the domain and its ancestors, of which those with eight labels and more are skipped.</summary>
    public static Seq<DomainName> Steps(DomainName start) =>
        Ancestry(start).AsEnumerable().Where(name => name == start || name.Labels.Count < MaxQuestions).Gather();

    static Validation<Question, TreeWalk> Advance(Knowledge known, DomainName start, Seq<DomainName> ahead, Seq<PublishedRecord> found) =>
        ahead.IsEmpty
            ? Ended(new Completed(start, found))
            : PolicyLookup.At(known, ahead.Head).Bind(lookup => lookup switch
            {
                PolicyLookup.Unavailable(var reason) => Ended(new Interrupted(ahead.Head, reason)),
                PolicyLookup.Found({ PublicSuffix.IsSome: true } record) => Ended(new Completed(start, found.Add(new PublishedRecord(ahead.Head, record)))),
                PolicyLookup.Found(var record) => Advance(known, start, ahead.Tail, found.Add(new PublishedRecord(ahead.Head, record))),
                _ => Advance(known, start, ahead.Tail, found),
            });

    static Validation<Question, TreeWalk> Ended(TreeWalk walk) => Prelude.Success<Question, TreeWalk>(walk);

    static Seq<DomainName> Ancestry(DomainName start)
    {
        var names = new List<DomainName>();
        for (Option<DomainName> name = start; name.IsSome; name = name.Bind(longer => longer.Parent))
        {
            names.AddRange(name.AsEnumerable());
        }

        return names.Gather();
    }
}
