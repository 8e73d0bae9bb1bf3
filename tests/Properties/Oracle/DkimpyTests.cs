using System.Text.Json;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Message;
using Laitos.Integration.Peers;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Signatures;
using Laitos.Properties.Support;
using Laitos.Signatures.Signing;

namespace Laitos.Properties.Oracle;

/// <summary>dkimpy, the verifier and signer of Debian's package python3-dkim, beside ours on generated mails. One process of it takes all of them.</summary>
public class DkimpyTests
{
    const int Mails = 1000;

    const int Chains = 400;

    [Test]
    public async Task It_passes_what_we_sign()
    {
        var signed = SignedSamples.Samples(200).Select((mail, i) => SignedSamples.SignedByUs(mail, (KeyKind)(i % 2))).ToArray();
        var passed = await Ask(signed.Select(Verify));
        Assert.That(passed.Zip(signed, (result, mail) => (Result: result, Mail: mail)).Where(one => one.Result.ValueKind != JsonValueKind.True).Select(one => $"{one.Result}: {one.Mail}"), Is.Empty);
    }

    [Test]
    public async Task We_pass_what_it_signs()
    {
        var mails = SignedSamples.Samples(200);
        var fields = await Ask(mails.Select((mail, i) => Sign(mail, (i % 2 == 0 ? "simple" : "relaxed") + (i % 4 < 2 ? "/simple" : "/relaxed"))));
        var signed = fields.Zip(mails, (field, mail) => new Octets((byte[])[.. Convert.FromBase64String(field.GetString()!), .. mail.Octets.Span])).ToArray();
        Assert.That(signed.Where(mail => !SignedSamples.Passes(mail)).Select(mail => mail.ToString()), Is.Empty);
    }

    [Test]
    public async Task It_comes_to_the_same_result()
    {
        var mails = SignedSamples.SignedAndChanged(Mails, seed: 20261126);
        var theirs = await Ask(mails.Select(Verify));
        var results = mails.Zip(theirs, (mail, their) => (Mail: mail, Ours: SignedSamples.Passes(mail), Theirs: their.ValueKind == JsonValueKind.True)).ToArray();
        Assert.That(results.Where(one => one.Ours != one.Theirs && Reason(one.Mail, one.Ours) is null).Select(one => $"ours {one.Ours}, theirs {one.Theirs}: {one.Mail}"), Is.Empty, $"{Mails} mails");
        Assert.That(results.Count(one => one.Ours), Is.InRange(Mails / 4, Mails * 3 / 4), "both results are met");
        TestContext.Out.WriteLine($"{results.Count(one => one.Ours != one.Theirs)} of {Mails} differ: "
            + string.Join(", ", results.Where(one => one.Ours != one.Theirs).GroupBy(one => Reason(one.Mail, one.Ours)).Select(group => $"{group.Count()} {group.Key}")));
    }

    /// <summary>Mails that we have sealed, some of them as the second and third in a chain, and some of those changed afterwards.</summary>
    [Test]
    public async Task It_passes_the_chains_that_we_make_and_go_on_with()
    {
        var mails = SignedSamples.Samples(60).Select((mail, i) =>
        {
            var octets = mail.Octets;
            for (var set = 0; set <= i % 3; set++)
            {
                octets = ArcSealerLaws.Sealed(Octets.Latin1($"Authentication-Results: mx{set}.example; spf=pass smtp.mailfrom=ann@a.example\r\n{octets.ToLatin1()}"), KeyKind.Rsa2048);
            }

            return i % 4 == 3 ? Octets.Latin1(octets.ToLatin1() + "more\r\n") : octets;
        }).ToArray();
        var theirs = await Ask(mails.Select(mail => new { @do = "arc", mail = Convert.ToBase64String(mail.Span), keys = SignedSamples.Records }));
        Assert.That(theirs.Select(their => $"{their}"), Is.EqualTo(mails.Select((_, i) => i % 4 == 3 ? "fail" : "pass")));
    }

    /// <summary>Chains of the public test suite, changed in one place or not at all.</summary>
    [Test]
    public async Task It_comes_to_the_same_status_of_a_chain()
    {
        var random = new Random(20261127);
        var scenarios = JsonDocument.Parse(File.ReadAllText(Suites.Path("suites/arc/arc_valimail_tests_arc-draft-validation-tests.json"))).RootElement.EnumerateArray().ToArray();
        var keys = scenarios.SelectMany(scenario => scenario.GetProperty("txt-records").EnumerateObject()).DistinctBy(record => record.Name).ToDictionary(record => record.Name, record => record.Value.GetString()!);
        var chains = scenarios[0].GetProperty("tests").EnumerateObject().Where(test => test.Value.GetProperty("cv").GetString() == "Pass")
            .Select(test => Verifying.Mail(test.Value.GetProperty("message").GetString()!)).ToArray();
        var mails = Enumerable.Range(0, Chains).Select(i => SignedSamples.Changed(chains[i % chains.Length], random)).ToArray();
        var theirs = await Ask(mails.Select(mail => new { @do = "arc", mail = Convert.ToBase64String(mail.Span), keys }));
        var zone = KeyZone.Of([.. keys.Select(key => (key.Key, key.Value))]);
        var results = mails.Zip(theirs, (mail, their) => (Mail: mail, Ours: Verifying.VerifyToday(mail, zone.Ask).Arc, Theirs: their.ToString())).ToArray();

        // It passes over a field without an instance, which for us belongs to a chain that is broken.
        bool Same((Octets Mail, ArcFinding Ours, string Theirs) one) => (one.Ours.Result == ArcResult.Pass) == (one.Theirs == "pass") || one.Ours.Reason == "a field without a valid instance";
        Assert.That(results.Where(one => !Same(one) && Reason(one.Mail, one.Ours.Result == ArcResult.Pass) is null).Select(one => $"ours {one.Ours}, theirs {one.Theirs}: {one.Mail}"), Is.Empty, $"{Chains} mails");
        Assert.That(results.Count(one => one.Ours.Result == ArcResult.Pass), Is.InRange(Chains / 8, Chains * 7 / 8), "both results are met");
        TestContext.Out.WriteLine($"{results.Count(one => !Same(one))} of {Chains} differ");
    }

    /// Why the results may differ; null where they may not.
    static string? Reason(Octets mail, bool ours)
    {
        var section = HeaderSection.Parse(mail);
        return ours && section.Named("From").Count > 1 ? "a From field that is not signed: it takes every From as signed, RFC 6376 those that are named"
            : section.Separator.IsEmpty ? "a line that is no field: it refuses the mail or takes it for one, and for us the body begins there"
            : ours && section.Fields.Exists(field => field.Raw.Span[field.Name.Length] != ':') ? "a blank before a colon: it refuses the mail"
            : null;
    }

    static object Verify(Octets mail) => new { @do = "verify", mail = Convert.ToBase64String(mail.Span), keys = SignedSamples.Records };

    static object Sign(UnsignedMail mail, string forms) => new
    {
        @do = "sign",
        mail = Convert.ToBase64String(mail.Octets.Span),
        key = SignedSamples.Keys[KeyKind.Rsa2048].Pem.Reveal(),
        selector = SignedSamples.Selector(KeyKind.Rsa2048),
        domain = SignedSamples.Author,
        algorithm = "rsa-sha256",
        forms,
    };

    static async Task<JsonElement[]> Ask(IEnumerable<object> tasks)
    {
        Programs.Find("dkimverify");
        var lines = tasks.Select(task => JsonSerializer.Serialize(task)).ToArray();
        var (code, output) = await Programs.Talk(
            "/usr/bin/python3",
            async input =>
            {
                foreach (var line in lines)
                {
                    await input.WriteLineAsync(line);
                }
            },
            Path.Combine(TestContext.CurrentContext.TestDirectory, "Oracle", "dkimpy.py"));
        var results = output.Split('\n').Where(line => line.Length > 0 && line[0] is 't' or 'f' or '"' or 'n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.That((code, results.Length), Is.EqualTo((0, lines.Length)), output[..Math.Min(output.Length, 2000)]);
        return results;
    }
}
