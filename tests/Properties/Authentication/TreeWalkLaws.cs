using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Support;

namespace Laitos.Properties.Authentication;

public class TreeWalkLaws
{
    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 300)]
    public bool A_walk_asks_at_most_eight_questions_one_after_the_other(DmarcWorld world, DomainName start)
    {
        var walk = Walk(world.Ask, start);
        return walk.Asked.Count <= TreeWalk.MaxQuestions && walk.Rounds == walk.Asked.Count;
    }

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 300)]
    public bool An_organizational_domain_is_the_domain_or_above_it(DmarcWorld world, DomainName start) =>
        Walk(world.Ask, start).Result is not TreeWalk.Completed walk
        || walk.OrganizationalDomain == start
        || start.Value.EndsWith("." + walk.OrganizationalDomain, StringComparison.Ordinal);

    [Property(Arbitrary = [typeof(AuthenticationArbitraries)], MaxTest = 300)]
    public bool A_name_without_an_answer_interrupts_the_walk_that_comes_to_it(DmarcWorld world, DomainName start, byte index)
    {
        var walk = Walk(world.Ask, start);
        var at = walk.Asked[index % walk.Asked.Count].Name;
        return Walk(world.With(at, new Answer.Unavailable("?")).Ask, start).Result is TreeWalk.Interrupted interrupted
            && "_dmarc." + interrupted.At == at;
    }

    [Test]
    public void Nothing_is_asked_of_a_name_that_the_DNS_cannot_hold()
    {
        var longest = AuthenticationArbitraries.Name(string.Join('.', Enumerable.Repeat(new string('a', 49), 5)) + ".tst");
        Assert.That(longest.Value, Has.Length.EqualTo(253));
        Assert.That(Walk(_ => new Answer.NoData(), longest).Asked.Select(question => question.Name.Length), Is.All.LessThanOrEqualTo(253));
    }

    [Test]
    public void Recorded_walks_agree() => Assert.Multiple(() =>
    {
        foreach (var vector in Section("walk"))
        {
            var walk = Walk(Zone(vector), Domain(vector, "domain"));
            var completed = (TreeWalk.Completed)walk.Result;
            Assert.That(walk.Asked.Select(question => question.Name), Is.EqualTo(Strings(vector, "queries")), vector.ToString());
            Assert.That(completed.Found.Map(found => found.Domain.Value), Is.EqualTo(Strings(vector, "records_found_at")), vector.ToString());
            Assert.That(completed.OrganizationalDomain, Is.EqualTo(Domain(vector, "organizational_domain")), vector.ToString());
        }
    });

    internal static IEnumerable<JsonElement> Section(string name) =>
        JsonDocument.Parse(File.ReadAllText(Suites.Path("suites/dmarc/tree-walk-vectors.json"))).RootElement.GetProperty(name).EnumerateArray();

    internal static Func<Question, Answer> Zone(JsonElement vector) => new DmarcWorld(
        vector.GetProperty("zone").EnumerateObject().ToDictionary(
            item => item.Name,
            item => AuthenticationArbitraries.Texts([.. item.Value.EnumerateArray().Select(text => text.GetString()!)]))).Ask;

    internal static DomainName Domain(JsonElement vector, string property) => AuthenticationArbitraries.Name(vector.GetProperty(property).GetString()!);

    static RoundsResult<TreeWalk> Walk(Func<Question, Answer> world, DomainName start) => Rounds.Run(known => TreeWalk.From(known, start), world);

    static IEnumerable<string> Strings(JsonElement vector, string property) =>
        vector.GetProperty(property).EnumerateArray().Select(item => item.GetString()!);
}
