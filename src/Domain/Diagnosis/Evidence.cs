using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Diagnosis;

/// <summary>All that is known so far. A check is a function of it: where something is missing, the result is the demand for it.</summary>
/// <param name="Now">The time.</param>
/// <param name="Dns">The answers of the DNS.</param>
/// <param name="Seen">The observations.</param>
public sealed record Evidence(Instant Now, Knowledge Dns, HashMap<Probe, Observation> Seen)
{
    /// <summary>Nothing known but the time.</summary>
    public static Evidence At(Instant now) => new(now, Knowledge.Empty, HashMap<Probe, Observation>.Empty);

    /// <summary>With one answer more.</summary>
    public Evidence With(Question question, Answer answer) => this with { Dns = Dns.With(question, answer) };

    /// <summary>With one observation more.</summary>
    public Evidence With(Probe probe, Observation seen) => this with { Seen = Seen.AddOrUpdate(probe, seen) };

    /// <summary>With each of these demands that is not met yet answered by silence.</summary>
    public Evidence GivingUpOn(Seq<Demand> demands, string reason) => demands.Fold(this, (known, demand) => demand switch
    {
        Demand.Ask(var question) when !known.Dns.Knows(question) => known.With(question, new Answer.Unavailable(reason)),
        Demand.Look(var probe) when !known.Seen.ContainsKey(probe) => known.With(probe, new Observation.Nothing(reason)),
        _ => known,
    });

    /// <summary>The answer to a question, or the demand for it.</summary>
    public Validation<Demand, Answer> Ask(string name, RecordType type) => Demands.Of(Dns.Ask(new Question(name, type)));

    /// <summary>What was seen, or why nothing was; or the demand for it.</summary>
    /// <typeparam name="T">The observation that the probe names.</typeparam>
    /// <param name="probe">Where to look.</param>
    public Validation<Demand, Either<string, T>> Look<T>(Probe probe)
        where T : Observation =>
        Seen.Find(probe).Match(
            seen => Demands.Met(seen switch
            {
                T wanted => Prelude.Right<string, T>(wanted),
                Observation.Nothing(var reason) => Prelude.Left<string, T>(reason),
                _ => Prelude.Left<string, T>("something else was seen than was asked for"),
            }),
            () => Prelude.Fail<Demand, Either<string, T>>(new Demand.Look(probe)));

    /// <summary>The addresses of a host, IPv4 first.</summary>
    public Validation<Demand, HostAddresses> AddressesOf(string host) =>
        Seqs.Of(Ask(host, RecordType.A), Ask(host, RecordType.Aaaa)).Together().Map(answers => new HostAddresses(
            answers.SelectEach(AddressesIn),
            answers.AsEnumerable().OfType<Answer.Unavailable>().Select(answer => answer.Reason).Gather()));

    static Seq<IpAddress> AddressesIn(Answer answer) =>
        answer is Answer.Records(var data) ? data.AsEnumerable().OfType<RecordData.Address>().Select(record => record.Value).Gather() : default;
}

/// <summary>The addresses of a host by the DNS.</summary>
/// <param name="All">The addresses.</param>
/// <param name="Troubles">Why there may be more.</param>
public sealed record HostAddresses(Seq<IpAddress> All, Seq<string> Troubles)
{
    /// <summary>Those that other machines can reach.</summary>
    public Seq<IpAddress> Public => All.Filter(address => !address.IsPrivate && !address.IsLoopback);

    /// <summary>True when there are none, because the DNS did not tell.</summary>
    public bool IsUnknown => All.IsEmpty && !Troubles.IsEmpty;
}

/// <summary>Checks that lack something.</summary>
static class Demands
{
    /// What is decided.
    public static Validation<Demand, A> Met<A>(A value) => Prelude.Success<Demand, A>(value);

    /// A decision that lacks answers of the DNS.
    public static Validation<Demand, A> Of<A>(Validation<Question, A> decision) => decision.Match(
        Met,
        missing => Validation<Demand, A>.Fail(missing.Map(Demand (question) => new Demand.Ask(question))));

    /// The results of independent decisions, in their order; or the demands of all of them, so that they are met together.
    public static Validation<Demand, Seq<A>> Together<A>(this Seq<Validation<Demand, A>> decisions)
    {
        var (results, demands) = (new List<A>(), new List<Demand>());
        foreach (var decision in decisions)
        {
            decision.Match(Succ: results.Add, Fail: missing => demands.AddRange(missing));
        }

        return demands.Count == 0 ? Met(results.Gather()) : Validation<Demand, Seq<A>>.Fail(demands.Distinct().Gather());
    }

    /// Two independent decisions.
    public static Validation<Demand, (A First, B Second)> And<A, B>(this Validation<Demand, A> first, Validation<Demand, B> second) =>
        first.Match(
            a => second.Map(b => (a, b)),
            missing => second.Match(
                _ => Validation<Demand, (A, B)>.Fail(missing),
                more => Validation<Demand, (A, B)>.Fail(missing.Then(more))));
}
