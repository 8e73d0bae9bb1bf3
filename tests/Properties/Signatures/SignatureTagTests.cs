using Laitos.Domain.Authentication.Signatures;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Signatures;

/// <summary>What the tags of signatures and key records decide, one by one.</summary>
public class SignatureTagTests
{
    static readonly UnsignedMail Mail = new("From: Ann <ann@a.example>\r\nTo: b@b.example\r\n", "Hello\r\n");

    static readonly SigningChoice Choice = new(true, "relaxed", "relaxed", Seqs.Of("From", "To"), default);

    static long Seconds => Verifying.Now.UnixMilliseconds / 1000;

    [TestCase("", DkimResult.Pass, "")]
    [TestCase(" i=@a.example;", DkimResult.Pass, "")]
    [TestCase(" i=ann@news.a.example;", DkimResult.Pass, "")]
    [TestCase(" i=ann@A.Example;", DkimResult.Pass, "")]
    [TestCase(" i=ann@b.example;", DkimResult.PermError, "the identity is not of the signing domain")]
    [TestCase(" i=ann@xa.example;", DkimResult.PermError, "the identity is not of the signing domain")]
    [TestCase(" i=ann;", DkimResult.PermError, "the identity is not of the signing domain")]
    [TestCase(" q=dns/txt;", DkimResult.Pass, "")]
    [TestCase(" q=http : dns/txt;", DkimResult.Pass, "")]
    [TestCase(" q=http;", DkimResult.PermError, "unknown query method")]
    [TestCase(" z=From:x|To:y; r=y; foo_1=bar;", DkimResult.Pass, "", Description = "other tags do not matter")]
    [TestCase(" t=x;", DkimResult.Neutral, "malformed tag")]
    [TestCase(" x=-1;", DkimResult.Neutral, "malformed tag")]
    [TestCase(" l=;", DkimResult.Neutral, "malformed tag")]
    [TestCase(" l=99999999999999999999;", DkimResult.Fail, "the body is shorter than what was signed")]
    [TestCase(" d=a.example;", DkimResult.Neutral, "malformed tag list", Description = "twice")]
    [TestCase(" ;", DkimResult.Neutral, "malformed tag list")]
    [TestCase(" 1=2;", DkimResult.Neutral, "malformed tag list")]
    public void A_tag_that_was_signed_too(string tag, DkimResult result, string reason) => AssertIs(Signed(tag), result, reason);

    [TestCase("v=1", "v=2", DkimResult.PermError, "incompatible version")]
    [TestCase("v=1;", "", DkimResult.PermError, "no version")]
    [TestCase("a=ed25519-sha256", "a=rsa-sha1", DkimResult.Policy, "SHA-1 is not accepted")]
    [TestCase("a=ed25519-sha256", "a=rsa-md5", DkimResult.PermError, "unknown algorithm")]
    [TestCase("a=ed25519-sha256", "a=rsa-sha256", DkimResult.PermError, "the key is for another algorithm")]
    [TestCase("h=From", "h=Sender", DkimResult.PermError, "From is not signed")]
    [TestCase("d=a.example", "d=a..example", DkimResult.Neutral, "malformed domain")]
    [TestCase("d=a.example", "e=a.example", DkimResult.PermError, "no tag d")]
    [TestCase("s=ed", "s=", DkimResult.Neutral, "malformed tag")]
    [TestCase("s=ed", "s=other", DkimResult.PermError, "no key")]
    [TestCase("c=relaxed", "c=strict", DkimResult.Neutral, "malformed tag")]
    [TestCase("c=relaxed", "c=simple", DkimResult.Fail, "the signature does not match the header")]
    [TestCase("bh=", "bh=AAAA", DkimResult.Fail, "the body was changed")]
    [TestCase("bh=", "bh=?", DkimResult.Neutral, "malformed tag")]
    [TestCase("bh=", "bh=\r\n\t", DkimResult.Fail, "the signature does not match the header")]
    [TestCase(" b=", " b=;o=", DkimResult.Neutral, "malformed tag")]
    public void A_tag_that_was_changed(string from, string to, DkimResult result, string reason) =>
        AssertIs(Octets.Latin1(Signed("").ToLatin1().Replace(from, to, StringComparison.Ordinal)), result, reason);

    [TestCase(0, 0, DkimResult.Pass, "")]
    [TestCase(-100, 1, DkimResult.Pass, "")]
    [TestCase(-100, -1, DkimResult.PermError, "the signature has expired")]
    [TestCase(3600, 0, DkimResult.Pass, "", Description = "a clock that is fast")]
    [TestCase(90000, 0, DkimResult.Policy, "signed in the future")]
    [TestCase(-100, -100, DkimResult.Neutral, "expires before it was signed")]
    public void Times(int signed, int expires, DkimResult result, string reason) =>
        AssertIs(Signed($" t={Seconds + signed};" + (expires == 0 ? "" : $" x={Seconds + expires};")), result, reason);

    /// <summary>Such a number of seconds is no time that can be written down.</summary>
    [Test]
    public void A_signature_that_expires_after_the_year_9999_is_read()
    {
        var found = Verifying.Verify(Signed(" x=999999999999999999999;"), Reference.Zone.Ask).Dkim.Head;
        Assert.That((found.Result, found.Expires.Map(expires => expires.ToString()[..4])), Is.EqualTo((DkimResult.Pass, Prelude.Some("9999"))));
    }

    [TestCase("v=DKIM1; k=ed25519; p=KEY", DkimResult.Pass, "")]
    [TestCase("k=ed25519; p=KEY; h=sha1:sha256; s=email; n=note; x=y", DkimResult.Pass, "")]
    [TestCase("k=ed25519; p=KEY; h=sha1", DkimResult.PermError, "the key does not allow SHA-256")]
    [TestCase("k=ed25519; p=KEY; s=other", DkimResult.PermError, "the key is not for mail")]
    [TestCase("k=ed25519; p=KEY; s=other:*", DkimResult.Pass, "")]
    [TestCase("k=ed25519; p=", DkimResult.PermError, "the key was revoked")]
    [TestCase("k=ed25519; p=?", DkimResult.PermError, "malformed key")]
    [TestCase("k=ed25519; p=AAAA", DkimResult.PermError, "malformed key")]
    [TestCase("k=other; p=KEY", DkimResult.PermError, "the key is for another algorithm")]
    [TestCase("p=KEY", DkimResult.PermError, "the key is for another algorithm", Description = "RSA where nothing is said")]
    [TestCase("v=DKIM2; k=ed25519; p=KEY", DkimResult.PermError, "no key record")]
    [TestCase("k=ed25519; v=DKIM1; p=KEY", DkimResult.PermError, "no key record", Description = "the version must stand first")]
    [TestCase("v=spf1 -all", DkimResult.PermError, "no key record")]
    [TestCase("k=ed25519; p=KEY; t=s", DkimResult.Pass, "")]
    public void A_key_record(string record, DkimResult result, string reason) => AssertIs(Signed(""), result, reason, record);

    [TestCase(" i=@news.a.example;", DkimResult.PermError, "the key forbids identities of subdomains")]
    [TestCase(" i=ann@a.example;", DkimResult.Pass, "")]
    public void A_key_that_forbids_subdomains(string tag, DkimResult result, string reason) => AssertIs(Signed(tag), result, reason, "k=ed25519; t=y : s; p=KEY");

    [Test]
    public void A_key_in_test_is_reported_as_such() =>
        Assert.That(Verifying.Verify(Signed(""), Zone("k=ed25519; t=y; p=KEY").Ask).Dkim.Map(found => (found.Result, found.InTest)), Is.EqualTo(new[] { (DkimResult.Pass, true) }));

    /// <summary>A key whose numbers make no sense is refused, or verifies nothing.</summary>
    [TestCase(1024, 65537, DkimResult.Fail, "the signature does not match the header")]
    [TestCase(1024, 0, DkimResult.PermError, "malformed key")]
    [TestCase(1024, -1, DkimResult.Fail, "the signature does not match the header")]
    [TestCase(1024, 1L << 40, DkimResult.PermError, "malformed key", Description = "an exponent that makes work")]
    [TestCase(768, 65537, DkimResult.Policy, "key too small")]
    [TestCase(8192, 65537, DkimResult.Policy, "key too large")]
    [TestCase(0, 65537, DkimResult.Policy, "key too large")]
    public void The_numbers_of_an_RSA_key(int bits, long exponent, DkimResult result, string reason)
    {
        var modulus = new byte[Math.Max(1, bits / 8)];
        modulus.AsSpan(0, bits / 8).Fill(0xff);
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(modulus);
            writer.WriteInteger(exponent);
        }

        var zone = KeyZone.Of(("rsa._domainkey.a.example", $"p={Convert.ToBase64String(writer.Encode())}"));
        var found = Verifying.Verify(Reference.Sign(Mail, Choice with { Ed25519 = false }), zone.Ask).Dkim.Head;
        Assert.That((found.Result, found.Reason, found.KeyBits), Is.EqualTo((result, reason, result == DkimResult.PermError || bits == 8192 ? 0 : bits)));
    }

    [Test]
    public void What_is_stated_is_reported()
    {
        var found = Verifying.Verify(Signed($" i=ann@a.example; t={Seconds}; l=2;"), Reference.Zone.Ask).Dkim.Head;
        Assert.That(
            (found.Domain, found.Selector, found.Identity, found.Algorithm, found.Signed, found.HasBodyLimit, found.TimesSigned("FROM"), found.SignatureStart.Length),
            Is.EqualTo((Prelude.Some(Verifying.Domain("a.example")), "ed", "ann@a.example", "ed25519-sha256", Prelude.Some(Verifying.Now), true, 1, 8)));
    }

    /// <summary>Each seal counts, also an old one that a newer seal covers as it is.</summary>
    [TestCase(3, 0, ArcResult.Pass, "")]
    [TestCase(3, 1, ArcResult.Fail, "seal 1: the signature does not match the header")]
    [TestCase(3, 2, ArcResult.Fail, "seal 2: the signature does not match the header")]
    [TestCase(3, 3, ArcResult.Fail, "seal 3: the signature does not match the header")]
    [TestCase(50, 0, ArcResult.Pass, "")]
    [TestCase(51, 0, ArcResult.Fail, "more than 50 sets")]
    public void The_seals_of_a_chain(int sets, int wrong, ArcResult result, string reason)
    {
        var found = Verifying.Verify(Reference.Chain(sets, wrong), Reference.Zone.Ask).Arc;
        Assert.That((found.Result, found.Reason, found.Sets), Is.EqualTo((result, reason, Math.Min(sets, 50))));
    }

    /// <summary>A signature that covers the signatures before it does not cover itself, however often it names them.</summary>
    [Test]
    public void A_signature_over_signatures()
    {
        var mail = new UnsignedMail("DKIM-Signature: an older one\r\n" + Mail.Header, Mail.Body);
        var signed = Reference.Sign(mail, Choice with { Names = Seqs.Of("From", "DKIM-Signature", "DKIM-Signature", "DKIM-Signature") });
        Assert.That(Verifying.Verify(signed, Reference.Zone.Ask).Dkim.Map(found => found.Reason), Is.EquivalentTo(new[] { "", "malformed tag list" }));
    }

    /// <summary>A domain and an identity beyond ASCII (RFC 8616): the key is asked for by A-labels.</summary>
    [Test]
    public void An_internationalised_domain()
    {
        var mail = Octets.Utf8(Signed(" i=ann@a.example;").ToLatin1().Replace("a.example", "b\u00fccher.example", StringComparison.Ordinal));
        var asked = new List<string>();
        var found = Verifying.Verify(mail, question =>
        {
            asked.Add(question.Name);
            return new Domain.Dns.Answer.NoSuchDomain();
        });
        Assert.That(asked, Is.EqualTo(new[] { "ed._domainkey.xn--bcher-kva.example" }));
        Assert.That((found.Dkim.Head.Domain, found.Dkim.Head.Reason), Is.EqualTo((Prelude.Some(Verifying.Domain("xn--bcher-kva.example")), "no key")));
    }

    static void AssertIs(Octets mail, DkimResult result, string reason, string record = "k=ed25519; p=KEY")
    {
        var found = Verifying.Verify(mail, Zone(record).Ask).Dkim.Head;
        Assert.That((found.Result, found.Reason), Is.EqualTo((result, reason)));
    }

    static KeyZone Zone(string record) => KeyZone.Of(("ed._domainkey.a.example", record.Replace("KEY", Reference.Ed25519Public, StringComparison.Ordinal)));

    static Octets Signed(string tags) => Reference.Sign(Mail, Choice, tags);
}
