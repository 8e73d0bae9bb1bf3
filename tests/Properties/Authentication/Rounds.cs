using Laitos.Domain.Dns;

namespace Laitos.Properties.Authentication;

/// <summary>A decision that was asked until known against a world that answers each question.</summary>
public sealed record RoundsResult<A>(A Result, IReadOnlyList<Question> Asked, int Rounds);

public static class Rounds
{
    const int Patience = 50;

    /// <summary>Asks until known, each round together, as the shell does.</summary>
    public static RoundsResult<A> Run<A>(Func<Knowledge, Validation<Question, A>> decide, Func<Question, Answer> world)
    {
        var known = Knowledge.Empty;
        var asked = new List<Question>();
        for (var round = 0; round < Patience; round++)
        {
            var decision = decide(known);
            if (decision.IsSuccess)
            {
                return new RoundsResult<A>(decision.Match(result => result, _ => throw new InvalidOperationException()), asked, round);
            }

            foreach (var question in decision.Match(_ => default, missing => missing))
            {
                Assert.That(asked, Has.No.Member(question), "a question is asked once");
                asked.Add(question);
                known = known.With(question, world(question));
            }
        }

        throw new InvalidOperationException("the decision is never known");
    }
}
