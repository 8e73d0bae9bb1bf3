namespace Laitos.Domain.Sharing;

/// <summary>
/// A question while it is asked: its rows are read, it is answered, and what the answer changes is made, all or nothing. Where another daemon has changed one of the rows meanwhile, nothing is made and all begins anew.
/// </summary>
/// <typeparam name="A">What is answered.</typeparam>
public abstract record SharedAsking<A>
{
    SharedAsking() { }

    /// <summary>The rows of the question are to be read.</summary>
    /// <param name="Question">The question.</param>
    /// <param name="Tries">How many tries there were before.</param>
    public sealed record Reading(ISharedQuestion<A> Question, int Tries) : SharedAsking<A>
    {
        /// <summary>They have been read.</summary>
        /// <param name="rows">A row for each key, lapsed or not; none where there is none.</param>
        /// <param name="now">The time, by the clock of the database.</param>
        public SharedAsking<A> Read(Seq<Option<SharedRow>> rows, Instant now)
        {
            var (verdict, changes) = Question.AnswerFrom(rows, now);
            return changes.IsEmpty ? new Ended(verdict) : new Changing(this, verdict, changes);
        }
    }

    /// <summary>What the answer changes is to be made: all of it where each row is still as it was read, otherwise nothing.</summary>
    /// <param name="From">The reading that it rests on.</param>
    /// <param name="Verdict">The answer, which counts once the changes are made.</param>
    /// <param name="Changes">The changes.</param>
    public sealed record Changing(Reading From, A Verdict, Seq<SharedChange> Changes) : SharedAsking<A>
    {
        /// <summary>They have been made, or not.</summary>
        public SharedAsking<A> Made(bool isMade) => isMade ? new Ended(Verdict)
            : From.Tries + 1 < SharedAsking.MostTries ? From with { Tries = From.Tries + 1 }
            : new Ended("too many change the same at the same time");
    }

    /// <summary>The question is answered, or cannot be.</summary>
    /// <param name="Answer">The answer, or why there is none, for the owner.</param>
    public sealed record Ended(Either<string, A> Answer) : SharedAsking<A>;
}

/// <summary>Begins to ask.</summary>
public static class SharedAsking
{
    /// <summary>How often a question is tried. With each try that is in vain somebody else has got an answer.</summary>
    public const int MostTries = 20;

    /// <summary>The first try.</summary>
    public static SharedAsking<A> Begin<A>(ISharedQuestion<A> question) => new SharedAsking<A>.Reading(question, 0);
}
