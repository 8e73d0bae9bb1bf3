using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Authentication;

/// <summary>What stands at <c>_dmarc.</c> of one domain: steps 1 and 2 of the tree walk (RFC 9989 §4.10).</summary>
public abstract record PolicyLookup
{
    const int MaxNameLength = 253;

    PolicyLookup() { }

    /// <summary>Exactly one DMARC Policy Record.</summary>
    public sealed record Found(DmarcRecord Record) : PolicyLookup;

    /// <summary>No record that counts: no such name, no TXT, other texts only, or several records, which cancel each other.</summary>
    public sealed record Absent : PolicyLookup;

    /// <summary>The DNS did not tell.</summary>
    public sealed record Unavailable(string Reason) : PolicyLookup;

    /// <summary>What is asked about a domain.</summary>
    public static Question QuestionOf(DomainName domain) => new("_dmarc." + domain.Value, RecordType.Txt);

    /// <summary>What is known about a domain, or the question. Nothing can stand at a name longer than the DNS allows, so none is asked.</summary>
    public static Validation<Question, PolicyLookup> At(Knowledge known, DomainName domain)
    {
        var question = QuestionOf(domain);
        return question.Name.Length > MaxNameLength
            ? Prelude.Success<Question, PolicyLookup>(new Absent())
            : known.Ask(question).Map(Read);
    }

    static PolicyLookup Read(Answer answer) => answer switch
    {
        Answer.Records(var data) => Only(data),
        Answer.Unavailable(var reason) => new Unavailable(reason),
        _ => new Absent(),
    };

    static PolicyLookup Only(Seq<RecordData> data) =>
        data.AsEnumerable().OfType<RecordData.Text>().SelectMany(text => DmarcRecord.Parse(text.Value).RightAsEnumerable()).Gather() switch
        {
            [var only] => new Found(only),
            _ => new Absent(),
        };
}
