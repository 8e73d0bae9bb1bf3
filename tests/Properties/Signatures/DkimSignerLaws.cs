using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Signing;

namespace Laitos.Properties.Signatures;

public class DkimSignerLaws
{
    static readonly Dictionary<KeyKind, GeneratedKey> Keys = Enum.GetValues<KeyKind>().ToDictionary(kind => kind, KeyGeneration.New);

    static KeyZone Zone { get; } = KeyZone.Of([.. Keys.Select(key => (new KeyRecordName(Verifying.Domain("own.example"), Selector(key.Key)).ToString(), key.Value.RecordText))]);

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 300)]
    public void What_we_sign_passes(UnsignedMail mail, KeyKind kind)
    {
        var found = Verify(Sign(mail, kind));
        Assert.That((found.Result, found.Reason, found.Domain), Is.EqualTo((DkimResult.Pass, "", Prelude.Some(Verifying.Domain("own.example")))));
        Assert.That((found.HasBodyLimit, found.Signed), Is.EqualTo((false, Prelude.Some(Verifying.Now))));
    }

    /// <summary>Whatever happens to a field that is signed, also that one is added, above or below.</summary>
    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 500)]
    public void No_field_that_matters_can_be_added_changed_or_removed(UnsignedMail mail, KeyKind kind, byte which, bool below, byte at)
    {
        var signed = Sign(mail, kind);
        var section = HeaderSection.Parse(signed);
        var name = DkimSigner.SignedFields[which % DkimSigner.SignedFields.Count];
        var place = below ? section.Size - section.Separator.Length : 0;
        var text = signed.ToLatin1();
        Assert.That(Verify(Octets.Latin1($"{text[..place]}{name}: added\r\n{text[place..]}")).Result, Is.EqualTo(DkimResult.Fail), "added");

        var counted = section.Fields.AsEnumerable().Where(field => DkimSigner.SignedFields.Exists(field.Is)).ToArray();
        var field = counted[at % counted.Length];
        Assert.That(Verify(Octets.Latin1(text.Remove(field.Offset, field.Raw.Length))).Result, Is.EqualTo(DkimResult.Fail), "removed");
        Assert.That(Verify(Octets.Latin1(text.Insert(field.Offset + field.Raw.Length - 2, "x"))).Result, Is.EqualTo(DkimResult.Fail), "changed");
    }

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 200)]
    public void Trace_fields_may_be_put_in_front(UnsignedMail mail, KeyKind kind) =>
        Assert.That(Verify(Octets.Latin1("Received: from x\r\nAuthentication-Results: y\r\nX-Spam: z\r\n" + Sign(mail, kind).ToLatin1())).Result, Is.EqualTo(DkimResult.Pass));

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 200)]
    public void The_field_is_folded_within_the_preferred_length(UnsignedMail mail, KeyKind kind)
    {
        var field = HeaderSection.Parse(Sign(mail, kind)).Fields.Head;
        Assert.That(Folding.LongestLine(field.Raw), Is.LessThanOrEqualTo(Folding.Preferred));
        Assert.That(field.Raw.ToLatin1(), Does.StartWith("DKIM-Signature: v=1; ").And.EndsWith("\r\n").And.Not.Contain("l="));
    }

    [Test]
    public void Each_field_is_named_once_more_than_it_occurs()
    {
        var found = Verify(Sign(new UnsignedMail("From: a@own.example\r\nTo: b@b.example\r\nTo: c@c.example\r\n", ""), KeyKind.Ed25519));
        Assert.That(new[] { "from", "to", "reply-to", "subject", "list-unsubscribe", "received" }.Select(found.TimesSigned), Is.EqualTo(new[] { 2, 3, 1, 1, 1, 0 }));
    }

    static Octets Sign(UnsignedMail mail, KeyKind kind)
    {
        var key = SigningKeyFile.Read(Keys[kind].Pem.Reveal()).Match(read => read, problem => throw new InvalidOperationException(problem));
        var (section, body) = (HeaderSection.Parse(mail.Octets), Octets.Latin1(mail.Body));
        var digest = BodyDigester.Of(Seqs.Of(DkimSigner.Body), body.Span).Of.Find(DkimSigner.Body).IfNone(Octets.Empty);
        var field = DkimSigner.Sign(section, digest, new SigningIdentity(Verifying.Domain("own.example"), Selector(kind), key), Verifying.Now);
        return new Octets((byte[])[.. field.Span, .. mail.Octets.Span]);
    }

    static string Selector(KeyKind kind) => kind.ToString().ToLowerInvariant();

    static SignatureResult Verify(Octets mail) => Verifying.Verify(mail, Zone.Ask).Dkim.Head;
}
