using System.Text.Json;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Properties.Support;

namespace Laitos.Properties.Signatures;

/// <summary>The recorded mails of two other verifiers, chasquid and dkimpy, with their keys and results.</summary>
public class RecordedDkimCases
{
    /// A file that a case does not have is that of the case that it varies.
    static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["02-too_many_headers.dns"] = "01-rfc8463.dns",
        ["04-bad_dkim_signature_header.dns"] = "01-rfc8463.dns",
        ["07-algo_mismatch.msg"] = "01-rfc8463.msg",
        ["07-algo_mismatch.result"] = "01-rfc8463.result",
        ["09-limited_body.dns"] = "08-our_signature.dns",
        ["10-strict_domain_check_pass.msg"] = "01-rfc8463.msg",
    };

    [TestCase("01-rfc8463")]
    [TestCase("04-bad_dkim_signature_header")]
    [TestCase("05-dns_temp_error")]
    [TestCase("06-dns_perm_error")]
    [TestCase("07-algo_mismatch")]
    [TestCase("08-our_signature")]
    [TestCase("09-limited_body")]
    [TestCase("10-strict_domain_check_pass")]
    [TestCase("11-strict_domain_check_fail")]
    public void Each_signature_has_the_recorded_result(string name)
    {
        var recorded = JsonDocument.Parse(File.ReadAllText(Chasquid(name, ".result"))).RootElement;
        var found = Verifying.Verify(Verifying.Mail(Latin1(Chasquid(name, ".msg"))), Zone(Chasquid(name, ".dns")).Ask).Dkim;
        Assert.That(found.Select(one => StateOf(one.Result)), Is.EqualTo(recorded.GetProperty("Results").EnumerateArray().Select(one => one.GetProperty("State").GetString())));
        Assert.That(found.Count(one => one.Result == DkimResult.Pass), Is.EqualTo(recorded.GetProperty("Valid").GetInt32()));
    }

    /// <summary>The other verifier looks at five signatures and this one at eight: all seven of the mail pass.</summary>
    [Test]
    public void Two_signatures_more_are_looked_at_than_recorded()
    {
        var found = Verifying.Verify(Verifying.Mail(Latin1(Chasquid("02-too_many_headers", ".msg"))), Zone(Chasquid("02-too_many_headers", ".dns")).Ask);
        Assert.That(found.Dkim.Select(one => one.Result), Is.EqualTo(Enumerable.Repeat(DkimResult.Pass, 7)));
        Assert.That(found.NotLookedAt, Is.Zero);
    }

    /// <summary>The recorded error is that of a reader of mails, which begins with a blank; here a mail without fields has no signature.</summary>
    [Test]
    public void A_mail_that_begins_with_a_folded_line_has_no_signature() =>
        Assert.That(Verifying.Verify(Verifying.Mail(Latin1(Chasquid("03-bad_message", ".msg"))), KeyZone.Of().Ask).Dkim, Is.Empty);

    [TestCase("test.txt", DkimResult.Pass, "")]
    [TestCase("test2.txt", DkimResult.Pass, "")]
    [TestCase("badversion.txt", DkimResult.PermError, "no key record")]
    [TestCase("badk.txt", DkimResult.PermError, "the key is for another algorithm")]
    [TestCase("test_bad.txt", DkimResult.PermError, "malformed key")]
    [TestCase("test_tlsrpt.txt", DkimResult.PermError, "the key is not for mail")]
    public void A_key_record_is_usable_or_not(string file, DkimResult result, string reason)
    {
        var zone = KeyZone.Of(("test._domainkey.football.example.com", Latin1(Suites.Path($"suites/dkim/dkimpy/{file}")).TrimEnd()));
        var found = Verifying.Verify(Verifying.Mail(Latin1(Chasquid("01-rfc8463", ".msg"))), zone.Ask).Dkim;
        Assert.That(found.Select(one => (one.Result, one.Reason)), Is.EqualTo(new[] { (DkimResult.PermError, "no key"), (result, reason) }));
    }

    [TestCase("rfc6376.signed.msg", "brisbane._domainkey.football.example.com", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", 0)]
    [TestCase("ed25519test2.msg", "sed._domainkey.test.ex", "v=DKIM1; k=ed25519; p=sPs07Vu29FpHT/80UXUcYHFOHifD4o2ZlP2+XUh9g6E=", 0)]
    public void A_mail_signed_by_others_passes(string file, string name, string record, int index) =>
        Assert.That(Verifying.Verify(Verifying.Mail(Latin1(Suites.Path($"suites/dkim/dkimpy/{file}"))), KeyZone.Of((name, record)).Ask).Dkim[index].Reason, Is.Empty);

    static string StateOf(DkimResult result) => result switch { DkimResult.Pass => "SUCCESS", DkimResult.TempError => "TEMPFAIL", _ => "PERMFAIL" };

    static string Chasquid(string name, string extension) =>
        Suites.Path($"suites/dkim/chasquid/{Elsewhere.GetValueOrDefault(name + extension) ?? name + extension}");

    static string Latin1(string path) => File.ReadAllText(path, System.Text.Encoding.Latin1);

    /// A name, a colon and its value on a line, which a backslash continues.
    static KeyZone Zone(string path)
    {
        var records = Latin1(path).Replace("\\\n", "", StringComparison.Ordinal).Split('\n').Where(line => line.Trim().Length > 0).Select(line => line.Split(':', 2)).ToArray();
        var texts = KeyZone.Of([.. records.Where(record => !record[1].Contains("ERROR", StringComparison.Ordinal)).Select(record => (record[0].Trim(), record[1].Trim()))]);
        return records.Where(record => record[1].Contains("TEMPERROR", StringComparison.Ordinal))
            .Aggregate(texts, (zone, record) => zone.With(record[0].Trim(), new Answer.Unavailable("SERVFAIL")));
    }
}
