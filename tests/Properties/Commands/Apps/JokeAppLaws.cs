using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

public class JokeAppLaws
{
    [TestCase("""{"id": "7", "joke": "Why?\r\nBecause.", "status": 200}""", "Why? Because.")]
    [TestCase("""{"value": "He \u00e9 counts &amp; counts"}""", "He é counts & counts")]
    [TestCase("  A plain one\n", "A plain one")]
    public void A_joke_is_one_line_however_it_is_told(string document, string joke) => Assert.That(Told(0, document), Is.EqualTo(CommandResult.Ok(joke)));

    [TestCase("<html>joke</html>", "a page")]
    [TestCase("""{"jokes": []}""", "joke or value")]
    [TestCase("""{"joke": 7, "value": ["x"]}""", "joke or value")]
    [TestCase("""{"joke": "\ud800"}""", "damaged")]
    [TestCase("{", "damaged")]
    [TestCase("[1]", "[1]")]
    [TestCase("", "empty")]
    public void What_is_none_is_told_with_its_source_and_without_its_secrets(string document, string reason)
    {
        var result = Told(0, document);
        Assert.That(result.Error.IfNone(result.Output), Does.Contain(reason).And.Not.Contain("hush"));
        Assert.That(result.Error.Map(error => error.StartsWith("no joke was told: jokes.example/random: ", StringComparison.Ordinal)).IfNone(true));
    }

    [Test]
    public void The_sources_take_turns_and_stand_in_for_each_other()
    {
        Assert.That(new[] { Told(0, "a", "b"), Told(1, "a", "b"), Told(1, "a", ""), Told(0, "", "b") }.Select(result => result.Output), Is.EqualTo(new[] { "a", "b", "a", "b" }));
    }

    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 300)]
    public bool Whatever_was_fetched_a_joke_is_one_bounded_line(Feed feed)
    {
        var result = AppRuns.Conclude(Policy, ".j", "", new AppResponse.Fetched(Seqs.Of<Either<string, Octets>>(feed.Document)));
        return result.Error.IsSome || (result.Output.Length is > 0 and <= 4000 && !result.Output.Any(char.IsControl));
    }

    static CommandResult Told(long now, params string[] documents) =>
        AppRuns.App(Policy, ".j").Conclude("", new AppResponse.Fetched(documents.Select(each => (Either<string, Octets>)Octets.Utf8(each)).Gather()), new Instant(now));
}
