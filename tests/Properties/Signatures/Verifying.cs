using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;
using Laitos.Properties.Authentication;
using Laitos.Signatures;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Dkim;
using Laitos.Signatures.Keys;

namespace Laitos.Properties.Signatures;

/// <summary>Verifies whole mails against a zone, as the shell does.</summary>
static class Verifying
{
    /// <summary>2026-11-26T12:00:00Z.</summary>
    public static Instant Now { get; } = new(1_795_694_400_000);

    /// Kept over all tests, as the daemon keeps them; that it makes no difference is a law.
    static readonly PublicKeys Kept = new();

    public static SignatureFindings Verify(Octets mail, Func<Question, Answer> zone, params string[] authors) => Measure(mail, zone, authors).Findings;

    /// <summary>Verifies by the clock, for what another program has just signed: to <see cref="Now"/> that is a day to come sooner or later.</summary>
    public static SignatureFindings VerifyToday(Octets mail, Func<Question, Answer> zone) =>
        Measure(mail, zone, Kept, new Instant(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), []).Findings;

    public static (SignatureFindings Findings, VerificationWork Work, BodyDigests Body) Measure(Octets mail, Func<Question, Answer> zone, params string[] authors) =>
        Measure(mail, zone, Kept, Now, authors);

    public static (SignatureFindings Findings, VerificationWork Work, BodyDigests Body) Measure(Octets mail, Func<Question, Answer> zone, PublicKeys keys, params string[] authors) =>
        Measure(mail, zone, keys, Now, authors);

    static (SignatureFindings Findings, VerificationWork Work, BodyDigests Body) Measure(Octets mail, Func<Question, Answer> zone, PublicKeys keys, Instant now, string[] authors)
    {
        var (signatures, body) = Read(mail, now, authors);
        var digests = BodyDigester.Of(signatures.BodyParts, body.Span);
        var (findings, work) = Rounds.Run(known => SignatureCheck.Measured(known, signatures, digests, keys), zone).Result;
        return (findings, work, digests);
    }

    public static (MailSignatures Signatures, Octets Body) Read(Octets mail, params string[] authors) => Read(mail, Now, authors);

    static (MailSignatures Signatures, Octets Body) Read(Octets mail, Instant now, string[] authors)
    {
        var section = HeaderSection.Parse(mail);
        return (MailSignatures.Read(section, authors.Select(Domain).Gather()).At(now), mail.Slice(section.Size));
    }

    public static DomainName Domain(string name) => (DomainName)DomainName.Parse(name);

    /// <summary>A file of lines as a mail: every line ends with CRLF.</summary>
    public static Octets Mail(string text) => Octets.Latin1(text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));
}

/// <summary>Key records by their names; other names do not exist.</summary>
sealed record KeyZone(IReadOnlyDictionary<string, Answer> Names)
{
    public static KeyZone Of(params (string Name, string Text)[] records) => new(records.GroupBy(record => record.Name).ToDictionary(
        group => group.Key,
        Answer (group) => new Answer.Records(group.Select(RecordData (record) => new RecordData.Text(Octets.Utf8(record.Text))).Gather())));

    public KeyZone With(string name, Answer answer) => new(new Dictionary<string, Answer>(Names) { [name] = answer });

    public Answer Ask(Question question) => Names.GetValueOrDefault(question.Name) ?? new Answer.NoSuchDomain();
}
