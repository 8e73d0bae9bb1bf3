using Laitos.Integration.Peers;
using Laitos.Shell.Relay;
using static Laitos.Integration.Relay.RelayTestMail;

namespace Laitos.Integration.Relay;

/// <summary>The sending client against Postfix's own test server, which knows nothing of us.</summary>
public class SmtpSinkTests
{
    [TestCase("")]
    [TestCase("-e")]
    [TestCase("-F")]
    [TestCase("-p")]
    public async Task Postfix_takes_our_mails(string option)
    {
        await using var sink = await SmtpSink.Start([.. option.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        await using var client = new SmtpRelay(Policy("127.0.0.1", sink.Port));
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var report = await client.Deliver(Job(Dotted, "a@example.com", "b@example.com"), Content(Dotted), default);
            Assert.That(Codes(report), Is.EqualTo(new[] { 250, 250 }), $"{report}");
        }

        Assert.That(await Programs.Becomes(() => sink.Mails.Count() == 3), "written to the end");
        Assert.That(sink.Mails, Has.All.Contains("Subject: dots\n\n.\n..\n.a\nb.\n").And.All.Contains("b@example.com"));
    }
}
