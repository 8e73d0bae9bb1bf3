using System.Text.Json;
using Laitos.Domain.Settings;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Settings;

/// <summary>Environment variables in passwords.</summary>
public class EnvironmentReferencesLaws
{
    static readonly HashMap<string, string> Variables = Prelude.HashMap(("RELAY", "s3cret"), ("EMPTY", ""), ("ODD", "${RELAY}"));

    [TestCase("${RELAY}", "s3cret")]
    [TestCase("a${RELAY}b${RELAY}", "as3cretbs3cret")]
    [TestCase("a$b{c}", "a$b{c}")]
    [TestCase("${EMPTY}", "")]
    [TestCase("${ODD}", "${RELAY}")]
    [TestCase("$${RELAY}", "${RELAY}")]
    [TestCase("${RELAY", "${RELAY")]
    public void What_a_password_stands_for(string text, string expected) => Assert.That(Resolve(text), Is.EqualTo(expected));

    [TestCase("${NOT_SET}", "which is not set")]
    [TestCase("${}", "without the name")]
    [TestCase("${a b}", "without the name")]
    public void A_reference_that_leads_nowhere_is_a_mistake_at_its_place(string text, string expected) =>
        Assert.That(Resolve(text), Does.StartWith("MailClient.AuthPassword: found ").And.Contains(expected));

    [Property(Arbitrary = [typeof(SettingsArbitraries)])]
    public bool Settings_without_a_reference_stay_as_they_are(Confidential confidential) =>
        EnvironmentReferences.Resolve(confidential.Settings, Variables).Exists(settings => settings == confidential.Settings);

    [Test]
    public void Secrets_of_services_may_be_references_too()
    {
        using var document = JsonDocument.Parse(LaitosExample.Json.Replace("frogs croak", "${RELAY}1", StringComparison.Ordinal).Replace("rake and hoe", "${RELAY}3", StringComparison.Ordinal).Replace("POND-0123456789", "${RELAY}2", StringComparison.Ordinal));
        var settings = SettingsParser.Parse(document.RootElement).Match(Succ: found => found.Settings, Fail: _ => throw new InvalidOperationException());
        var features = EnvironmentReferences.Resolve(settings, Variables).Match(Succ: found => found.Features, Fail: problems => throw new AssertionException(problems.ToString()));
        Assert.That((features.Twilio.AuthToken, features.WolframAlpha.AppId), Is.EqualTo((Prelude.Some(new Secret("s3cret1")), Prelude.Some(new Secret("s3cret2")))));
        Assert.That(features.ImapAccounts.Head.Account.AuthPassword, Is.EqualTo(Prelude.Some(new Secret("s3cret3"))));
        Assert.That(EnvironmentReferences.Resolve(settings, default).FailToSeq().Head.Path, Is.EqualTo("Features.WolframAlpha.AppID"));
    }

    static string Resolve(string password)
    {
        using var document = JsonDocument.Parse(LaitosExample.Json);
        var settings = SettingsParser.Parse(document.RootElement).Match(Succ: found => found.Settings, Fail: _ => throw new InvalidOperationException());
        return EnvironmentReferences.Resolve(settings with { MailClient = settings.MailClient with { AuthPassword = new Secret(password) } }, Variables).Match(
            Succ: found => found.MailClient.AuthPassword.Match(secret => secret.Reveal(), () => "none"),
            Fail: problems => problems.Head.ToString());
    }
}
