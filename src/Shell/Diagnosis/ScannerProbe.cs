using System.Diagnostics;
using Laitos.Domain.Addresses;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Foundation;
using Laitos.Domain.Scanning;
using Laitos.Domain.Settings;
using Laitos.Shell.Relay;
using Laitos.Shell.Scanning;
using LanguageExt;

namespace Laitos.Shell.Diagnosis;

/// <summary>Shows the scanner an ordinary mail.</summary>
static class ScannerProbe
{
    /// <summary>What it says.</summary>
    public static async Task<Observation> Look(LaitosSettings settings, ScannerAccess access)
    {
        var sender = settings.MailClient.MailFrom;
        var mail = Octets.Utf8(
            $"From: {sender.AddrSpec}\r\nTo: {settings.MailDaemon.ForwardTo.Head.AddrSpec}\r\nSubject: A mail that only the scanner gets to see\r\nDate: {Clock.Now.ToDateTime()}\r\n"
            + $"Message-ID: <{Clock.NewId()}@{settings.MailDaemon.Hostname}>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nWhoever set this server up asks whether its scanner answers.\r\n");
        var request = new ScanRequest(
            Clock.NewId(), IpAddress.Parse("127.0.0.1").IfLeft(_ => throw new UnreachableException()), "localhost", settings.MailDaemon.Hostname.Value, settings.MailDaemon.Hostname,
            new ReversePath.Sender(sender), Seqs.Of<ForwardPath>(new ForwardPath.Recipient(settings.MailDaemon.ForwardTo.Head)), default, mail.Length);
        using var scanner = Scanners.Of(access);
        var began = Stopwatch.GetTimestamp();
        var answer = await scanner.Scan(request, new MemoryContent(mail.Memory), settings.MailDaemon.Scanner.Policy.Timeout).ConfigureAwait(false);
        return answer.Match<Observation>(Right: report => new Observation.Scanned(report, Stopwatch.GetElapsedTime(began)), Left: reason => new Observation.Nothing(reason));
    }
}
