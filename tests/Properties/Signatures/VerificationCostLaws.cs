using Laitos.Domain.Authentication.Signatures;
using Laitos.Domain.Dns;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;
using Laitos.Signatures;
using Laitos.Signatures.Dkim;
using Laitos.Signatures.Keys;

namespace Laitos.Properties.Signatures;

/// <summary>A hostile mail costs at most what an honest mail of its size costs: one with eight signatures over all of it. Counted, not timed.</summary>
public class VerificationCostLaws
{
    /// The keys under one name that are computed with.
    const int MostKeys = 4;

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 300)]
    public void Whatever_a_mail_asks_for(UnsignedMail mail, SigningChoice choice, byte copies, Garbage garbage, bool many)
    {
        var signed = Reference.Sign(mail, choice);
        var field = HeaderSection.Parse(signed).Fields.Head.Raw.ToLatin1();
        var varied = Enumerable.Range(0, copies % 40).Select(i => field.Replace("h=From", i % 2 == 0 ? "h=From" : "h=From:To:To:To:Subject:Subject:Received:Received", StringComparison.Ordinal)
            .Replace(" bh=", i % 3 == 0 ? " bh=" : $" l={i}; bh=", StringComparison.Ordinal));
        var hostile = Octets.Latin1(string.Concat(varied) + HeaderSection.Parse(garbage.Mail).Render().ToLatin1().TrimEnd('\r', '\n') + "\r\nX: y\r\n" + signed.ToLatin1());
        AssertBounded(hostile, question => many && Reference.Zone.Ask(question) is Answer.Records(var data)
            ? new Answer.Records(garbage.Records.Map<RecordData>(text => new RecordData.Text(Octets.Latin1(text))).Then(data).Then(data))
            : Reference.Zone.Ask(question));
    }

    [Test]
    public void Five_thousand_signatures_cost_as_much_as_eight()
    {
        var signed = Reference.Sign(new UnsignedMail("From: Ann <ann@a.example>\r\n", "Hello\r\n"), new SigningChoice(true, "relaxed", "relaxed", Seqs.Of("From"), default)).ToLatin1();
        var field = signed[..(signed.IndexOf("\r\nFrom", StringComparison.Ordinal) + 2)];
        var others = string.Concat(Enumerable.Repeat(field.Replace("d=a.example", "d=b.other", StringComparison.Ordinal), 4999));
        var (findings, work) = AssertBounded(Octets.Latin1(others + signed), Reference.Zone.Ask);
        Assert.That((findings.Dkim.Count, findings.NotLookedAt), Is.EqualTo((MailSignatures.MostSignatures, 4992)));
        Assert.That(findings.Dkim.Head.Result, Is.EqualTo(DkimResult.Pass), "that of the author comes first");
        Assert.That(work.Verifications, Is.EqualTo(1));
    }

    [Test]
    public void A_field_of_ten_megabytes_is_hashed_once_for_each_signature()
    {
        var mail = new UnsignedMail($"From: Ann <ann@a.example>\r\nSubject: {new string('x', 10 << 20)}\r\n", "Hello\r\n");
        var choice = new SigningChoice(true, "relaxed", "relaxed", Seqs.Of("From", "Subject", "Subject", "Subject"), default);
        var (findings, work) = AssertBounded(Reference.Sign(mail, choice), Reference.Zone.Ask);
        Assert.That(findings.Dkim.Head.Result, Is.EqualTo(DkimResult.Pass));
        Assert.That(work.HashedOctets, Is.LessThan((10 << 20) + 2048));
    }

    [Test]
    public void A_signature_field_too_long_to_be_honest_is_not_read()
    {
        var choice = new SigningChoice(true, "relaxed", "relaxed", Enumerable.Repeat("From", 2000).Gather(), default);
        var (findings, work) = AssertBounded(Reference.Sign(new UnsignedMail("From: Ann <ann@a.example>\r\n", ""), choice), Reference.Zone.Ask);
        Assert.That((findings.Dkim.Head.Result, findings.Dkim.Head.Reason), Is.EqualTo((DkimResult.Neutral, "field too long")));
        Assert.That(work, Is.EqualTo(VerificationWork.None));
    }

    [Test]
    public void A_chain_that_is_made_up_asks_for_the_keys_of_its_newest_set_alone()
    {
        var sets = string.Concat(Enumerable.Range(1, 50).Reverse().Select(i =>
            $"ARC-Seal: i={i}; a=rsa-sha256; cv={(i == 1 ? "none" : "pass")}; d=a.example; s=seal{i}; b=AAAA\r\n"
            + $"ARC-Message-Signature: i={i}; a=rsa-sha256; c=relaxed/relaxed; d=a.example; s=ams{i}; h=from; bh={Reference.EmptyBodyHash}; b=AAAA\r\n"
            + $"ARC-Authentication-Results: i={i}; mx.a.example; dkim=pass\r\n"));
        var asked = new List<string>();
        var key = ((Answer.Records)Reference.Zone.Names["rsa._domainkey.a.example"]).Data;
        var mail = Octets.Latin1(sets + "From: ann@a.example\r\n\r\n");
        var (findings, work) = AssertBounded(mail, question =>
        {
            asked.Add(question.Name);
            return new Answer.Records(key);
        });
        Assert.That(asked, Is.EqualTo(new[] { "ams50._domainkey.a.example", "seal50._domainkey.a.example" }));
        Assert.That((findings.Arc.Result, findings.Arc.Sets, work.Verifications), Is.EqualTo((ArcResult.Fail, 50, 1)));
    }

    [Test]
    public void Of_many_keys_under_one_name_a_few_are_computed_with()
    {
        var signed = Reference.Sign(new UnsignedMail("From: Ann <ann@a.example>\r\n", ""), new SigningChoice(true, "relaxed", "relaxed", Seqs.Of("From"), default));
        var keys = Enumerable.Range(0, 1000).Select(i => Convert.ToBase64String(new Org.BouncyCastle.Crypto.Parameters.Ed25519PrivateKeyParameters(
            [.. BitConverter.GetBytes(i), .. new byte[28]]).GeneratePublicKey().GetEncoded()));
        var (findings, work) = AssertBounded(signed, KeyZone.Of([.. keys.Select(key => ("ed._domainkey.a.example", $"k=ed25519; p={key}"))]).Ask);
        Assert.That((findings.Dkim.Head.Result, work.Verifications), Is.EqualTo((DkimResult.Fail, MostKeys)));
    }

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 100)]
    public void Keys_that_are_kept_change_no_result(UnsignedMail mail, SigningChoice choice, Garbage garbage)
    {
        Answer Zone(Question question) => new Answer.Records(
            ((Answer.Records)Reference.Zone.Ask(question)).Data.Then(garbage.Records.Map<RecordData>(text => new RecordData.Text(Octets.Latin1(text)))));
        var (signed, few) = (Reference.Sign(mail, choice), new PublicKeys(capacity: 1));
        Assert.That(
            new[] { few, few, new PublicKeys() }.Select(keys => Verifying.Measure(signed, Zone, keys).Findings).Distinct().Count(),
            Is.EqualTo(1));
    }

    [Test]
    public void No_more_keys_are_kept_than_there_is_room_for()
    {
        var (signed, keys) = (Reference.Sign(new UnsignedMail("From: Ann <ann@a.example>\r\n", ""), new SigningChoice(true, "relaxed", "relaxed", Seqs.Of("From"), default)), new PublicKeys(capacity: 3));
        for (byte i = 1; i < 10; i++)
        {
            var key = Convert.ToBase64String(new Org.BouncyCastle.Crypto.Parameters.Ed25519PrivateKeyParameters([i, .. new byte[31]]).GeneratePublicKey().GetEncoded());
            Verifying.Measure(signed, KeyZone.Of(("ed._domainkey.a.example", $"k=ed25519; p={key}")).Ask, keys);
            Assert.That(keys.Count, Is.EqualTo(Math.Min(i, (byte)3)));
        }
    }

    static (SignatureFindings Findings, VerificationWork Work) AssertBounded(Octets mail, Func<Question, Answer> zone)
    {
        var (findings, work, body) = Verifying.Measure(mail, zone, "a.example");
        var header = HeaderSection.Parse(mail).Size;
        Assert.That(work.HashedOctets, Is.LessThanOrEqualTo((MailSignatures.MostSignatures + 2L) * (header + 2)));
        Assert.That(work.Verifications, Is.LessThanOrEqualTo((MailSignatures.MostSignatures + 2) * MostKeys));
        Assert.That(body.HashedOctets, Is.LessThanOrEqualTo(2 * (mail.Length - header + 2)));
        return (findings, work);
    }
}
