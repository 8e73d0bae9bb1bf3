using Laitos.Domain.Settings;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Diagnosis;

/// <summary>
/// The way to the relay, one step after the other: its address, its greeting, TLS, the login, the envelope. They are five views of one dialogue. A step that was not
/// reached is not known.
/// </summary>
static class RelayChecks
{
    public static Validation<Demand, Judgement> Address(Setup setup, Evidence known) => Look(known, RelayStep.Address, (dialogue, fault) => fault.Match(
        trouble => Failed(trouble, "set MailClient.MTAHost to the name of a mail server"),
        () => Judgement.Good(setup.Settings.MailClient.MtaHost.Exists(host => host.Name.IsNone)
            ? $"it is named by its address, {string.Join(", ", dialogue.Places)}"
            : $"{setup.Settings.MailClient.MtaHost.Map(host => host.ToString()!).IfNone("")} is {string.Join(", ", dialogue.Places)}")));

    public static Validation<Demand, Judgement> Greeting(Setup setup, Evidence known) => Look(known, RelayStep.Greeting, (_, fault) => fault.Match(
        trouble => Failed(trouble, trouble is RelayFault.Unreachable
            ? "see that MailClient.MTAHost and MTAPort are right, and that the provider lets connections out (many close port 25: use 587 or 465)"
            : "see MailClient.MTAHost and MTAPort; port 465 wants MailClient.TLS \"implicit\""),
        () => Judgement.Good($"it speaks SMTP on port {setup.Settings.MailClient.MtaPort}")));

    public static Validation<Demand, Judgement> Tls(Setup setup, Evidence known) => Look(known, RelayStep.Tls, (dialogue, fault) => fault.Match(
        trouble => Failed(trouble, "see MailClient.TLS and VerifyCertificate; a relay without TLS is no place for a password"),
        () => dialogue.Opening.Match(
            opening => opening.Encrypted ? Judgement.Good("the connection is encrypted")
                : IsOnThisMachine(dialogue) ? Judgement.Good("the connection is in clear, and does not leave this machine")
                : setup.Settings.MailClient.Tls == TlsMode.None ? Judgement.Warning("the connection is in clear, as MailClient.TLS asks", "leave MailClient.TLS out: TLS is used where the relay offers it")
                : opening.TlsFault.Match(
                    trouble => Judgement.Warning($"the connection is in clear, because TLS fails: {trouble.Because.Text}", "set MailClient.TLS to \"required\" if mail must not travel so"),
                    () => Judgement.Warning("the relay offers no TLS: mail travels in clear", "use another port (587 or 465) or another relay; or live with it")),
            later => later is RelayFault.LoginInClear ? Judgement.Warning("the relay offers no TLS", "use another port (587 or 465) or another relay")
                : setup.Settings.MailClient.Tls is TlsMode.Required or TlsMode.Implicit ? Judgement.Good("the connection is encrypted")
                : Judgement.Unknown("a later step failed: whether under TLS is not told", "see the lines below; MailClient.TLS \"required\" makes certain"))));

    public static Validation<Demand, Judgement> Login(Setup setup, Evidence known) => Look(known, RelayStep.Login, (dialogue, fault) => fault.Match(
        trouble => Failed(trouble, "see MailClient.AuthUsername and AuthPassword: many services want a password of their own for programs"),
        () => dialogue.Opening.Match(opening => opening.LoggedIn, _ => false) ? Judgement.Good("it takes the login")
            : Judgement.Good("no login is set, and none was asked for so far")));

    public static Validation<Demand, Judgement> Envelope(Setup setup, Evidence known) => Look(known, RelayStep.Envelope, (dialogue, _) => dialogue.Sender.Match(
        reply => reply.IsPositive ? Recipients(setup, dialogue) : Refused(
            reply, $"it does not take the sender {setup.Settings.MailClient.MailFrom}", "set MailClient.MailFrom to an address that this account may send from (docs/relays.md)"),
        () => Judgement.Unknown("the dialogue ended before MAIL", "try again")));

    /// Nobody but the daemon can show that the daemon can: its user, its environment and its walls are not those of this command.
    public static Validation<Demand, Judgement> Proven(Evidence known) => known.Look<Observation.Proven>(new Probe.ProvenRelay()).Map(seen => seen.Match(
        proven => proven.Before
            ? Judgement.Good("the daemon has handed mail to it with these settings")
            : Judgement.Unknown("the daemon has not handed a mail to it with these settings yet: whether it can, as its own user, is shown by the first", "send yourself a mail"),
        reason => Judgement.Unknown($"whether the daemon has handed a mail to it cannot be seen: {reason}", "send yourself a mail")));

    static Judgement Recipients(Setup setup, Observation.Dialogue dialogue) => dialogue.Recipients.Find(each => !each.Reply.IsPositive).Match(
        each => Refused(each.Reply, $"it takes the sender {setup.Settings.MailClient.MailFrom}, but not the recipient {each.Recipient}", "let the relay relay for this account, or mend MailDaemon.ForwardTo"),
        () => Judgement.Good($"it takes {setup.Settings.MailClient.MailFrom} as the sender, and {(dialogue.Recipients.IsEmpty ? "no recipient was tried" : $"{dialogue.Recipients.Head.Recipient} as the recipient")}"));

    static Judgement Refused(Reply reply, string what, string cure) =>
        reply.Code is 530 or 534 or 535 or 538 ? Judgement.Error($"{what}: {reply}", "it wants a login, or TLS, first: set MailClient.AuthUsername and AuthPassword")
        : reply.IsPermanent ? Judgement.Error($"{what}: {reply}", cure)
        : Judgement.Warning($"{what} now: {reply}", "try again later; mail waits in the queue meanwhile");

    static Judgement Failed(RelayFault fault, string cure) => Judgement.Error(fault.Because.Text, cure);

    static bool IsOnThisMachine(Observation.Dialogue dialogue) => !dialogue.Places.IsEmpty && dialogue.Places.ForAll(address => address.IsLoopback);

    /// The judgement of a step: told of the fault when it is this step's; not known when an earlier one failed.
    static Validation<Demand, Judgement> Look(Evidence known, RelayStep step, Func<Observation.Dialogue, Option<RelayFault>, Judgement> judge) =>
        known.Look<Observation.Dialogue>(new Probe.Relay()).Map(seen => seen.Match(
            dialogue => dialogue.Opening.Match(_ => Option<RelayFault>.None, Prelude.Some) is { IsSome: true } fault
                ? fault.Match(StepOf, () => step) is var failed && failed < step ? Judgement.Unknown("it was not tried: an earlier step failed", $"see the line of {Word(failed)}")
                    : judge(dialogue, failed == step ? fault : Option<RelayFault>.None)
                : judge(dialogue, Option<RelayFault>.None),
            reason => step == RelayStep.Greeting
                ? Judgement.Error($"the dialogue did not come to its end: {reason}", "see MailClient.MTAHost and MTAPort")
                : Judgement.Unknown($"the dialogue did not come to its end: {reason}", "see the line of relay")));

    static RelayStep StepOf(RelayFault fault) => fault switch
    {
        RelayFault.NameUnknown => RelayStep.Address,
        RelayFault.NoTls or RelayFault.TlsRefused or RelayFault.HandshakeFailed or RelayFault.Untrusted => RelayStep.Tls,
        RelayFault.LoginInClear or RelayFault.NoLogin or RelayFault.NoSecret or RelayFault.LoginRefused or RelayFault.LoginWanted => RelayStep.Login,
        RelayFault.Broken(var stage) => StepOf(stage),
        RelayFault.Silent(var stage) => StepOf(stage),
        RelayFault.Garbled(var stage, _) => StepOf(stage),
        _ => RelayStep.Greeting,
    };

    static RelayStep StepOf(RelayStage stage) => stage switch
    {
        RelayStage.Handshake or RelayStage.StartTls => RelayStep.Tls,
        RelayStage.Login => RelayStep.Login,
        RelayStage.Mail or RelayStage.Recipient => RelayStep.Envelope,
        _ => RelayStep.Greeting,
    };

    static string Word(RelayStep step) => step switch
    {
        RelayStep.Address => "relay-address",
        RelayStep.Greeting => "relay",
        RelayStep.Tls => "relay-tls",
        RelayStep.Login => "relay-login",
        _ => "relay-sender",
    };

    /// The steps in their order.
    enum RelayStep
    {
        Address,
        Greeting,
        Tls,
        Login,
        Envelope,
    }
}
