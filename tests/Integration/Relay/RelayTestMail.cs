using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp.Client;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using LanguageExt;

namespace Laitos.Integration.Relay;

/// <summary>A small mail, and what is needed to send it.</summary>
static class RelayTestMail
{
    /// <summary>A mail with dots where they hurt.</summary>
    public const string Dotted = "Subject: dots\r\n\r\n.\r\n..\r\n.a\r\nb.\r\n";

    public static MemoryContent Content(string text) => new(Encoding.Latin1.GetBytes(text));

    public static MailJob Job(string text, params string[] recipients) => new(
        new ReversePath.Sender(Address("s@example.org")), Option<Mailbox>.None, recipients.Select(Address).Gather(), text.Length, false, Utf8Need.Nothing);

    public static Mailbox Address(string text) => (Mailbox)Mailbox.Parse(text);

    public static RelayPolicy PolicyFor(CapturingRelay relay, string host = "localhost") => Policy(host, relay.Port);

    public static RelayPolicy Policy(string host, int port) => RelayPolicy.Plain(host, port, (Host)Host.Parse("mx.example.net"));

    public static RelayPolicy WithTimeouts(RelayPolicy policy, Func<RelayTimeouts, RelayTimeouts> change) => policy with { Timeouts = change(policy.Timeouts) };

    public static IEnumerable<int> Codes(DeliveryReport report) => report.Outcomes.Map(settled => settled.Outcome.Because.Code);
}
