using Laitos.Domain.Dns;

namespace Laitos.Properties.Dns;

/// <summary>Knowledge is a map from questions to answers, whatever it is kept in.</summary>
public class KnowledgeLaws
{
    [Property]
    public bool It_answers_as_a_dictionary_does(byte[] first, byte[] second)
    {
        var known = Knowledge.Of([.. first.Select(Item)]).With([.. second.Select(Item)]);
        var expected = new Dictionary<Question, Answer>();
        foreach (var (question, answer) in first.Concat(second).Select(Item))
        {
            expected[question] = answer;
        }

        return known.Answers.Length == expected.Count
            && expected.All(item => known.Knows(item.Key) && known.Find(item.Key) == item.Value && known.Ask(item.Key) == Prelude.Success<Question, Answer>(item.Value))
            && !known.Knows(Unknown) && known.Ask(Unknown) == Prelude.Fail<Question, Answer>(Unknown);
    }

    [Property]
    public bool A_name_in_two_parts_is_the_name(byte[] items, byte sought, byte cut)
    {
        var (known, question) = (Knowledge.Of([.. items.Select(Item)]), Asked(sought));
        var at = cut % (question.Name.Length + 1);
        var (front, back) = (question.Name.Remove(at), question.Name.Remove(0, at));
        return known.Find(question.Type, front, back) == known.Find(question)
            && known.Ask(question.Type, front, back) == known.Ask(question)
            && known.Find(RecordType.Mx, front, back).IsNone;
    }

    [Property]
    public bool The_order_in_which_it_was_learnt_makes_no_difference(byte[] items)
    {
        var once = items.DistinctBy(item => Asked(item)).Select(Item).ToArray();
        var (forwards, backwards) = (Knowledge.Of(once), Knowledge.Of([.. once.Reverse()]));
        return forwards.Equals(backwards) && forwards.GetHashCode() == backwards.GetHashCode()
            && (once.Length == 0 || !forwards.Equals(forwards.With(once[0].Question, new Answer.Unavailable("?"))));
    }

    [Property]
    public bool Giving_up_answers_what_is_not_known_and_nothing_else(byte[] items, byte[] asked)
    {
        var known = Knowledge.Of([.. items.Select(Item)]);
        var given = known.GivingUpOn(asked.Select(Asked).Gather(), "late");
        return asked.Select(Asked).All(question => given.Find(question) == (known.Knows(question) ? known.Find(question) : new Answer.Unavailable("late")))
            && items.Select(Asked).All(question => given.Find(question) == known.Find(question));
    }

    static readonly Question Unknown = new("unknown.example", RecordType.A);

    /// Few questions, so that they meet.
    static (Question Question, Answer Answer) Item(byte item) => (Asked(item), item % 2 == 0 ? new Answer.NoData() : new Answer.Unavailable($"{item}"));

    static Question Asked(byte item) => new($"n{item % 20}.example", item % 3 == 0 ? RecordType.A : RecordType.Txt);
}
