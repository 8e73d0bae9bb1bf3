using System.Globalization;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Scanning;

/// <summary>What a scanner is told of a mail beside its octets.</summary>
/// <param name="Id">Names the mail in the log.</param>
/// <param name="Client">The address of the client.</param>
/// <param name="ClientName">A name of the client that leads back to its address; none where there is none, or the DNS did not tell.</param>
/// <param name="Hello">What the client said in EHLO.</param>
/// <param name="Hostname">Our name.</param>
/// <param name="Sender">The envelope sender.</param>
/// <param name="Recipients">The envelope recipients.</param>
/// <param name="Tls">The version of TLS and the cipher suite; none for a connection in clear.</param>
/// <param name="Size">Octets of the mail.</param>
public sealed record ScanRequest(
    string Id, IpAddress Client, Option<string> ClientName, string Hello, DomainName Hostname, ReversePath Sender, Seq<ForwardPath> Recipients, Option<(string Version, string Cipher)> Tls, long Size)
{
    /// The most recipients that are told: as many as any server must take (RFC 5321 §4.5.3.1.8). All of them would not fit into an environment.
    const int MostRecipients = 100;

    const int MostCharacters = 1000;

    /// <summary>
    /// The header fields of a request to rspamd. <c>User</c> is never among them: rspamd takes a mail with it for one of an authenticated client of ours. <c>Deliver-To</c> is told only where there is one recipient.
    /// </summary>
    public Seq<(string Name, string Value)> HttpFields() => Seqs.Joined(
        Seqs.Of(("IP", Client.ToString()), ("Helo", Text(Hello))),
        ClientName.Map(name => ("Hostname", Text(name))).ToSeq(),
        Seqs.Of(("From", Text(Sender.ToString()!))),
        Told().Select(recipient => ("Rcpt", Text(recipient.ToString()!))).Gather(),
        Recipients is [ForwardPath.Recipient only] ? Seqs.Of(("Deliver-To", Text(only.ToString().Trim('<', '>')))) : default,
        Seqs.Of(("Queue-Id", Text(Id)), ("MTA-Name", Hostname.Value)),
        Tls.Match(tls => Seqs.Of(("TLS-Version", Text(tls.Version)), ("TLS-Cipher", Text(tls.Cipher))), () => default));

    /// <summary>The environment variables of a program that scans, each <c>NAME=value</c>.</summary>
    public Seq<string> Environment() => Seqs.Of(
        $"LAITOS_ID={Text(Id)}",
        $"LAITOS_CLIENT={Client}",
        $"LAITOS_CLIENT_NAME={Text(ClientName.IfNone(""))}",
        $"LAITOS_HELO={Text(Hello)}",
        $"LAITOS_HOSTNAME={Hostname.Value}",
        $"LAITOS_SENDER={Text(Sender.ToString()!.Trim('<', '>'))}",
        $"LAITOS_RECIPIENTS={string.Join('\n', Told().Select(recipient => Text(recipient.ToString()!.Trim('<', '>'))))}",
        string.Create(CultureInfo.InvariantCulture, $"LAITOS_RECIPIENT_COUNT={Recipients.Count}"),
        $"LAITOS_TLS={Text(Tls.Match(tls => tls.Version, () => ""))}",
        string.Create(CultureInfo.InvariantCulture, $"LAITOS_SIZE={Size}"));

    IEnumerable<ForwardPath> Told() => Recipients.AsEnumerable().Take(MostRecipients);

    /// One line, whatever the client said.
    static string Text(string text) => Printable.WellFormed(new([.. text.Take(MostCharacters).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c)]));
}
