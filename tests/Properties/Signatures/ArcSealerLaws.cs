using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Oracle;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Signing;

namespace Laitos.Properties.Signatures;

/// <summary>An ARC Set that we add keeps a chain what it was, and holds as long as the mail stays what it is.</summary>
public class ArcSealerLaws
{
    const string Results = "Authentication-Results: mx.own.example;\r\n spf=pass smtp.mailfrom=ann@a.example\r\n";

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 200)]
    public void A_mail_without_a_chain_gets_one_that_holds_until_its_body_changes(UnsignedMail mail, KeyKind kind, byte to)
    {
        var signed = Sealed(Octets.Latin1(Results + mail.Octets.ToLatin1()), kind);
        Assert.That(Chain(signed), Is.EqualTo((ArcResult.Pass, 1, "")));
        Assert.That(Chain(Octets.Latin1(signed.ToLatin1() + "\r\nmore\r\n")).Result, Is.EqualTo(ArcResult.Fail));
        Assert.That(Chain(Octets.Latin1(signed.ToLatin1().Replace("spf=pass", "spf=fail", StringComparison.Ordinal))).Result, Is.EqualTo(ArcResult.Fail), "the results are sealed");
        Assert.That(Chain(Octets.Latin1("Received: from elsewhere\r\nX-New: " + to + "\r\n" + signed.ToLatin1())).Result, Is.EqualTo(ArcResult.Pass), "trace fields may be put in front");
    }

    [Property(MaxTest = 20)]
    public void A_chain_that_holds_goes_on_holding_and_one_that_fails_is_sealed_as_failed_once(byte length, byte wrong, KeyKind kind)
    {
        var sets = 1 + (length % 4);
        var at = wrong % (2 * sets) + 1;
        var before = Octets.Latin1(Results + Reference.Chain(sets, at).ToLatin1());
        var isWhole = at > sets;
        Assert.That(Chain(before).Result, Is.EqualTo(isWhole ? ArcResult.Pass : ArcResult.Fail));

        var once = Sealed(before, kind);
        Assert.That(Chain(once), Is.EqualTo(isWhole ? (ArcResult.Pass, sets + 1, "") : (ArcResult.Fail, sets + 1, "sealed as failed")));
        var twice = Sealed(Octets.Latin1(Results + once.ToLatin1()), kind);
        Assert.That(Chain(twice).Sets, Is.EqualTo(isWhole ? sets + 2 : sets + 1), "a chain that was sealed as failed gets no further set");
        Assert.That(HeaderSection.Parse(twice).Named("ARC-Seal").Count, Is.EqualTo(isWhole ? sets + 2 : sets + 1));
    }

    [TestCase("", "none", "i=1", TestName = "The first set")]
    [TestCase("ARC-Seal: i=7; cv=pass; a=rsa-sha256; d=a.example; s=s; b=AAAA\r\n", "fail", "i=8", TestName = "Behind a set that is not whole")]
    [TestCase("ARC-Seal: i=2; cv=fail; a=rsa-sha256; d=a.example; s=s; b=AAAA\r\n", "", "", TestName = "A chain that has ended")]
    [TestCase("ARC-Authentication-Results: i=50; x\r\n", "", "", TestName = "A chain with all the sets that there may be")]
    public void What_the_seal_says(string chain, string status, string instance)
    {
        var seal = HeaderSection.Parse(Sealed(Octets.Latin1(Results + chain + "From: a@a.example\r\n\r\n"), KeyKind.Ed25519)).Fields.Head;
        Assert.That(seal.Is("ARC-Seal"), Is.EqualTo(instance.Length > 0));
        Assert.That(seal.Value, instance.Length == 0 ? Is.Not.Empty : Does.Contain($"cv={status};").And.StartWith(instance + ";"));
    }

    [Test]
    public void Without_results_there_is_nothing_to_seal() =>
        Assert.That(Sealed(Octets.Latin1("From: a@a.example\r\n\r\n"), KeyKind.Ed25519), Is.EqualTo(Octets.Latin1("From: a@a.example\r\n\r\n")));

    /// <summary>The mail with a set of ours in front, or as it is.</summary>
    internal static Octets Sealed(Octets mail, KeyKind kind)
    {
        var section = HeaderSection.Parse(mail);
        var key = SigningKeyFile.Read(SignedSamples.Keys[kind].Pem.Reveal()).Match(read => read, problem => throw new InvalidOperationException(problem));
        var digest = BodyDigester.Of(Seqs.Of(DkimSigner.Body), mail.Slice(section.Size).Span).Of.Find(DkimSigner.Body).IfNone(Octets.Empty);
        var seal = ArcSealer.Seal(section, digest, Chain(mail).Result, new SigningIdentity(Verifying.Domain(SignedSamples.Author), SignedSamples.Selector(kind), key), Verifying.Now);
        return new Octets((byte[])[.. seal.Span, .. mail.Span]);
    }

    static (ArcResult Result, int Sets, string Reason) Chain(Octets mail) => Verifying.Verify(mail, SignedSamples.Zone.Ask).Arc is var found ? (found.Result, found.Sets, found.Reason) : default;
}
