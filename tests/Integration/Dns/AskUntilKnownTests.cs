using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Dns;
using LanguageExt;

namespace Laitos.Integration.Dns;

/// <summary>Asking until known, over the real resolver.</summary>
public class AskUntilKnownTests
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Independent_questions_go_together_and_dependent_ones_after_their_answers()
    {
        await using var dns = StubDns.Start("a.test A 192.0.2.1\nb.test TXT \"c.test\"\nc.test A 192.0.2.3\nb.test DELAY 50");
        await using var resolver = Over(dns);
        var (result, known) = await resolver.Decide(Knowledge.Empty, Decide, Long, CancellationToken.None);
        Assert.That(result, Is.EqualTo("Records Records"));
        Assert.That(known.Answers.Length, Is.EqualTo(3));
        Assert.That(dns.Asked.Select(question => question.Name).Order(), Is.EqualTo(new[] { "a.test", "b.test", "c.test" }));
        Assert.That(dns.Asked[2].Name, Is.EqualTo("c.test"));
    }

    [Test]
    public async Task What_is_known_is_not_asked()
    {
        await using var dns = StubDns.Start("");
        await using var resolver = Over(dns);
        var known = Knowledge.Empty.With(new Question("a.test", RecordType.A), new Answer.NoData()).With(new Question("b.test", RecordType.Txt), new Answer.NoData());
        Assert.That((await resolver.Decide(known, Decide, Long, CancellationToken.None)).Result, Is.EqualTo("NoData NoData"));
        Assert.That(dns.Asked, Is.Empty);
    }

    [Test]
    public async Task At_the_end_of_the_budget_what_is_missing_is_given_up()
    {
        await using var dns = StubDns.Start("a.test SILENT\nb.test TXT \"c.test\"\nc.test SILENT");
        await using var resolver = Over(dns);

        // In the cache beforehand: on a busy machine even an answer that is sent at once may come too late for a short budget.
        await resolver.Resolve(Seqs.Of(new Question("b.test", RecordType.Txt)), Long, CancellationToken.None);
        var (result, known) = await resolver.Decide(Knowledge.Empty, Decide, TimeSpan.FromSeconds(0.4), CancellationToken.None);
        Assert.That(result, Is.EqualTo("Unavailable Unavailable"));
        Assert.That(known.AnswerTo(new Question("c.test", RecordType.A)), Is.InstanceOf<Answer.Unavailable>());
    }

    [Test]
    public async Task A_decision_that_always_asks_for_more_is_given_up_round_by_round()
    {
        await using var dns = StubDns.Start("");
        await using var resolver = Over(dns);
        var (rounds, known) = await resolver.Decide(Knowledge.Empty, Endless, Long, CancellationToken.None);
        Assert.That(rounds, Is.EqualTo(30));
        Assert.That(dns.Asked, Has.Count.EqualTo(20));
        Assert.That(known.Answers.Length, Is.EqualTo(30));
    }

    static Validation<Question, string> Decide(Knowledge known) =>
        (known.Ask(new Question("a.test", RecordType.A)), Next(known)).Apply((first, second) => $"{first.GetType().Name} {second.GetType().Name}");

    static Validation<Question, Answer> Next(Knowledge known) =>
        known.Ask(new Question("b.test", RecordType.Txt)).Bind(answer => answer is Answer.Records([RecordData.Text(var text)])
            ? known.Ask(new Question(text.ToUtf8(), RecordType.A))
            : Prelude.Success<Question, Answer>(answer));

    static Validation<Question, int> Endless(Knowledge known) => known.Answers.Length == 30
        ? Prelude.Success<Question, int>(30)
        : Prelude.Fail<Question, int>(new Question($"q{known.Answers.Length}.test", RecordType.A));

    static Resolver Over(StubDns dns) => new(
        new LookupPolicy(NameServer.Parse(dns.EndPoint).Map(server => Seqs.Of(server)).IfLeft(default(Seq<NameServer>)), Seqs.Of(Long)),
        CachePolicy.Usual);
}
