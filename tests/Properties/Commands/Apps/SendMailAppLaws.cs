using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using static Laitos.Properties.Arbitraries.AppArbitraries;

namespace Laitos.Properties.Commands.Apps;

public class SendMailAppLaws
{
    [TestCase("to@example.net \"subject\" body", "subject", "body")]
    [TestCase("to@example.net\t \"\"  a \"quoted\" body ", "", "a \"quoted\" body")]
    [TestCase("to@example.net “s u b” é字", "s u b", "é字")]
    [TestCase("to@example.net \" s \"b", "s", "b")]
    public void Address_subject_and_text_are_taken_apart(string argument, string subject, string body) =>
        Assert.That(
            AppRuns.Ask(Policy, ".m", argument),
            Is.EqualTo(Prelude.Right<string, AppRequest>(new AppRequest.Send(Seqs.Of((Mailbox)Mailbox.Parse("to@example.net")), subject, body))));

    [TestCase("to@example.net")]
    [TestCase("to@example.net subject body")]
    [TestCase("to@example.net \"subject body")]
    [TestCase("to@example.net \"")]
    [TestCase("\"subject\" body")]
    [TestCase("to@example.net \"subject\"")]
    [TestCase("to@example.net \"subject\"  ")]
    public void What_is_not_complete_is_answered_with_how_it_should_be(string argument) =>
        Assert.That(AppRuns.Ask(Policy, ".m", argument).Refusal(), Does.Contain("to@example.net \"subject\" text"));

    [TestCase("nobody \"s\" b", "address")]
    [TestCase("a@b.example,c@d.example \"s\" b", "address")]
    [TestCase("a@b.example \"s\r\nBcc: x@y.example\" b", "control character")]
    [TestCase("a@b.example \"s\0\" b", "control character")]
    public void What_would_do_harm_is_refused(string argument, string reason) =>
        Assert.That(AppRuns.Ask(Policy, ".m", argument).Refusal(), Does.Contain(reason));

    [Test]
    public void A_subject_has_at_most_500_characters()
    {
        Assert.That(AppRuns.Ask(Policy, ".m", $"a@b.example \"{new string('s', 500)}\" b").IsRight);
        Assert.That(AppRuns.Ask(Policy, ".m", $"a@b.example \"{new string('s', 501)}\" b").Refusal(), Does.Contain("500"));
    }

    [TestCase("sos@sos \"two men\" on the ice")]
    [TestCase("SOS@sos “two men” on the ice")]
    public void A_call_for_help_goes_to_every_rescue_centre_and_says_who_calls(string argument)
    {
        var sent = (AppRequest.Send)AppRuns.Ask(Policy, ".m", argument).IfLeft(error => throw new AssertionException(error));
        Assert.That(sent.To, Is.EqualTo(RescueContacts.All.SelectEach(contact => contact.Mailbox.ToSeq()).AsEnumerable().Distinct()).And.Count.EqualTo(16));
        Assert.That(sent.Subject, Is.EqualTo("SOS HELP two men"));
        Assert.That(sent.Body, Does.Contain("Message: on the ice\n").And.Contain("About the sender: Jo, red boat\n"));
        Assert.That(AppRuns.Conclude(Policy, ".m", argument, new AppResponse.Done()), Is.EqualTo(CommandResult.Ok("sending SOS to 16 rescue co-ordination centres")));
    }

    [Test]
    public void Nobody_calls_for_help_from_a_server_that_is_not_set_up_for_it() =>
        Assert.That(AppRuns.Ask(AppRuns.Nothing, ".m", "sos@sos \"s\" b").Refusal(), Does.Contain("Features.SendMail.SOSPersonalInfo"));

    [TestCase("body", "4")]
    [TestCase("é字😀", "3")]
    public void The_number_of_characters_of_the_text_is_told(string body, string count) =>
        Assert.That(AppRuns.Conclude(Policy, ".m", $"a@b.example \"subject\" {body}", new AppResponse.Done()), Is.EqualTo(CommandResult.Ok(count)));
}
