using Laitos.Domain.Addresses;

namespace Laitos.Domain.Dns;

/// <summary>
/// The answers known so far. A decision is a function of it: where an answer is missing, the result is the question
/// (a failed Validation means "still unknown"), and the decision is asked again when more is known.
/// </summary>
/// <param name="Answers">What is known.</param>
public sealed record Knowledge(HashMap<Question, Answer> Answers)
{
    /// <summary>Nothing known.</summary>
    public static Knowledge Empty { get; } = new(HashMap<Question, Answer>.Empty);

    /// <summary>The answer, or the question.</summary>
    public Validation<Question, Answer> Ask(Question question) =>
        Answers.Find(question).Match(Prelude.Success<Question, Answer>, () => Prelude.Fail<Question, Answer>(question));

    /// <summary>With one answer more.</summary>
    public Knowledge With(Question question, Answer answer) => new(Answers.AddOrUpdate(question, answer));

    /// <summary>With all answers of another knowledge, which win.</summary>
    public Knowledge With(Knowledge other) => new(other.Answers.Fold(Answers, (all, item) => all.AddOrUpdate(item.Key, item.Value)));

    /// <summary>With each of these questions that has no answer yet answered by silence.</summary>
    public Knowledge GivingUpOn(Seq<Question> questions, string reason) =>
        questions.Fold(this, (known, question) => known.Answers.ContainsKey(question) ? known : known.With(question, new Answer.Unavailable(reason)));
}

/// <summary>Decisions that need several answers at once.</summary>
public static class QuestionSets
{
    /// <summary>
    /// The results of independent decisions, in their order; or, while one of them is unknown, the questions of all of them, each once,
    /// so that one round asks them together.
    /// </summary>
    public static Validation<Question, Seq<A>> Together<A>(this Seq<Validation<Question, A>> decisions)
    {
        var (results, questions) = (default(Seq<A>), default(Seq<Question>));
        for (var i = 0; i < decisions.Count; i++)
        {
            (results, questions) = decisions[i].Match(
                result => (results.Add(result), questions),
                missing => (results, questions.Then(missing)));
        }

        return questions.IsEmpty
            ? Prelude.Success<Question, Seq<A>>(results)
            : Validation<Question, Seq<A>>.Fail(questions.AsEnumerable().Distinct().Gather());
    }
}

/// <summary>What the rest of the core sees of the DNS.</summary>
public abstract record Answer
{
    Answer() { }

    /// <summary>Records of the type that was asked for, after aliases have been followed; at least one.</summary>
    public sealed record Records(Seq<RecordData> Data) : Answer;

    /// <summary>The name exists, without a record of this type (NODATA, RFC 2308 §2.2).</summary>
    public sealed record NoData : Answer;

    /// <summary>The name does not exist, nor any below it (NXDOMAIN, RFC 8020).</summary>
    public sealed record NoSuchDomain : Answer;

    /// <summary>Nothing is known: a time-out, SERVFAIL, a refusal, a broken packet.</summary>
    public sealed record Unavailable(string Reason) : Answer;
}

/// <summary>The data of one resource record.</summary>
public abstract record RecordData
{
    RecordData() { }

    /// <summary>A or AAAA.</summary>
    public sealed record Address(IpAddress Value) : RecordData;

    /// <summary>TXT: the character-strings joined (RFC 7208 §3.3).</summary>
    public sealed record Text(Octets Value) : RecordData;

    /// <summary>MX (RFC 5321 §5.1).</summary>
    public sealed record Exchange(int Preference, string Host) : RecordData;

    /// <summary>PTR, NS or CNAME: another name.</summary>
    public sealed record Name(string Value) : RecordData;

    /// <summary>SOA, for the time that a negative answer may be kept (RFC 2308 §5).</summary>
    /// <param name="NegativeTtl">The MINIMUM field in seconds.</param>
    public sealed record Authority(long NegativeTtl) : RecordData;

    /// <summary>Any other type: nobody reads its data.</summary>
    public sealed record Other : RecordData;
}
