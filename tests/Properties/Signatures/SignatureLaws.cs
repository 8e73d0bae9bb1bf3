using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Signatures;

public class SignatureLaws
{
    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 500)]
    public void What_the_reference_signs_passes(UnsignedMail mail, SigningChoice choice)
    {
        var found = Result(Reference.Sign(mail, choice));
        Assert.That((found.Result, found.Reason), Is.EqualTo((DkimResult.Pass, "")));
        Assert.That(found.SignedFields, Is.EqualTo(choice.Names.Map(name => name.ToLowerInvariant())));
        Assert.That((found.HasBodyLimit, found.KeyBits), Is.EqualTo((choice.Limit.IsSome, choice.Ed25519 ? 256 : 2048)));
    }

    /// <summary>A mail passes exactly as long as what is hashed of it stays the same, whichever octet becomes which.</summary>
    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 2000)]
    public void An_octet_that_counts_cannot_be_changed(UnsignedMail mail, SigningChoice choice, ushort at, byte to)
    {
        var signed = Reference.Sign(mail, choice);
        var field = HeaderSection.Parse(signed).Fields.Head.Raw.Length;
        var changed = With(signed, field + (at % (signed.Length - field)), to);
        Assert.That(Result(changed).Result == DkimResult.Pass, Is.EqualTo(Hashed(signed, choice) == Hashed(changed, choice)), changed.ToString());
    }

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 1000)]
    public void Nor_can_one_of_the_signature(UnsignedMail mail, SigningChoice choice, ushort at, byte to)
    {
        var signed = Reference.Sign(mail, choice);
        var field = HeaderSection.Parse(signed).Fields.Head.Raw;
        var changed = With(signed, at % field.Length, to);
        Assert.That(Passes(changed), Is.False.Or.EqualTo(HeaderSection.Parse(changed).Fields.HeadOrNone().Exists(one => Stated(one.Raw) == Stated(field))), changed.ToString());
    }

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 500)]
    public void An_edit_outside_the_signed_fields_changes_nothing(UnsignedMail mail, SigningChoice choice, UnsignedMail other, bool inFront)
    {
        var signed = Reference.Sign(mail, choice);
        var unsigned = string.Concat(HeaderSection.Parse(other.Octets).Fields.AsEnumerable()
            .Where(field => !choice.Names.Exists(field.Is)).Select(field => field.Raw.ToLatin1()));
        var (header, rest) = (HeaderSection.Parse(signed), signed.ToLatin1());
        var at = inFront ? 0 : header.Size - header.Separator.Length;
        Assert.That(Result(Octets.Latin1(rest[..at] + unsigned + rest[at..])), Is.EqualTo(Result(signed)));
    }

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 1000)]
    public void Relaxed_accepts_all_that_simple_accepts(UnsignedMail mail, SigningChoice choice, ushort at, byte to)
    {
        bool Survives(string form)
        {
            var signed = Reference.Sign(mail, choice with { HeaderForm = form, BodyForm = form, Limit = default });
            return Passes(With(signed, signed.Length - 1 - (at % mail.Octets.Length), to));
        }

        Assert.That(Survives("simple") && !Survives("relaxed"), Is.False);
    }

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 200)]
    public void A_body_that_goes_on_passes_under_a_limit_alone(UnsignedMail mail, SigningChoice choice) =>
        Assert.That(
            Passes(new Octets((byte[])[.. Reference.Sign(mail with { Body = mail.Body + "a\r\n" }, choice).Span, .. "more"u8])),
            Is.EqualTo(choice.Limit.IsSome));

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 200)]
    public void The_order_of_key_records_means_nothing(UnsignedMail mail, SigningChoice choice, int seed)
    {
        var name = (choice.Ed25519 ? "ed" : "rsa") + "._domainkey." + Reference.Signer;
        var records = ((Answer.Records)Reference.Zone.Names[name]).Data.Head switch
        {
            RecordData.Text(var text) => new[] { text.ToLatin1(), "v=spf1 -all", $"v=DKIM1; k=ed25519; p={EmptyKey}", "v=DKIM1; p=", $"v=DKIM1; t=y; {text.ToLatin1()[9..]}" },
            _ => throw new InvalidOperationException(),
        };
        var shuffled = records.ToArray();
        new Random(seed).Shuffle(shuffled);
        SignatureResult Of(string[] texts) => Verifying.Verify(Reference.Sign(mail, choice), KeyZone.Of([.. texts.Select(text => (name, text))]).Ask).Dkim.Head;
        Assert.That(Of(shuffled), Is.EqualTo(Of(records)));
        Assert.That(Of(shuffled).Result, Is.EqualTo(DkimResult.Pass));
    }

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 2000)]
    public void Whatever_comes_there_is_a_result(Garbage garbage)
    {
        var findings = Verifying.Verify(garbage.Mail, _ => new Answer.Records(garbage.Records.Map<RecordData>(text => new RecordData.Text(Octets.Latin1(text)))), "a.example");
        Assert.That(findings.Dkim.ForAll(found => (found.Result == DkimResult.Pass) == (found.Reason.Length == 0) && Printable.ReplyText(found.Reason) == found.Reason));
        Assert.That(findings.Arc.Result != ArcResult.Pass && (findings.Arc.Result == ArcResult.Fail) == (findings.Arc.Reason.Length > 0));
    }

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 100)]
    public void What_the_DNS_does_not_tell_is_temporary_and_what_it_denies_is_not(UnsignedMail mail, SigningChoice choice)
    {
        var signed = Reference.Sign(mail, choice);
        Assert.That(Verifying.Verify(signed, _ => new Answer.Unavailable("?")).Dkim.Map(found => found.Result), Is.EqualTo(new[] { DkimResult.TempError }));
        Assert.That(Verifying.Verify(signed, _ => new Answer.NoSuchDomain()).Dkim.Map(found => found.Result), Is.EqualTo(new[] { DkimResult.PermError }));
        Assert.That(Verifying.Verify(signed, _ => new Answer.NoData()).Dkim.Map(found => found.Result), Is.EqualTo(new[] { DkimResult.PermError }));
    }

    static string EmptyKey => Convert.ToBase64String(new byte[32]);

    static SignatureResult Result(Octets mail) => Verifying.Verify(mail, Reference.Zone.Ask).Dkim.Head;

    static bool Passes(Octets mail) => Verifying.Verify(mail, Reference.Zone.Ask).Dkim.Exists(found => found.Result == DkimResult.Pass);

    static Octets With(Octets octets, int at, byte to)
    {
        byte[] changed = [.. octets.Span];
        changed[at] = to;
        return new Octets(changed);
    }

    /// The signature, and what of the mail is hashed, by the reference. A field that begins with a blank becomes a part of the one before it.
    static string Hashed(Octets mail, SigningChoice choice)
    {
        var section = HeaderSection.Parse(mail);
        var body = Reference.Body(choice.BodyForm, mail.Slice(section.Size).ToLatin1());
        return section.Fields.Head.Raw.ToLatin1() + "\0" + Reference.Header(choice.HeaderForm, section, choice.Names) + "\0" + choice.Limit.Match(limit => body[..Math.Min(limit, body.Length)], () => body);
    }

    /// A signature field as far as it means anything.
    static string Stated(Octets field) => Reference.Field("relaxed", field.ToLatin1()).Replace(" ", "", StringComparison.Ordinal).TrimEnd();
}
