using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

public class WolframAlphaAppLaws
{
    const string Pi = """
        <?xml version='1.0' encoding='UTF-8'?>
        <queryresult success='true' error='false' numpods='2'>
          <pod title='Input' id='Input'><subpod title=''><plaintext>π</plaintext></subpod></pod>
          <pod title='Name'><subpod title='a'><plaintext> | one | 1
        two | 2</plaintext><img src='x'/></subpod><subpod title=''><plaintext/></subpod><subpod title='b &amp; c'><plaintext>three</plaintext></subpod></pod>
        </queryresult>
        """;

    [Test]
    public void Each_pod_is_told_behind_its_title() =>
        Assert.That(Answered(200, Pi), Is.EqualTo(CommandResult.Ok("(INPUT) π\n\n(NAME) [A] one 1\ntwo 2\n[B & C] three\n")));

    [TestCase("<queryresult success='false' error='true'><error><code>1</code><msg>Invalid appid</msg></error></queryresult>", "WolframAlpha: Invalid appid")]
    [TestCase("<queryresult success='false' error='true'/>", "an error without a message")]
    [TestCase("<queryresult success='false' error='false'/>", "WolframAlpha has no answer")]
    [TestCase("<queryresult success='false'><didyoumeans count='1'><didyoumean score='0.5'>frog</didyoumean></didyoumeans><tips><tip text='Check your spelling'/></tips></queryresult>", "no answer; it suggests: frog; Check your spelling")]
    [TestCase("<html/>", "no queryresult")]
    [TestCase("<queryresult>", "not well-formed XML at line 1")]
    [TestCase("", "not well-formed XML")]
    [TestCase("<!DOCTYPE q [<!ENTITY a \"b\">]><queryresult/>", "not well-formed XML")]
    public void What_is_no_answer_is_an_error_with_its_reason(string document, string reason) => Assert.That(Answered(200, document).Error.IfNone(""), Does.Contain(reason));

    [Test]
    public void A_status_that_is_no_success_is_told() => Assert.That(Answered(403, "Forbidden").Error.IfNone(""), Is.EqualTo("WolframAlpha answered with HTTP status 403"));

    [Test]
    public void The_question_goes_into_the_query_and_the_secret_does_not_show()
    {
        var call = ((AppRequest.Call)AppRuns.Ask(Policy, ".w", "1 + 1 & é?\ud800").IfLeft(error => throw new AssertionException(error))).Request;
        Assert.That(call.Address.Reveal(), Does.StartWith("http://127.0.0.1:8080/wolfram/v2/query?format=plaintext&").And.EndsWith("&input=1%20%2B%201%20%26%20%C3%A9%3F%EF%BF%BD"));
        Assert.That(call.Credential, Is.EqualTo(new HttpCredential.Parameter("appid", new SecretSource.Given(new Secret("hush-hush")))));
        Assert.That($"{call}", Does.Not.Contain("hush-hush"));
    }

    [Test]
    public void A_question_has_at_most_1000_characters()
    {
        Assert.That(AppRuns.Ask(Policy, ".w", new string('x', 1000)).IsRight);
        Assert.That(AppRuns.Ask(Policy, ".w", new string('x', 1001)).Refusal(), Does.Contain("1000"));
    }

    [Property(Arbitrary = [typeof(AppArbitraries)], MaxTest = 500)]
    public bool Whatever_was_answered_the_text_has_no_control_characters(AppResponse response) =>
        AppRuns.Conclude(Policy, ".w", "x", response).Output.All(c => c == '\n' || !char.IsControl(c));

    static CommandResult Answered(int status, string document) => AppRuns.Conclude(Policy, ".w", "x", new AppResponse.Answered(status, Octets.Utf8(document)));
}
