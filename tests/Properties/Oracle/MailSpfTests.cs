using System.Text.Json;
using Laitos.Domain.Authentication.Spf;
using Laitos.Domain.Dns;
using Laitos.Integration.Peers;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Authentication;

namespace Laitos.Properties.Oracle;

/// <summary>Mail::SPF, the library behind spfquery of Debian's package spf-tools-perl, beside ours on generated records. One process of it checks all of them.</summary>
public class MailSpfTests
{
    const int Checks = 1500;

    [Test]
    public async Task It_comes_to_the_same_result()
    {
        Programs.Find("spfquery.mail-spf-perl");
        var cases = SpfArbitraries.Worlds().Generator.Sample(Checks, new Rnd(20261126), 24).Zip(
            SpfArbitraries.Requests().Generator.Sample(Checks, new Rnd(20261127), 10), (world, request) => (World: world, Request: request with { LocalPart = "joe", HelloName = "mail.a.example" })).Where(one => one.Request.Domain is "a.example" or "b.example" or "c.example" or "mail.a.example" or "x.b.example").ToArray();
        var theirs = await Ask(cases.Select(one => new { ip = $"{one.Request.Client}", sender = $"joe@{one.Request.Domain}", helo = one.Request.HelloName, zone = Zone(one.World) }));
        var results = cases.Zip(theirs, (one, their) => (one.World, one.Request, Ours: Check(one.World, one.Request), Theirs: their)).ToArray();
        var different = results.Where(one => !one.Theirs.Equals($"= {one.Ours.Result}", StringComparison.OrdinalIgnoreCase)).ToArray();
        Assert.That(different.Where(one => Reason(one.World, one.Ours, one.Theirs) is null).Take(5).Select(one => $"ours {one.Ours}, theirs {one.Theirs}: {one.Request}\n{one.World}"), Is.Empty, $"{cases.Length} checks");
        Assert.That(results.Select(one => one.Ours.Result).Distinct().Count(), Is.EqualTo(Enum.GetValues<SpfResult>().Length), "every result is met");
        TestContext.Out.WriteLine($"{different.Length} of {cases.Length} differ: " + string.Join(", ", different.GroupBy(one => Reason(one.World, one.Ours, one.Theirs)).Select(group => $"{group.Count()} {group.Key}")));
    }

    /// Why the results may differ; null where they may not.
    static string? Reason(SpfWorld world, SpfFinding ours, string theirs) =>
        ours.Problem.EndsWith("more than 10 mail exchangers", StringComparison.Ordinal) ? "more than 10 mail exchangers: it takes the first ten of them, RFC 7208 §4.6.4 makes it an error"
        : ours.Problem.Contains("expected macro-string", StringComparison.Ordinal) ? "a macro that does not exist: it looks at it no sooner than it needs it, RFC 7208 §4.6 wants the whole record to be sound"
        : theirs == "= permerror" && (world.ToString().Contains("ptr", StringComparison.Ordinal) || world.ToString().Contains("%{p", StringComparison.Ordinal)) ? "a client without a name: it counts that as a lookup that finds nothing (RFC 7208 §4.6.4), ptr and %{p} of ours do not"
        : null;

    static SpfFinding Check(SpfWorld world, SpfRequest request) => Rounds.Run(known => SpfCheck.Of(known, request), world.Ask).Result;

    static Dictionary<string, object> Zone(SpfWorld world) => world.Records.ToDictionary(
        record => $"{record.Key.Name} {record.Key.Type.ToString().ToUpperInvariant()}",
        object (record) => record.Value switch
        {
            Answer.Records(var data) => data.Map(Value).ToArray(),
            Answer.NoData => "NODATA",
            Answer.NoSuchDomain => "NXDOMAIN",
            _ => "SERVFAIL",
        });

    static string Value(RecordData data) => data switch
    {
        RecordData.Text(var text) => text.ToLatin1(),
        RecordData.Exchange(_, var host) => host,
        RecordData.Name(var name) => name,
        RecordData.Address(var address) => address.ToString(),
        _ => throw new InvalidOperationException(),
    };

    static async Task<string[]> Ask(IEnumerable<object> tasks)
    {
        var lines = tasks.Select(task => JsonSerializer.Serialize(task)).ToArray();
        var (code, output) = await Programs.Talk(
            "/usr/bin/perl",
            async input =>
            {
                foreach (var line in lines)
                {
                    await input.WriteLineAsync(line);
                }
            },
            Path.Combine(TestContext.CurrentContext.TestDirectory, "Oracle", "mailspf.pl"));
        var results = output.Split('\n').Where(line => line.StartsWith("= ", StringComparison.Ordinal) || line.StartsWith("! ", StringComparison.Ordinal)).ToArray();
        Assert.That((code, results.Length), Is.EqualTo((0, lines.Length)), output[..Math.Min(output.Length, 2000)]);
        return results;
    }
}
