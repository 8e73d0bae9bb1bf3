using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Diagnosis;

/// <summary>Whether the record in the DNS publishes the key that signs (RFC 6376 §3.6.1).</summary>
static class KeyRecordCheck
{
    public static Validation<Demand, Judgement> Of(Setup setup, Evidence known)
    {
        var signing = setup.Settings.MailClient.Signing;
        return !signing.IsOn
            ? Demands.Met(Judgement.Unknown(
                "nothing is signed here; whether the relay signs cannot be seen",
                "if it does not: make a key with laitos dkim-keygen and set MailClient.Signing"))
            : Of(setup, known, $"{signing.Selector.IfNone("")}._domainkey.{signing.Domain.Map(domain => domain.Value).IfNone("")}", signing.KeyFile.IfNone(""));
    }

    static Validation<Demand, Judgement> Of(Setup setup, Evidence known, string name, string file) =>
        known.Look<Observation.SigningKey>(new Probe.SigningKey(file)).And(known.Ask(name, RecordType.Txt)).Map(both => both.First.Match(
            key => Aligned(setup, both.Second switch
            {
                Answer.Unavailable(var reason) => Judgement.Unknown($"the DNS does not tell {name}: {reason}", ResolverChecks.Cure),
                Answer.Records(var data) => OfTexts(name, data.AsEnumerable().OfType<RecordData.Text>().Select(text => text.Value.ToLatin1()).Order(StringComparer.Ordinal).Gather(), key),
                _ => Judgement.Error($"{name} has no record: every signature of ours fails", $"publish {name}. TXT \"{key.RecordText}\""),
            }),
            reason => Judgement.Error($"the key that signs cannot be used: {reason}", "see MailClient.Signing.KeyFile; laitos dkim-keygen makes one")));

    static Judgement OfTexts(string name, Seq<string> texts, Observation.SigningKey key)
    {
        var records = texts.Map(KeyText.Read);
        return records.Find(record => record.Kind == key.Kind && key.PublicForms.Exists(form => form == record.Key)).Match(
            found => found.IsTesting
                ? Judgement.Warning($"{name} publishes the key, and says that it is only being tried (t=y)", "take t=y out of the record once all is well")
                : Judgement.Good($"{name} publishes the key"),
            () => records.Exists(record => record.Key.Length == 0)
                ? Judgement.Error($"{name} says that its key was revoked: every signature of ours fails", $"publish {name}. TXT \"{key.RecordText}\"; or use a new selector")
                : Judgement.Error($"{name} publishes another key: every signature of ours fails", $"publish {name}. TXT \"{key.RecordText}\"; or name the file of the published key in MailClient.Signing.KeyFile"));
    }

    /// Mail that is rewritten bears MailFrom: a signature of another domain does not help it.
    static Judgement Aligned(Setup setup, Judgement judgement)
    {
        var (from, signs) = (setup.Settings.MailClient.MailFrom.Domain, setup.Settings.MailClient.Signing.Domain);
        return judgement.Mark != Mark.Good || from.ForAll(sender => signs.ForAll(signer => Name.IsWithin(sender.Value, signer.Value) || Name.IsWithin(signer.Value, sender.Value)))
            ? judgement
            : Judgement.Warning($"{judgement.What}, but mail is sent from {from.Map(domain => domain.Value).IfNone("")}: no such signature speaks for it", "set MailClient.Signing.Domain to the domain of MailFrom");
    }

    /// What a key record says, as far as it is compared.
    sealed record KeyText(string Kind, string Key, bool IsTesting)
    {
        public static KeyText Read(string text)
        {
            var tags = text.Split(';').Select(tag => tag.Split('=', 2)).Where(tag => tag.Length == 2)
                .Select(tag => (Name: Packed(tag[0]), Value: Packed(tag[1]))).GroupBy(tag => tag.Name, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal);
            return new KeyText(tags.GetValueOrDefault("k", "rsa"), tags.GetValueOrDefault("p", ""), tags.GetValueOrDefault("t", "").Split(':').Contains("y"));
        }

        static string Packed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
    }
}

/// <summary>The DMARC policy of a domain of ours (RFC 9989 §4.10.1).</summary>
static class AuthorPolicyCheck
{
    public static Validation<Demand, Judgement> Of(Evidence known, DomainName domain)
    {
        var record = $"publish _dmarc.{domain}. TXT \"v=DMARC1; p=none\" to begin with";
        return Demands.Of(AuthorPolicy.For(known.Dns, domain)).Map(finding => finding switch
        {
            DmarcFinding.Published published => Judgement.Good($"its policy is {Word(published.Effective)}{(published.RecordAt == domain ? "" : $", by {published.RecordAt}")}"),
            DmarcFinding.None => Judgement.Warning("it has no DMARC policy: some receivers ask for one, and anybody may write in its name", record),
            DmarcFinding.Unknown(var reason) => Judgement.Unknown($"the DNS does not tell its DMARC policy: {reason}", ResolverChecks.Cure),
            DmarcFinding.Malformed(_, var at) => Judgement.Warning($"its DMARC record at {at} is malformed: receivers make of it what they like", record.Replace(" to begin with", "", StringComparison.Ordinal)),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }

    static string Word(AssessmentPolicy policy) => policy.ToString().ToLowerInvariant();
}
