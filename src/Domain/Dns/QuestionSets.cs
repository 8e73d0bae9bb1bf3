namespace Laitos.Domain.Dns;

/// <summary>Decisions that need several answers at once.</summary>
public static class QuestionSets
{
    /// <summary>
    /// The results of independent decisions, in their order; or, while one of them is unknown, the questions of all of them, each once,
    /// so that one round asks them together.
    /// </summary>
    public static Validation<Question, Seq<A>> Together<A>(this Seq<Validation<Question, A>> decisions)
    {
        var results = decisions.SelectEach(decision => decision.Match(result => Seqs.Of(result), _ => default));
        var questions = decisions.SelectEach(decision => decision.Match(_ => default, missing => missing));
        return questions.IsEmpty
            ? Prelude.Success<Question, Seq<A>>(results)
            : Validation<Question, Seq<A>>.Fail(questions.AsEnumerable().Distinct().Gather());
    }
}
