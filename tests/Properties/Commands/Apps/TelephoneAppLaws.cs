using System.Xml;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

public class TelephoneAppLaws
{
    [TestCase("t +4930123456 hello  you")]
    [TestCase("T+4930123456 hello  you")]
    public void A_text_message_is_posted(string argument)
    {
        var call = Call(argument);
        Assert.That(call.Address.Reveal(), Is.EqualTo("https://api.example/2010-04-01/Accounts/AC17/Messages.json"));
        Assert.That(call.Form, Is.EqualTo(Seqs.Of(("From", "+15550001111"), ("To", "+4930123456"), ("Body", "hello  you"))));
        Assert.That(call.Credential, Is.EqualTo(new HttpCredential.Basic("AC17", new SecretSource.InFile("/srv/token"))));
    }

    [Test]
    public void A_call_speaks_its_text_three_times() =>
        Assert.That(Call("c +4930123456 1 < 2 & \"3\"").Form.Last, Is.EqualTo(("Twiml", "<Response><Say loop=\"3\">1 &lt; 2 &amp; \"3\"</Say></Response>")));

    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 500)]
    public bool What_is_spoken_is_the_text_and_no_instruction(Argument argument) =>
        AppRuns.Ask(Policy, ".p", "c +4930123456 " + argument.Text).Match(
            request =>
            {
                var spoken = new XmlDocument { XmlResolver = null };
                spoken.LoadXml(((AppRequest.Call)request).Request.Form.Last.Item2);
                return spoken.DocumentElement!.ChildNodes is [XmlElement { Name: "Say", ChildNodes: [XmlText text] }] && text.Value == Printable.WellFormed(argument.Text.Trim());
            },
            reason => reason.Length > 0);

    [TestCase("", "empty command")]
    [TestCase("x +4930123456 hello", "expected: c +number")]
    [TestCase("c", "expected: c +number")]
    [TestCase("t +4930123456", "expected: c +number")]
    [TestCase("t 4930123456 hello", "+ and 7 to 15 digits")]
    [TestCase("t +123456 hello", "+ and 7 to 15 digits")]
    [TestCase("t +1234567890123456 hello", "+ and 7 to 15 digits")]
    [TestCase("t +49301234５６ hello", "+ and 7 to 15 digits")]
    [TestCase("t +4930123456 a\0b", "control character")]
    public void What_is_not_complete_or_would_do_harm_is_refused(string argument, string reason) => Assert.That(AppRuns.Ask(Policy, ".p", argument).Refusal(), Does.Contain(reason));

    [TestCase("t", 'x', 1600, true)]
    [TestCase("t", 'x', 1601, false)]
    [TestCase("c", 'x', 1600, true)]
    [TestCase("c", '&', 791, true)]
    [TestCase("c", '&', 1600, false)]
    public void A_text_has_its_bounds(string verb, char letter, int count, bool good) =>
        Assert.That(AppRuns.Ask(Policy, ".p", $"{verb} +4930123456 {new string(letter, count)}").IsRight, Is.EqualTo(good));

    [Test]
    public void What_Twilio_says_is_told()
    {
        Assert.That(Answered(201, """{"sid": "SM1", "status": "queued"}"""), Is.EqualTo(CommandResult.Ok("5 characters, queued (SM1)")));
        Assert.That(Answered(200, "<html/>"), Is.EqualTo(CommandResult.Ok("5 characters, accepted")));
        Assert.That(Answered(400, """{"code": 21211, "message": "The 'To' number is not valid.\u0007", "status": 400}"""), Is.EqualTo(CommandResult.Failed("Twilio refuses: The 'To' number is not valid.\\x07 (21211)")));
        Assert.That(Answered(401, """["\ud800"]"""), Is.EqualTo(CommandResult.Failed("Twilio answered with HTTP status 401")));
        Assert.That(Answered(302, ""), Is.EqualTo(CommandResult.Failed("Twilio answered with HTTP status 302")));
    }

    static CommandResult Answered(int status, string body) => AppRuns.Conclude(Policy, ".p", "t +4930123456 hello", new AppResponse.Answered(status, Octets.Utf8(body)));

    static HttpCall Call(string argument) => ((AppRequest.Call)AppRuns.Ask(Policy, ".p", argument).IfLeft(error => throw new AssertionException(error))).Request;
}
