using System.Net;
using System.Net.Sockets;
using Laitos.Domain.Queue;
using Laitos.Domain.Scanning;
using Laitos.Domain.Settings;
using Laitos.Shell.Hosting;
using Laitos.Shell.Relay;
using Laitos.Shell.Smtp;
using Laitos.Shell.Status;

namespace Laitos.Shell.Configuration;

/// <summary>What can be known of this machine before the daemon starts: everything that a start would be refused for, all at once.</summary>
static class StartChecks
{
    /// <summary>The problems, one line each; and the certificate if there is one and it is usable.</summary>
    public static (IReadOnlyList<string> Problems, ServerCertificate? Certificate) Of(LaitosSettings settings)
    {
        var problems = new List<string>();
        var certificate = Certificate(settings, problems);
        Listening(DaemonHost.EndPoint(settings), "MailDaemon", problems);
        StatusServer.EndPoint(settings.MailDaemon.Status).Iter(endPoint => Listening(endPoint, "MailDaemon.Status", problems));
        if (settings.MailDaemon.Delivery != DeliveryMode.NoSpool)
        {
            Writable("Spool.Directory", settings.Spool.Directory, problems);
        }

        if (settings.MailClient.MtaHost.IsNone)
        {
            settings.MailClient.PickupDirectory.Iter(folder => Writable("MailClient.PickupDirectory", folder, problems));
        }

        MailSigner.Of(settings.MailClient.Signing).IfLeft(problems.Add);
        return (problems, certificate);
    }

    /// <summary>What the daemon starts without, and what fails later: files of apps that cannot be read.</summary>
    public static IReadOnlyList<string> Missing(LaitosSettings settings)
    {
        var missing = new List<string>();
        SettingsPolicies.Scanner(settings).Iter(access =>
        {
            if (access is ScannerAccess.Program(var path, _))
            {
                Readable("MailDaemon.Scanner.Program", path, missing);
            }
        });
        settings.Features.OneTimeCodes.Iter(file => Readable("Features.TwoFACodeGenerator", file.Path, missing));
        settings.Features.EncryptedFiles.Iter(file => Readable($"Features.AESDecrypt {file.Word}", file.File.Path, missing));
        settings.Features.TextFiles.Iter(file => Readable($"Features.TextSearch {file.Word}", file.Path, missing));
        settings.Features.Shell.InterpreterPath.Iter(path => Readable("Features.Shell.InterpreterPath", path, missing));
        settings.Features.ImapAccounts.Iter(item => item.Account.SecretFiles.Iter(file => Readable($"Features.IMAPAccounts {item.Word}", file.Path, missing)));
        settings.Features.WolframAlpha.AppIdFile.Iter(path => Readable("Features.WolframAlpha.AppIDFile", path, missing));
        settings.Features.Twilio.AuthTokenFile.Iter(path => Readable("Features.Twilio.AuthTokenFile", path, missing));
        settings.Features.Programs.Iter(program => Readable($"Features.Programs {program.Name}", program.Program.Path, missing));
        return missing;
    }

    static ServerCertificate? Certificate(LaitosSettings settings, List<string> problems)
    {
        if (settings.MailDaemon.TlsCertPath.MatchUnsafe<string?>(path => path, () => null) is not { } path)
        {
            return null;
        }

        var loaded = ServerCertificate.Load(path, settings.MailDaemon.TlsKeyPath.IfNone(path));
        loaded.IfLeft(problems.Add);
        return loaded.MatchUnsafe<ServerCertificate?>(Right: certificate => certificate, Left: _ => null);
    }

    /// The port may be taken by the daemon that runs: only the start itself can tell whether it is in the way.
    static void Listening(IPEndPoint endPoint, string section, List<string> problems)
    {
        try
        {
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(endPoint);
        }
        catch (SocketException failure)
        {
            if (failure.SocketErrorCode != SocketError.AddressAlreadyInUse)
            {
                problems.Add(StartupFailure.Explain(failure, endPoint, section)!);
            }
        }
    }

    /// A folder that is missing will be made in the nearest one above it that is there.
    static void Writable(string key, string folder, List<string> problems)
    {
        var there = folder;
        while (!Directory.Exists(there) && !File.Exists(there) && Path.GetDirectoryName(there) is { Length: > 0 } above)
        {
            there = above;
        }

        try
        {
            var probe = Path.Combine(there, $".laitos-{Guid.NewGuid():N}");
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{key}: {folder} cannot be written to: {fault.Message} Create it for this user, or name another folder.");
        }
    }

    static void Readable(string key, string path, List<string> problems)
    {
        try
        {
            using var file = File.OpenRead(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{key}: {path} cannot be read: {fault.Message}");
        }
    }
}
