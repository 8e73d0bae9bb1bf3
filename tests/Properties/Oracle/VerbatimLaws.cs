using Laitos.Domain.Dns;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Journey;
using Laitos.Properties.Signatures;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;

namespace Laitos.Properties.Oracle;

/// <summary>
/// The verdict that a mail arrives as it is, held against a verifier that had no part in it: of an author whose domain asks to reject failing mail, whatever leaves unchanged bears a signature
/// that MimeKit passes, over the octets as the relay gets them or makes them.
/// </summary>
public class VerbatimLaws
{
    const int Mails = 400;

    static readonly RelayProfile[] Relays =
        [RelayProfile.Unknown, RelayProfile.Unknown, RelayProfile.Unknown with { EightBitMime = false }, RelayProfile.Unknown with { KeepsOctets = false }];

    [Test]
    public void A_mail_that_is_found_to_arrive_as_it_is_does()
    {
        var random = new Random(20261126);
        var names = SignatureArbitraries.Choices().Generator.Sample(Mails, 4).ToArray();
        var mails = SignedSamples.Samples(Mails).Select((mail, i) => Claiming(mail, random)).ToArray();
        var (verbatim, rewritten, wrong) = (0, 0, new List<string>());
        foreach (var (index, mail) in mails.Index())
        {
            var signed = Signed(mail, names[index] with { Limit = random.Next(4) == 0 ? names[index].Limit : default }, random);
            var octets = random.Next(8) == 0 ? SignedSamples.Changed(signed, random) : signed;
            var relay = Relays[random.Next(Relays.Length)];
            var plan = Forwarded(octets, relay);
            if (plan is not { Need: RewriteNeed.NotNeeded })
            {
                rewritten++;
                continue;
            }

            // Another author than the one whose domain asks for something: anything may leave.
            if (!Authors.Domains(HeaderSection.Parse(octets)).Exists(domain => domain.Value == Reference.Signer))
            {
                continue;
            }

            verbatim++;
            var sent = Octets.Latin1(JourneyMails.Render(plan.Segments, octets.ToLatin1()));
            Assert.That(sent.Length, Is.EqualTo(plan.Job.Size));
            if (!PassesThere(Relayed(sent, relay)) && Reason(octets) is null)
            {
                wrong.Add($"{relay}\n{sent}");
            }
        }

        Assert.That(wrong.Take(3), Is.Empty, $"{wrong.Count} of {verbatim}");
        Assert.That(Math.Min(verbatim, rewritten), Is.GreaterThan(Mails / 5), $"both verdicts are met often: {verbatim} and {rewritten}");
        TestContext.Out.WriteLine($"{verbatim} as they are, {rewritten} rewritten");
    }

    /// Where MimeKit does not verify what holds; null where it must.
    static string? Reason(Octets mail)
    {
        var section = HeaderSection.Parse(mail);
        return section.Separator.IsEmpty ? "a line that is no field: it reads on, and for us the body begins there"
            : section.Fields.Exists(field => field.Raw.Span[field.Name.Length] != ':') ? "a blank before a colon"
            : null;
    }

    /// A mail to which some hop before has added its results, perhaps with our name in them.
    static UnsignedMail Claiming(UnsignedMail mail, Random random) => random.Next(4) switch
    {
        0 => mail with { Header = "Authentication-Results: mx.example.com; dkim=pass\r\n" + mail.Header },
        1 => mail with { Header = "Authentication-Results: elsewhere.test; dkim=pass\r\n" + mail.Header },
        _ => mail,
    };

    /// Signed by the reference, some of it over fields that we put in front or take away; some expire.
    static Octets Signed(UnsignedMail mail, SigningChoice choice, Random random) => Reference.Sign(
        mail,
        choice with { Names = random.Next(5) == 0 ? choice.Names.Then(Seqs.Of(random.GetItems(["Authentication-Results", "Received", "X-Laitos-Loop"], 1)[0])) : choice.Names.Filter(name => name != "Received") },
        random.Next(5) == 0 ? $" x={(JourneyMails.Noon.UnixMilliseconds / 1000) + random.GetItems([3600, 30 * 86400], 1)[0]};" : "");

    /// What would be handed to the relay; null for a mail that goes nowhere.
    static Plan? Forwarded(Octets mail, RelayProfile relay)
    {
        var policy = JourneyMails.Policy(RewriteStyle.WhenNeeded, mode: DeliveryMode.CutThrough) with { Authentication = AuthenticationPolicy.Standard };
        var arrival = JourneyMails.Arrival(mail.ToLatin1(), "someone@a.example") with { Relay = relay };
        var step = MailJourney.Advance(policy, MailJourney.Start, new JourneyInput.Arrived(arrival));
        while (true)
        {
            switch (step.Effects.Single())
            {
                case JourneyEffect.VerifySignatures:
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.SignaturesVerified(Verifying.Verify(mail, Reference.Zone.Ask, Reference.Signer), JourneyMails.Noon));
                    break;
                case JourneyEffect.Ask(var questions, _):
                    step = MailJourney.Advance(policy, step.Next, new JourneyInput.Answered(questions.Fold(Knowledge.Empty, (all, question) => all.With(question, Answer(question))), JourneyMails.Noon));
                    break;
                case JourneyEffect.Deliver(var plan, _):
                    return plan;
                default:
                    return null;
            }
        }
    }

    static Answer Answer(Question question) =>
        question.Name == "_dmarc.a.example" ? AuthenticationArbitraries.Texts("v=DMARC1; p=reject")
        : question.Name == "a.example" && question.Type == RecordType.Txt ? AuthenticationArbitraries.Texts("v=spf1 ip4:192.0.2.1 -all")
        : new Answer.NoSuchDomain();

    /// What is left of a mail behind the relay: one that cannot pass on 8-bit content encodes it, one that writes mails anew changes their end.
    static Octets Relayed(Octets sent, RelayProfile relay) =>
        !relay.KeepsOctets ? Octets.Latin1(sent.ToLatin1() + "-- \r\nsent by a service\r\n")
        : relay.EightBitMime ? sent
        : Octets.Latin1(string.Concat(sent.ToLatin1().Select(c => c > 127 ? $"={(int)c:X2}" : $"{c}")));

    /// True when one of the mail's signatures passes; each is of the author's domain.
    static bool PassesThere(Octets mail)
    {
        using var read = MimeMessage.Load(new MemoryStream(mail.Memory.ToArray()));
        var verifier = new DkimVerifier(new PublishedKeys());
        return read.Headers.Where(field => field.Id == HeaderId.DkimSignature).Any(field => Verify(verifier, read, field));
    }

    static bool Verify(DkimVerifier verifier, MimeMessage mail, Header field)
    {
        try
        {
            return verifier.Verify(mail, field);
        }
        catch (Exception e) when (e is FormatException or ParseException or InvalidOperationException)
        {
            return false;
        }
    }

    sealed class PublishedKeys : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            GetPublicKey(SignedSamples.Records[$"{selector}._domainkey.{domain}"]);

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
