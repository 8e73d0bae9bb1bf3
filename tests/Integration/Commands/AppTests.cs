using Laitos.Domain.Commands.Apps;
using Laitos.Integration.Apps;
using Laitos.Integration.Support;

namespace Laitos.Integration.Commands;

/// <summary>Apps that answer from a list, from the disk, and from servers of others: one command a mail, and its answer.</summary>
public sealed class AppTests
{
    const string AppId = "POND-FROG/7", Token = "croak croak";

    StubWeb web = null!;
    CommandDaemon daemon = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        web = StubWeb.Serve(Answer);
        daemon = await CommandDaemon.StartWithin(features: $$"""
            "SendMail": {"SOSPersonalInfo": "Jo,\nred boat"},
            "WolframAlpha": {"AppID": "{{AppId}}", "BaseURL": "{{web.Url}}/wolfram"},
            "Twilio": {"AccountSID": "AC17", "AuthTokenFile": "token", "PhoneNumber": "+15550001111", "BaseURL": "{{web.Url}}/twilio"},
            "Joke": {"Sources": ["{{web.Url}}/joke?key=hush", "{{web.Url}}/broken"]}
            """, prepare: folder => File.WriteAllText(Path.Combine(folder, "token"), Token + "\n"));
    }

    [OneTimeTearDown]
    public async Task End()
    {
        await daemon.DisposeAsync();
        await web.DisposeAsync();
    }

    static string[] Answer(WebRequest request) => request.Target switch
    {
        "/joke?key=hush" => StubWeb.Answer(200, """{"value": "Two mails walk into a bar."}"""),
        var target when target.StartsWith("/wolfram/v2/query?", StringComparison.Ordinal) && target.EndsWith("&input=loud&appid=POND-FROG%2F7", StringComparison.Ordinal) =>
            StubWeb.Answer(200, $"<queryresult error='true'><error><msg><![CDATA[no {AppId} in {request.Target}]]></msg></error></queryresult>"),
        var target when target.StartsWith("/wolfram/v2/query?", StringComparison.Ordinal) && target.EndsWith("&appid=POND-FROG%2F7", StringComparison.Ordinal) =>
            StubWeb.Answer(200, "<queryresult success='true' error='false'><pod title='Result'><subpod title=''><plaintext>3.14159…</plaintext></subpod></pod></queryresult>"),
        "/twilio/2010-04-01/Accounts/AC17/Messages.json" => StubWeb.Answer(201, """{"sid": "SM42", "status": "queued"}"""),
        "/twilio/2010-04-01/Accounts/AC17/Calls.json" => StubWeb.Answer(400, $$"""{"code": 21211, "message": "no {{Token}} {{request.Fields.First(field => field.StartsWith("Authorization: Basic ", StringComparison.Ordinal))[21..]}}"}"""),
        _ => StubWeb.Answer(500, "broken"),
    };

    [Test]
    public async Task Rescue_centres_are_found() => Assert.That(await daemon.Run(".c fi"), Is.EqualTo("FI MRCC +3582941000 mrcc@raja.fi\n"));

    [Test]
    public async Task A_joke_is_told_although_one_source_is_broken() => Assert.That(await daemon.Run(".j"), Is.EqualTo("Two mails walk into a bar.\n"));

    [Test]
    public async Task WolframAlpha_is_asked()
    {
        Assert.That(await daemon.Run(".w pi & pie"), Is.EqualTo("(RESULT) 3.14159…\n"));
        Assert.That(web.Requests.Select(request => request.Target), Has.Some.Contains("&input=pi%20%26%20pie&appid="));
    }

    [Test]
    public async Task A_text_message_is_posted_in_the_name_of_the_account()
    {
        Assert.That(await daemon.Run(".pt +4930123456 hello & bye é"), Is.EqualTo("13 characters, queued (SM42)\n"));
        var posted = web.Requests.Single(request => request.Target.EndsWith("/Messages.json", StringComparison.Ordinal));
        Assert.That(posted.Line, Does.StartWith("POST "));
        Assert.That(posted.Body, Is.EqualTo("From=%2B15550001111&To=%2B4930123456&Body=hello+%26+bye+%C3%A9"));
        Assert.That(posted.Fields, Has.Member("Authorization: Basic " + Convert.ToBase64String("AC17:croak croak"u8)));
    }

    [TestCase(".w loud", "WolframAlpha: no *** in /wolfram/v2/query?")]
    [TestCase(".pc +4930123456 hello", "Twilio refuses: no *** *** (21211)")]
    public async Task A_service_that_repeats_a_secret_does_not_bring_it_into_an_answer(string command, string beginning)
    {
        Assert.That(await daemon.Run(command), Does.StartWith(beginning).And.Not.Contain("POND").And.Not.Contain("croak").And.Not.Contain("QUMxNzpj"));
        Assert.That(string.Join('\n', daemon.Daemon.Log), Does.Not.Contain("POND").And.Not.Contain("croak").And.Not.Contain("QUMxNzpj"));
    }

    [Test]
    public async Task Messages_wait_in_the_bank_over_a_restart()
    {
        Assert.That(await daemon.Run(".b s LoRaWAN out come home"), Is.EqualTo("Stored. Last outbound message was: " + await Waiting("come home")));
        Assert.That(await daemon.Run(".b s lorawan in on my way"), Does.EndWith("Z come home\n"));

        await daemon.Daemon.Stop();
        await daemon.Daemon.StartAgain();

        Assert.That(await daemon.Run(".b g LoRaWAN in"), Does.Match("^[0-9]{8}T[0-9]{6}Z on my way\n$"));
        Assert.That(await daemon.Run(".b g default in"), Is.EqualTo("EMPTY OUTPUT\n"));

        async Task<string> Waiting(string text)
        {
            var found = await daemon.Run(".b g LoRaWAN out");
            return found.EndsWith($"Z {text}\n", StringComparison.Ordinal) ? found : throw new AssertionException(found);
        }
    }

    [Test]
    public async Task A_call_for_help_is_a_mail_to_each_rescue_centre()
    {
        Assert.That(await daemon.Run(".m sos@sos \"drifting\" 65 N 25 E"), Is.EqualTo("sending SOS to 16 rescue co-ordination centres\n"));

        var centres = RescueContacts.Mailboxes.AsEnumerable().Select(mailbox => mailbox.ToString()).ToArray();
        IReadOnlyList<CapturedMail> Calls() => [.. daemon.Daemon.Relay.Mails.Where(mail => mail.Text.Contains("\r\nSubject: SOS HELP drifting\r\n", StringComparison.Ordinal))];
        Assert.That(await Durability.DurableDaemon.Becomes(() => Task.FromResult(Calls().Count >= centres.Length)), "sent");
        Assert.That(Calls().SelectMany(mail => mail.Recipients), Is.EquivalentTo(centres));
        Assert.That(Calls().Select(CommandDaemon.TextOf), Has.All.Contain("Message: 65 N 25 E\n").And.All.Contain("About the sender: Jo,\nred boat\n"));
    }
}
