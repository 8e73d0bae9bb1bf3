namespace Laitos.Domain.Sharing;

/// <summary>A row of the database that daemons have in common.</summary>
/// <param name="State">What is known, in a form of its owner's own.</param>
/// <param name="Until">When it has lapsed, by the clock of the database.</param>
public sealed record SharedRow(Octets State, Instant Until)
{
    /// <summary>True for what ends with the daemon that has written it: when its lease is gone, so is the row.</summary>
    public bool EndsWithDaemon { get; init; }
}

/// <summary>A question that rests on rows which daemons have in common. Its answer is a function of the rows and of the time, and may change them.</summary>
/// <typeparam name="A">What is answered.</typeparam>
public interface ISharedQuestion<A>
{
    /// <summary>What it is about.</summary>
    SharedKind Kind { get; }

    /// <summary>The keys of the rows, unique within their kind. Questions about several of the same rows name them in the same order.</summary>
    Seq<Octets> Keys { get; }

    /// <summary>The answer.</summary>
    /// <param name="rows">A row for each key, none where there is none or it has lapsed.</param>
    /// <param name="now">The time, by the clock of the database.</param>
    SharedAnswer<A> Answer(Seq<Option<SharedRow>> rows, Instant now);
}

/// <summary>What a question comes to.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Rows">The rows from now on, in the order of the keys; none for one that is not needed any more.</param>
public sealed record SharedAnswer<A>(A Verdict, Seq<Option<SharedRow>> Rows);

/// <summary>A change of a row. It is made only if the row is still as it was read; otherwise all is read and answered anew.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Before">The row as it was read; none where there was none.</param>
/// <param name="After">The row as it is to be; none to delete it.</param>
public sealed record SharedChange(Octets Key, Option<SharedRow> Before, Option<SharedRow> After);

/// <summary>Answers questions from rows.</summary>
public static class SharedQuestions
{
    /// <summary>The answer to a question, and the changes that must be made together before it counts.</summary>
    /// <param name="question">The question.</param>
    /// <param name="read">A row for each key as it was read, lapsed or not.</param>
    /// <param name="now">The time, by the clock of the database.</param>
    public static (A Verdict, Seq<SharedChange> Changes) AnswerFrom<A>(this ISharedQuestion<A> question, Seq<Option<SharedRow>> read, Instant now)
    {
        var known = read.MapStrict(row => row.Filter(one => now < one.Until));
        var answer = question.Answer(known, now);
        return (answer.Verdict, answer.Rows.AsEnumerable().Select((row, i) => (Change: new SharedChange(question.Keys[i], read[i], row), Known: known[i]))
            .Where(item => !Equals(item.Change.After.Case, item.Known.Case)).Select(item => item.Change).Gather());
    }
}
