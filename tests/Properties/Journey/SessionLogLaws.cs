using Laitos.Domain.Journey;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Journey;

/// <summary>What a session tells the log: each refusal once, and no password.</summary>
public class SessionLogLaws
{
    [Property(Arbitrary = [typeof(SmtpArbitraries)])]
    public bool A_step_is_told_exactly_when_it_refuses_something(Conversation conversation)
    {
        var session = SmtpSession.Start;
        foreach (var input in conversation.Inputs)
        {
            (session, var effects) = SmtpSession.Advance(SmtpArbitraries.Policy, session, input);
            var refusal = effects.AsEnumerable().OfType<SessionEffect.Send>().FirstOrDefault(send => send.Reply.Code >= 400);
            var told = SessionLog.Of(JourneyMails.Noon, SmtpArbitraries.Peer, input, effects);
            if (told.Map(line => line.Event) != Expected(input, refusal?.Reply) || !told.ForAll(line => line.ToText().Contains("client=192.0.2.7 ", StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    [TestCase("AUTH PLAIN AGJvYgBzZWNyZXQ=")]
    [TestCase("  auth login c2VjcmV0")]
    public void A_password_is_not_told(string line)
    {
        var told = SessionLog.Of(JourneyMails.Noon, SmtpArbitraries.Peer, new SessionInput.LineReceived(Octets.Utf8(line)), Seqs.Of<SessionEffect>(new SessionEffect.Send(Reply.Of(502, 5, 1, "not here"))));
        Assert.That(told.Map(one => one.ToText()).IfNone(""), Does.Contain("command=\"AUTH ***\"").And.Not.Contain(line.Split(' ')[^1]));
    }

    /// The journey tells of a mail that was decided upon.
    static Option<string> Expected(SessionInput input, Reply? refusal) =>
        refusal is null || input is SessionInput.Decided ? Option<string>.None
        : refusal.Code == 421 ? "closed"
        : "refused";
}
