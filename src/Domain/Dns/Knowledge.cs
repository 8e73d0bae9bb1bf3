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
