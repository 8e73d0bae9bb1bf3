using System.Net;
using System.Net.Sockets;
using Laitos.Domain.Settings;

namespace Laitos.Shell.Configuration;

/// <summary><c>laitos check -config FILE</c>: says what is wrong with a configuration or with what it names on this machine, or what is in force.</summary>
public static class CheckCommand
{
    /// <summary>The exit code of a good configuration.</summary>
    public const int Good = 0;

    /// <summary>The exit code of a configuration with mistakes.</summary>
    public const int InvalidConfiguration = 2;

    static readonly TimeSpan LookUpTime = TimeSpan.FromSeconds(5);

    /// <summary>Writes the effective settings, secrets hidden, and gives <see cref="Good"/>; or every mistake, and gives <see cref="InvalidConfiguration"/>.</summary>
    /// <param name="path">The file, or null for the environment variable.</param>
    /// <param name="output">Takes the settings as JSON.</param>
    /// <param name="error">Takes notices and mistakes, one a line.</param>
    public static Task<int> Run(string? path, TextWriter output, TextWriter error) => ConfigurationSource.Load(path).Match(
        Right: loaded => Run(loaded, output, error),
        Left: problems =>
        {
            problems.Iter(error.WriteLine);
            return Task.FromResult(InvalidConfiguration);
        });

    static async Task<int> Run(LoadedConfiguration loaded, TextWriter output, TextWriter error)
    {
        var settings = loaded.Settings;
        loaded.Notices.Iter(notice => error.WriteLine($"notice: {notice}"));
        var (problems, certificate) = StartChecks.Of(settings);
        certificate?.Judge(settings.MailDaemon.Hostname).Iter(finding => error.WriteLine($"notice: MailDaemon.TLSCertPath: {finding}"));
        foreach (var missing in StartChecks.Missing(settings))
        {
            error.WriteLine($"notice: {missing}");
        }

        if (settings.MailClient.MtaHost.MatchUnsafe<string?>(host => host.ToString(), () => null) is { } relay && await Unresolved(relay) is { } trouble)
        {
            error.WriteLine($"notice: MailClient.MTAHost: {relay} cannot be looked up at the moment: {trouble}");
        }

        if (problems.Count > 0)
        {
            foreach (var problem in problems)
            {
                error.WriteLine(problem);
            }

            return InvalidConfiguration;
        }

        output.WriteLine(EffectiveSettings.Render(settings));
        return Good;
    }

    static async Task<string?> Unresolved(string name)
    {
        try
        {
            using var late = new CancellationTokenSource(LookUpTime);
            return IPAddress.TryParse(name.Trim('[', ']'), out _) || (await System.Net.Dns.GetHostAddressesAsync(name, late.Token)).Length > 0 ? null : "it has no address";
        }
        catch (SocketException failure)
        {
            return failure.Message;
        }
        catch (OperationCanceledException)
        {
            return "no answer in time";
        }
    }
}
