using static Laitos.Domain.Smtp.Client.RelaySession;

namespace Laitos.Domain.Smtp.Client;

/// <summary>From the connection to the first MAIL: greeting, EHLO, STARTTLS, login (RFC 5321 §3.1, §3.2, RFC 3207, RFC 4954).</summary>
static class RelayOpening
{
    public static Step<RelaySession, RelayEffect> Connect(RelayPolicy policy, Transaction mail) =>
        new(new Connecting(mail), Seqs.Of<RelayEffect>(new RelayEffect.Connect(policy.Host, policy.Port, policy.Timeouts.Connect)));

    /// The kept connection was dead: the mail begins anew, as if it had never been given to it.
    public static Step<RelaySession, RelayEffect> Reconnect(RelayPolicy policy, Transaction mail)
    {
        var fresh = Connect(policy, Transaction.Of(mail.Job, mail.Sender, reused: false));
        return fresh with { Effects = Seqs.Of<RelayEffect>(new RelayEffect.Disconnect()).Then(fresh.Effects) };
    }

    public static Step<RelaySession, RelayEffect> Start(RelayPolicy policy, Transaction mail, bool loopback)
    {
        var channel = new Channel(Encrypted: false, loopback, ServiceExtensions.None);
        return policy.ImplicitTls ? Handshake(policy, mail, channel, greeted: false) : AwaitGreeting(policy, mail, channel);
    }

    public static Step<RelaySession, RelayEffect> AwaitGreeting(RelayPolicy policy, Transaction mail, Channel channel) =>
        RelaySteps.Await(new AwaitingGreeting(mail, channel), policy.Timeouts.Greeting);

    public static Step<RelaySession, RelayEffect> Greeted(RelayPolicy policy, AwaitingGreeting session, Reply reply) =>
        reply.IsPositive
            ? Greet(policy, session.Mail, session.Channel)
            : RelaySteps.GiveUp(policy, session.Mail, RelayFailures.NotWelcome(reply));

    public static Step<RelaySession, RelayEffect> Greet(RelayPolicy policy, Transaction mail, Channel channel) =>
        RelaySteps.Ask(new AwaitingExtendedHello(mail, channel), RelayCommands.ExtendedHello(policy.HelloName), policy.Timeouts.Hello);

    public static Step<RelaySession, RelayEffect> AnsweredHello(RelayPolicy policy, AwaitingExtendedHello session, Reply reply) =>
        reply.IsPositive ? Secure(policy, session.Mail, session.Channel with { Offered = ServiceExtensions.Read(reply) })
        : reply.IsPermanent ? RelaySteps.Ask(new AwaitingHello(session.Mail, session.Channel), RelayCommands.Hello(policy.HelloName), policy.Timeouts.Hello)
        : RelaySteps.GiveUp(policy, session.Mail, RelayFailures.NotWelcome(reply));

    public static Step<RelaySession, RelayEffect> AnsweredHello(RelayPolicy policy, AwaitingHello session, Reply reply) =>
        reply.IsPositive
            ? Secure(policy, session.Mail, session.Channel with { Offered = ServiceExtensions.None })
            : RelaySteps.GiveUp(policy, session.Mail, RelayFailures.NotWelcome(reply));

    /// A relay that offers STARTTLS and then refuses it is used in clear, unless the settings forbid that.
    public static Step<RelaySession, RelayEffect> AnsweredStartTls(RelayPolicy policy, AwaitingStartTls session, Reply reply) =>
        reply.IsPositive ? Handshake(policy, session.Mail, session.Channel, greeted: true)
        : policy.RequireTls ? RelaySteps.GiveUp(policy, session.Mail, RelayFailures.NoTls)
        : LogIn(policy, session.Mail, session.Channel);

    public static Step<RelaySession, RelayEffect> AnsweredLogin(RelayPolicy policy, Authenticating session, Reply reply) =>
        reply.IsPositive ? RelayTransfer.Begin(policy, session.Channel, session.Mail, reset: false)
        : reply.IsIntermediate && !session.Unsent.IsEmpty ? SendLogin(policy, session.Mail, session.Channel, session.Unsent)
        : RelaySteps.GiveUp(policy, session.Mail, RelayFailures.LoginRefused(reply));

    /// What was offered in clear is forgotten: after the handshake EHLO is asked again (RFC 3207 §4.2).
    static Step<RelaySession, RelayEffect> Handshake(RelayPolicy policy, Transaction mail, Channel channel, bool greeted) => new(
        new Handshaking(mail, channel with { Encrypted = true, Offered = ServiceExtensions.None }, greeted),
        Seqs.Of<RelayEffect>(new RelayEffect.StartTls(policy.Host, policy.Verifies, policy.Timeouts.Handshake)));

    static Step<RelaySession, RelayEffect> Secure(RelayPolicy policy, Transaction mail, Channel channel) =>
        channel.Encrypted ? LogIn(policy, mail, channel)
        : channel.Offered.StartTls ? RelaySteps.Ask(new AwaitingStartTls(mail, channel), RelayCommands.StartTls, policy.Timeouts.Hello)
        : policy.RequireTls ? RelaySteps.GiveUp(policy, mail, RelayFailures.NoTls)
        : LogIn(policy, mail, channel);

    static Step<RelaySession, RelayEffect> LogIn(RelayPolicy policy, Transaction mail, Channel channel) => policy.Credentials.Match(
        credentials => !(channel.Encrypted || channel.Loopback || policy.AllowPlaintextAuth)
            ? RelaySteps.GiveUp(policy, mail, RelayFailures.PasswordInClear)
            : LoginLines.For(credentials, channel.Offered.Mechanisms).Match(
                lines => SendLogin(policy, mail, channel, lines),
                () => RelaySteps.GiveUp(policy, mail, RelayFailures.NoLogin)),
        () => RelayTransfer.Begin(policy, channel, mail, reset: false));

    static Step<RelaySession, RelayEffect> SendLogin(RelayPolicy policy, Transaction mail, Channel channel, Seq<Secret> lines) => new(
        new Authenticating(mail, channel, lines.Tail),
        Seqs.Of<RelayEffect>(new RelayEffect.SendSecret(lines.Head), new RelayEffect.ReadReply(policy.Timeouts.Hello)));
}
