using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Dns;
using Laitos.Domain.Settings;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Properties.Settings;

/// <summary>What <c>laitos init</c> writes is read as what was answered, and the records that it names make the checks content.</summary>
public class FirstConfigurationLaws
{
    public static Arbitrary<FirstAnswers> Answers() => (
        from domains in Gen.Elements("example.com", "EXAMPLE.com, blog.example.com", "bücher.example", "a.b x.y").Select(text => Certain(FirstAnswer.Domains(text)))
        from destinations in Gen.Elements("me@dest.test", "me@dest.test; \"a b\"@dest.test", "ü@dest.test,me@[192.0.2.7]").Where(text => !text.Contains("a b")).Select(text => Certain(FirstAnswer.Destinations(text, domains)))
        from hostname in Gen.Elements("mx.example.com", "server.hoster.test").Select(text => Certain(FirstAnswer.Hostname(text)))
        from relay in Gen.Elements("relay.test", "relay.test:465", "198.51.100.1:25", "[2001:db8::1]:587", "2001:db8::2").Select(text => Certain(FirstAnswer.Relay(text)))
        from user in Gen.Elements("", "me", "me@dest.test", "ü \"x\"").Select(text => Certain(FirstAnswer.Username(text)))
        from password in Gen.Elements('$', '{', '}', 'A', '_', '"', '\\', 'ü', ' ', '<').NonEmptyListOf().Select(letters => Certain(FirstAnswer.Password(string.Concat(letters))))
        from inFile in Gen.Elements(true, false)
        from sender in Gen.Elements(Option<Mailbox>.None, Certain(FirstAnswer.Address("out@dest.test")))
        from hasTls in Gen.Elements(true, false)
        from spool in Gen.Elements(Option<string>.None, "/var/lib/laitos/spool")
        select new FirstAnswers(domains, destinations, hostname, relay, user)
        {
            Password = user.IsSome && !inFile ? password : Option<Secret>.None,
            PasswordFile = user.IsSome && inFile ? "/etc/laitos/password" : Option<string>.None,
            MailFrom = sender,
            Tls = hasTls ? ("/c.pem", "/k.pem") : Option<(string, string)>.None,
            Spool = spool,
        }).ToArbitrary();

    [Property(Arbitrary = [typeof(FirstConfigurationLaws)], MaxTest = 200)]
    public void What_is_written_is_read_as_what_was_answered(FirstAnswers answers)
    {
        var settings = Parsed(Certain(FirstConfiguration.Of(answers).MapLeft(problems => string.Join("; ", problems))));
        Assert.Multiple(() =>
        {
            Assert.That(settings.MailDaemon.MyDomains, Is.EqualTo(answers.Domains));
            Assert.That(settings.MailDaemon.ForwardTo, Is.EqualTo(answers.ForwardTo));
            Assert.That(settings.MailDaemon.Hostname, Is.EqualTo(answers.Hostname));
            Assert.That((settings.MailClient.MtaHost, settings.MailClient.MtaPort), Is.EqualTo((Prelude.Some(answers.Relay.Host), answers.Relay.Port)));
            Assert.That((settings.MailClient.AuthUsername, settings.MailClient.AuthPassword, settings.MailClient.AuthPasswordFile), Is.EqualTo((answers.Username, answers.Password, answers.PasswordFile)));
            Assert.That(settings.MailClient.MailFrom, Is.EqualTo(FirstConfiguration.SenderOf(answers)));
            Assert.That((settings.MailDaemon.TlsCertPath, settings.MailDaemon.TlsKeyPath), Is.EqualTo((answers.Tls.Map(tls => tls.Certificate), answers.Tls.Map(tls => tls.Key))));
            Assert.That(settings.Spool.Directory, Is.EqualTo(answers.Spool.IfNone("spool")));
        });
    }

    [Property(Arbitrary = [typeof(FirstConfigurationLaws)], MaxTest = 100)]
    public void The_records_that_are_named_make_the_checks_content(FirstAnswers answers)
    {
        var here = (IpAddress)IpAddress.Parse("192.0.2.10");
        var relay = answers.Relay.Host is Host.Literal(var address) ? address : (IpAddress)IpAddress.Parse("198.51.100.7");
        var zone = (ZoneFile)ZoneFile.Parse(string.Join('\n', FirstConfiguration.Records(answers, Seqs.Of(here)).Add($"relay.test A {relay}").Filter(record => !relay.IsV6 || !record.StartsWith("relay.test", StringComparison.Ordinal))));
        var setup = new Setup(Parsed(Certain(FirstConfiguration.Of(answers).MapLeft(problems => string.Concat(problems)))), default, Option<string>.None, default, IsRehearsal: true);
        string[] about = ["mx", "address", "spf", "dmarc"];
        var known = Evidence.At(new Instant(1_790_000_000_000));
        var bad = SetupDiagnosis.Checks(setup).Filter(check => about.Contains(check.Title.Name)).AsEnumerable()
            .Select(check => Settle(setup, known, check, zone, here, relay)).Where(finding => finding.Judgement.Mark != Mark.Good && !IsOfStranger(answers, finding));
        Assert.That(bad, Is.Empty);
    }

    [Property(MaxTest = 300)]
    public void Whatever_is_answered_is_read_or_refused_in_one_line(string text)
    {
        var answer = text ?? "";
        Assert.Multiple(() =>
        {
            Refused(FirstAnswer.Domains(answer));
            Refused(FirstAnswer.Destinations(answer, default));
            Refused(FirstAnswer.Hostname(answer));
            Refused(FirstAnswer.Relay(answer));
            Refused(FirstAnswer.Username(answer));
            Refused(FirstAnswer.Password(answer));
        });
    }

    [TestCase("relay.test:0")]
    [TestCase("relay.test:65536")]
    [TestCase("relay.test:")]
    [TestCase("[2001:db8::1]587")]
    [TestCase("relay.test:25:25")]
    [TestCase("")]
    public void A_relay_that_is_none_is_refused(string text) => Assert.That(FirstAnswer.Relay(text).IsLeft);

    [Test]
    public void An_address_in_a_domain_of_ones_own_is_refused() =>
        Assert.That(FirstAnswer.Destinations("me@dest.test, me@EXAMPLE.com", Certain(FirstAnswer.Domains("example.com"))).LeftAsEnumerable().Single(), Does.Contain("round in circles"));

    [Test]
    public void A_relay_that_is_the_daemon_itself_is_refused_with_the_reason() =>
        Assert.That(
            FirstConfiguration.Of(new FirstAnswers(Certain(FirstAnswer.Domains("example.com")), Certain(FirstAnswer.Destinations("me@dest.test", default)), Certain(FirstAnswer.Hostname("mx.example.com")), Certain(FirstAnswer.Relay("127.0.0.1:25")), default)).IsLeft);

    static void Refused<A>(Either<string, A> answer) => answer.IfLeft(reason => Assert.That(reason.Length > 0 && Printable.IsOneLine(reason), reason));

    /// A domain of the sender that is not one's own is not in the records.
    static bool IsOfStranger(FirstAnswers answers, SetupFinding finding) => !answers.Domains.Exists(domain => domain.Value == finding.Subject) && finding.Check is "dmarc";

    static SetupFinding Settle(Setup setup, Evidence known, SetupCheck check, ZoneFile zone, IpAddress here, IpAddress relay)
    {
        while (true)
        {
            var judged = SetupDiagnosis.Of(setup, known, check);
            if (judged.IsSuccess)
            {
                return judged.SuccessToSeq().Head;
            }

            known = judged.FailToSeq().Fold(known, (all, demand) => demand switch
            {
                Demand.Ask(var question) => all.With(question, zone.Answer(question)),
                Demand.Look(Probe.Interfaces probe) => all.With(probe, new Observation.Addresses(Seqs.Of(here))),
                Demand.Look(Probe.Relay probe) => all.With(probe, new Observation.Dialogue(Seqs.Of(relay), new RelayOpening(true, Option<RelayFault>.None, true, ServiceExtensions.None), Option<Reply>.None, default)),
                Demand.Look(var probe) => all.With(probe, new Observation.Nothing("not needed")),
                _ => throw new System.Diagnostics.UnreachableException(),
            });
        }
    }

    static LaitosSettings Parsed(string json)
    {
        using var document = JsonDocument.Parse(json);
        return SettingsParser.Parse(document.RootElement).Bind(found => EnvironmentReferences.Resolve(found.Settings, LanguageExt.HashMap<string, string>.Empty)).Match(
            Succ: settings => settings, Fail: problems => throw new AssertionException(problems.ToString()));
    }

    static A Certain<A>(Either<string, A> answer) => answer.Match(Right: value => value, Left: reason => throw new AssertionException(reason));
}
