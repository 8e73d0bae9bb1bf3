using System.Diagnostics.CodeAnalysis;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Dns;

/// <summary>
/// The answers known so far. A decision is a function of it: where an answer is missing, the result is the question
/// (a failed Validation means "still unknown"), and the decision is asked again when more is known.
/// </summary>
/// <remarks>An array that is searched from its beginning: a mail asks some twenty questions, and a few hundred at the most.</remarks>
public sealed class Knowledge : IEquatable<Knowledge>
{
    readonly (Question Question, Answer Answer)[] answers;

    Knowledge((Question Question, Answer Answer)[] answers) => this.answers = answers;

    /// <summary>Nothing known.</summary>
    public static Knowledge Empty { get; } = new([]);

    /// <summary>What is known, each question once.</summary>
    public ReadOnlyMemory<(Question Question, Answer Answer)> Answers => answers;

    /// <summary>The answers to some questions; of several to the same question the last counts.</summary>
    public static Knowledge Of(params ReadOnlySpan<(Question Question, Answer Answer)> answers) => Empty.With(answers);

    /// <summary>The answer, if it is known.</summary>
    public Option<Answer> Find(Question question) => IndexOf(answers, question) is var at and >= 0 ? answers[at].Answer : Option<Answer>.None;

    /// <summary>The answer, if it is known, found without building the question, which costs its name.</summary>
    /// <param name="type">The type of the records asked for.</param>
    /// <param name="front">The first part of the name, canonical, with the dot behind it.</param>
    /// <param name="back">The rest of the name, canonical.</param>
    public Option<Answer> Find(RecordType type, ReadOnlySpan<char> front, ReadOnlySpan<char> back)
    {
        foreach (var (question, answer) in answers)
        {
            if (question.Is(type, front, back))
            {
                return answer;
            }
        }

        return Option<Answer>.None;
    }

    /// <summary>True when the answer is known.</summary>
    public bool Knows(Question question) => IndexOf(answers, question) >= 0;

    /// <summary>The answer, or the question.</summary>
    public Validation<Question, Answer> Ask(Question question) =>
        Find(question).Case is Answer answer ? Prelude.Success<Question, Answer>(answer) : Prelude.Fail<Question, Answer>(question);

    /// <summary>The answer, or the question for a name of two parts: as <see cref="Find(RecordType, ReadOnlySpan{char}, ReadOnlySpan{char})"/>.</summary>
    public Validation<Question, Answer> Ask(RecordType type, ReadOnlySpan<char> front, ReadOnlySpan<char> back) =>
        Find(type, front, back).Case is Answer answer ? Prelude.Success<Question, Answer>(answer) : Prelude.Fail<Question, Answer>(new Question(string.Concat(front, back), type));

    /// <summary>With one answer more.</summary>
    public Knowledge With(Question question, Answer answer) => With((question, answer));

    /// <summary>With all answers of another knowledge, which win.</summary>
    public Knowledge With(Knowledge other) => answers.Length == 0 ? other : With(other.answers);

    /// <summary>With some answers more, of which the last to a question counts.</summary>
    public Knowledge With(params ReadOnlySpan<(Question Question, Answer Answer)> more)
    {
        var (all, count) = (new (Question Question, Answer Answer)[answers.Length + more.Length], answers.Length);
        answers.CopyTo(all, 0);
        foreach (var item in more)
        {
            if (IndexOf(all.AsSpan(0, count), item.Question) is var at and >= 0)
            {
                all[at] = item;
            }
            else
            {
                all[count++] = item;
            }
        }

        return new Knowledge(count == all.Length ? all : all[..count]);
    }

    /// <summary>With each of these questions that has no answer yet answered by silence.</summary>
    public Knowledge GivingUpOn(Seq<Question> questions, string reason) =>
        questions.Exists(question => !Knows(question))
            ? With([.. questions.AsEnumerable().Where(question => !Knows(question)).Select(question => (question, (Answer)new Answer.Unavailable(reason)))])
            : this;

    /// <inheritdoc/>
    public bool Equals(Knowledge? other) =>
        other is not null && answers.Length == other.answers.Length && answers.All(item => IndexOf(other.answers, item.Question) is var at and >= 0 && other.answers[at].Answer.Equals(item.Answer));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Knowledge);

    /// <inheritdoc/>
    public override int GetHashCode() => answers.Aggregate(0, (hash, item) => hash ^ HashCode.Combine(item.Question, item.Answer));

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", answers.Select(item => $"{item.Question}: {item.Answer}"));

    static int IndexOf(ReadOnlySpan<(Question Question, Answer Answer)> answers, Question question)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].Question == question)
            {
                return i;
            }
        }

        return -1;
    }
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
        var (results, questions) = (new A[decisions.Count], default(List<Question>));
        for (var i = 0; i < results.Length; i++)
        {
            if (!decisions[i].IsKnown(out results[i]!, out var missing))
            {
                for (var each = 0; each < missing.Count; each++)
                {
                    (questions ??= []).Add(missing[each]);
                }
            }
        }

        return questions is null
            ? Prelude.Success<Question, Seq<A>>(Seqs.Over(results))
            : Validation<Question, Seq<A>>.Fail(questions.Gather().Once());
    }

    /// <summary>The questions in their order, each once.</summary>
    internal static Seq<Question> Once(this Seq<Question> questions)
    {
        for (var i = questions.Count - 1; i > 0; i--)
        {
            for (var before = 0; before < i; before++)
            {
                if (questions[before] == questions[i])
                {
                    return questions.AsEnumerable().Distinct().Gather();
                }
            }
        }

        return questions;
    }

    /// <summary>True for a decision whose result is known.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="result">The result where it is known.</param>
    /// <param name="missing">The questions that it lacks where it is not.</param>
    public static bool IsKnown<A>(this Validation<Question, A> decision, [MaybeNullWhen(false)] out A result, out Seq<Question> missing)
    {
        (result, missing) = decision.Match(static found => (found, default(Seq<Question>)), static lacking => (default(A)!, lacking));
        return decision.IsSuccess;
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
