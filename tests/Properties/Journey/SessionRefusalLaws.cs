using System.Collections.Frozen;
using Laitos.Domain.Addresses;
using Laitos.Domain.Journey;
using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Properties.Journey;

/// <summary>What the session refuses is known without one.</summary>
public class SessionRefusalLaws
{
    static readonly SessionPolicy Policy = new(JourneyMails.Domain("mx.example.com"), new[] { JourneyMails.Domain("example.com") }.ToFrozenSet(), OfferTls: false, ScreenAtRecipient: false, SessionLimits.Default);

    static readonly BounceAddressPolicy Bounces = new(
        EnvelopeSenderStyle.Token, JourneyMails.Domain("example.com"), Seqs.Of(JourneyMails.Domain("example.com")), Seqs.Of(new Secret("the only key of the ring")), TimeSpan.FromDays(21), 8, BounceRecipient.Owner);

    [TestCase("x@example.com", ContentFaults.None, "")]
    [TestCase("postmaster@example.com", ContentFaults.None, "")]
    [TestCase("x@elsewhere.test", ContentFaults.None, "550 5.7.1 Relaying denied")]
    [TestCase("x@elsewhere.test", ContentFaults.Nul, "550 5.7.1 Relaying denied")]
    [TestCase("x@example.com", ContentFaults.Nul, "554 5.6.0")]
    [TestCase("x@example.com", ContentFaults.TooLarge, "552 5.3.4")]
    [TestCase("srs0=aaaaaaaa=aa=sender.test=anna@example.com", ContentFaults.None, "550 5.")]
    public void The_first_refusal_is_told(string recipient, ContentFaults faults, string reply)
    {
        var mail = JourneyMails.Arrival("Subject: s\r\n\r\n").Mail;
        mail = mail with
        {
            Envelope = mail.Envelope with { ForwardPaths = Seqs.Of<ForwardPath>(new ForwardPath.Recipient(JourneyMails.Box(recipient))) },
            Content = mail.Content with { Facts = mail.Content.Facts with { Faults = faults } },
        };
        var told = SessionRefusal.Of(Policy, new RecipientPolicy(Bounces, default), mail, JourneyMails.Noon).Match(Left: refusal => refusal.Reply.ToString(), Right: _ => "");
        Assert.That(told, reply.Length == 0 ? Is.Empty : Does.StartWith(reply));
    }
}
