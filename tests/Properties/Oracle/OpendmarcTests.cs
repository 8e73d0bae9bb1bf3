using System.Text.Json;
using System.Text.RegularExpressions;
using Laitos.Domain.Authentication;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Authentication.Spf;
using Laitos.Integration.Peers;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Authentication;

namespace Laitos.Properties.Oracle;

/// <summary>
/// libopendmarc, which is behind the programs of Debian's package opendmarc, beside ours on generated records. It is of RFC 7489 and takes public suffixes from a list, so
/// that each Organizational Domain has a record here: then a tree walk (RFC 9989 §4.10) finds the same one. One process of it takes all of them.
/// </summary>
public class OpendmarcTests
{
    const int Checks = 2000;

    static readonly string[] Suffixes = ["example", "com", "test"];

    static readonly string[] Domains = ["bank.test", "mail.bank.test", "a.mail.bank.test", "shop.test", "shop.example"];

    [Test]
    public async Task It_reads_the_same_of_a_record()
    {
        var records = AuthenticationArbitraries.RecordTexts().Generator.Sample(Checks, new Rnd(20261126), 10).Select(record => record.Value).ToArray();
        var theirs = await Ask(records.Select(record => new DmarcTask("bank.test", record, "bank.test", null, [], null)));
        var different = records.Zip(theirs, (record, their) => (Record: record, Ours: Ours(record), Theirs: Theirs(their))).Where(one => one.Ours != one.Theirs).ToArray();
        Assert.That(different.Where(one => Reason(one.Record, one.Ours, one.Theirs) is null).Take(8).Select(one => $"{one.Record}\n ours {one.Ours}, theirs {one.Theirs}"), Is.Empty);
        TestContext.Out.WriteLine($"{different.Length} of {Checks} differ: " + string.Join(", ", different.GroupBy(one => Reason(one.Record, one.Ours, one.Theirs)).Select(group => $"{group.Count()} {group.Key}")));
    }

    [Test]
    public async Task It_comes_to_the_same_result()
    {
        var cases = Cases.Sample(Checks, new Rnd(20261127), 10).ToArray();
        var theirs = await Ask(cases.Select(one => new DmarcTask(
            one.Author, one.Applicable.Text, one.Applicable.At, one.Applicable.At == one.Author ? null : one.Applicable.At, one.Dkim, one.Spf)));
        var results = cases.Zip(theirs, (one, their) => (Case: one, Ours: Result(one), Theirs: their.GetProperty("result").GetString()!)).ToArray();
        Assert.That(results.Where(one => one.Ours != one.Theirs && !IsStrictElsewhere(one.Case)).Take(8).Select(one => $"ours {one.Ours}, theirs {one.Theirs}: {one.Case}"), Is.Empty);
        TestContext.Out.WriteLine($"{results.Count(one => one.Ours != one.Theirs)} of {Checks} differ, all by strict alignment");
        Assert.That(results.Select(one => one.Ours).Distinct(), Is.EquivalentTo(new[] { "pass", "none", "quarantine", "reject" }), "every result is met");
    }

    /// Why the readings may differ; null where they may not.
    static string? Reason(string record, Reading ours, Reading theirs) =>
        record.Split(';').Select(tag => tag.Split('=')[0].Trim()).Where(name => name.Length > 0).GroupBy(name => name).Any(group => group.Count() > 1) ? "a tag that stands twice: it takes the last, RFC 6376 §3.2 forbids it"
        : record.Split(';')[0].Replace(" ", "", StringComparison.Ordinal) != "v=DMARC1" ? "a version in other letters, or not in front: it takes it all the same"
        : Regex.IsMatch(record, "a(dkim|spf)=q") ? "a mode of alignment that does not exist: it refuses the record, RFC 9989 §4.7 passes over it"
        : ours.P == "n" && !theirs.IsRecord ? "no valid policy, but somebody to report to: RFC 9989 §4.10.1 takes it for none, it refuses the record"
        : (!ours.IsRecord || ours.P == "n") && Regex.IsMatch(record, "(sp|np)=(;|bogus| |\t|$)") ? "a policy for subdomains that does not exist: it passes over it, RFC 9989 §4.10.1 does not"
        : null;

    /// Where strict alignment is asked for, it compares with the domain of the record instead of the author's, and takes some domains above or below that for aligned.
    static bool IsStrictElsewhere(DmarcCase one) =>
        Regex.IsMatch(one.Applicable.Text, "a(dkim|spf)=s")
        && (one.Applicable.At != one.Author || one.Dkim.Append(one.Spf ?? "").Any(domain => domain != one.Author && domain.EndsWith("bank.test", StringComparison.Ordinal)));

    static Reading Ours(string text) => DmarcRecord.Parse(Octets.Latin1(text)).Match(
        Right: record => record.Policies.Match(
            policies => new Reading(true, Letter(policies.ForItself.Policy), record.Alignment.Dkim == AlignmentMode.Strict ? "s" : "r", record.Alignment.Spf == AlignmentMode.Strict ? "s" : "r"),
            () => Reading.None),
        Left: _ => Reading.None);

    static Reading Theirs(JsonElement read) => read.GetProperty("parsed").GetBoolean()
        ? new Reading(true, read.GetProperty("p").GetString() ?? "", read.GetProperty("adkim").GetString() ?? "", read.GetProperty("aspf").GetString() ?? "")
        : Reading.None;

    static string Letter(AssessmentPolicy policy) => policy.ToString()[..1].ToLowerInvariant();

    static string Result(DmarcCase one)
    {
        var request = SpfArbitraries.RequestFor("192.0.2.1", one.Spf ?? "nobody.invalid");
        var signatures = one.Dkim.Select(domain => new SignatureCase(domain, DkimResult.Pass, null, false, false, ["from"]).Found).Gather();
        var zone = one.Zone;
        var author = AuthenticationArbitraries.Name(one.Author);
        var found = Rounds.Run(known => AuthorPolicy.For(known, author).Bind(policy => DmarcEvaluation.Of(known, author, policy, request, one.Spf is null ? SpfResult.Fail : SpfResult.Pass, signatures)), zone.Ask).Result;
        return found.Result == DmarcResult.Pass ? "pass" : ((DmarcFinding.Published)found.Policy).Effective.ToString().ToLowerInvariant();
    }

    static Gen<DmarcCase> Cases =>
        from author in Gen.Elements(Domains[..3])
        from own in Gen.Frequency((1, Gen.Constant("")), (1, Policy))
        from organization in Policy
        from dkim in Gen.Elements(Domains).ListOf()
        from spf in Gen.Frequency((1, Gen.Constant<string?>(null)), (2, Gen.Elements<string?>(Domains)))
        select new DmarcCase(author, author == "bank.test" ? "" : own, organization, [.. dkim.Take(2)], spf);

    static Gen<string> Policy =>
        from p in Gen.Elements("none", "quarantine", "reject", "REJECT")
        from sp in Gen.Elements("", "; sp=none", "; sp=quarantine", ";sp=reject ")
        from modes in Gen.Elements("", "; adkim=s", "; aspf=s", "; adkim=r; aspf=s", "; adkim=s; aspf=s;")
        from rest in Gen.Elements("", "; rua=mailto:d@bank.test", "; fo=1", "; pct=100")
        select $"v=DMARC1; p={p}{sp}{modes}{rest}";

    static async Task<JsonElement[]> Ask(IEnumerable<DmarcTask> tasks)
    {
        Programs.Find("opendmarc");
        var suffixes = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(suffixes, Suffixes);
            var lines = tasks.Select(task => JsonSerializer.Serialize(task, JsonSerializerOptions.Web)).Prepend(JsonSerializer.Serialize(new { suffixes })).ToArray();
            var (code, output) = await Programs.Talk(
                "/usr/bin/python3",
                async input =>
                {
                    foreach (var line in lines)
                    {
                        await input.WriteLineAsync(line);
                    }
                },
                Path.Combine(TestContext.CurrentContext.TestDirectory, "Oracle", "opendmarc.py"));
            var results = output.Split('\n').Where(line => line.Length > 0 && line[0] is '{').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
            Assert.That((code, results.Length), Is.EqualTo((0, lines.Length - 1)), output[..Math.Min(output.Length, 2000)]);
            return results;
        }
        finally
        {
            File.Delete(suffixes);
        }
    }

    /// <summary>A task for the library, in its words.</summary>
    sealed record DmarcTask(
        string From, string Record,
        string Domain, string? Organization,
        string[] Dkim, string? Spf);

    /// <summary>What is read of a record.</summary>
    sealed record Reading(bool IsRecord, string P, string Dkim, string Spf)
    {
        public static Reading None { get; } = new(false, "", "", "");
    }

    /// <summary>An author, the records of it and of its Organizational Domain, and what was authenticated.</summary>
    sealed record DmarcCase(string Author, string Own, string Organization, string[] Dkim, string? Spf)
    {
        public (string At, string Text) Applicable => Own.Length > 0 ? (Author, Own) : ("bank.test", Organization);

        public DmarcWorld Zone => Domains.Where(domain => domain.Split('.').Length == 2).Aggregate(
            new DmarcWorld(new Dictionary<string, Domain.Dns.Answer>()), (world, domain) => world.With("_dmarc." + domain, AuthenticationArbitraries.Texts("v=DMARC1; p=none")))
            .With("_dmarc.bank.test", AuthenticationArbitraries.Texts(Organization))
            .With("_dmarc." + Applicable.At, AuthenticationArbitraries.Texts(Applicable.Text))
            .With(Author, new Domain.Dns.Answer.NoData());

        public override string ToString() => $"{Author} with {Applicable}, org {Organization}, DKIM {string.Join(' ', Dkim)}, SPF {Spf}";
    }
}
