using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Shell.Configuration;
using Laitos.Shell.Dns;
using Laitos.Shell.Relay;
using Laitos.Shell.Scanning;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>What <c>laitos explain</c> is asked, as it was written.</summary>
/// <param name="Mail">The file of the mail.</param>
/// <param name="Client">The address of the client.</param>
/// <param name="Hello">What it says in EHLO.</param>
/// <param name="From">The envelope sender; empty for the null sender.</param>
/// <param name="To">The recipients.</param>
/// <param name="Zone">The file that answers in place of the DNS, or null.</param>
/// <param name="Output">The new file that takes the mail as it would leave, or null.</param>
/// <param name="Json">True to print JSON.</param>
/// <param name="Scan">True to ask the scanner, if there is one.</param>
sealed record ExplainRequest(string Mail, string Client, string Hello, string From, string[] To, string? Zone, string? Output, bool Json, bool Scan);

/// <summary><c>laitos explain</c>: reads what it is given, and prints the explanation.</summary>
static class ExplainCommand
{
    /// <summary>Prints what would become of the mail; 0, or 2 with one line that says what went wrong.</summary>
    public static async Task<int> Run(ExplainRequest request, string? configuration, CliTerminal terminal)
    {
        var ready =
            from loaded in ConfigurationSource.Load(configuration).MapLeft(problems => CliError.Because(string.Join("; ", problems)))
            from submission in Submission(request)
            from signer in MailSigner.Of(loaded.Settings.MailClient.Signing).MapLeft(CliError.Because)
            from octets in Read(request.Mail, loaded.Settings.MailDaemon.Limits.Session.Content.MaxSize)
            from resolver in ResolverOf(request.Zone, loaded)
            select (explain: new Explain(loaded.Settings, signer, resolver, request.Scan ? ScannerOf(loaded.Settings) : null), submission, octets);
        return terminal.Conclude(await ready.MatchAsync(
            Left: error => error,
            RightAsync: async all =>
            {
                var told = await all.explain.Run(all.submission, all.octets);
                return await told.MatchAsync(
                    Left: refusal => CliError.Because($"the session would refuse this mail: {refusal.Reply}{refusal.DecidedBy.Match(rule => $" ({rule})", () => "")}"),
                    RightAsync: async found => await Write(request.Output, found.Leaving) is { } error
                        ? Prelude.Left<CliError, Seq<string>>(error)
                        : request.Json ? Seqs.Of(found.Explanation.ToJson()) : found.Explanation.Lines());
            }));
    }

    static IScanner? ScannerOf(LaitosSettings settings) => SettingsPolicies.Scanner(settings).MatchUnsafe<IScanner?>(Scanners.Of, () => null);

    static Either<CliError, Submission> Submission(ExplainRequest request) =>
        from client in IpAddress.Parse(request.Client).MapLeft(error => CliError.Because($"--client: {error}"))
        from sender in Sender(request.From)
        from recipients in request.To.Select(to => Box("--to", to)).Sequence()
        select new Submission(client, request.Hello, sender, recipients.Select(ForwardPath (mailbox) => new ForwardPath.Recipient(mailbox)).Gather());

    static Either<CliError, ReversePath> Sender(string text) => text is "" or "<>"
        ? new ReversePath.Null()
        : Box("--from", text).Map(ReversePath (mailbox) => new ReversePath.Sender(mailbox));

    static Either<CliError, Mailbox> Box(string option, string text) => Mailbox.Parse(text.TrimStart('<').TrimEnd('>')).MapLeft(error => CliError.Because($"{option}: {error}"));

    static Either<CliError, byte[]> Read(string file, long limit)
    {
        try
        {
            // One octet more than is taken shows that it is too large.
            using var mail = File.OpenRead(file);
            var octets = new byte[Math.Min(mail.Length, limit + 1)];
            mail.ReadExactly(octets);
            return octets;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return CliError.Because($"{file} cannot be read: {fault.Message}");
        }
    }

    /// <summary>The DNS that the configuration names, or the zone file in its place.</summary>
    internal static Either<CliError, IResolver> ResolverOf(string? zone, LoadedConfiguration loaded) => zone is null
        ? new Resolver(loaded.Settings.Dns.Servers.IsEmpty ? SystemDns.Servers() : loaded.Settings.Dns.Servers)
        : from text in TextFile.Read(zone, TextFile.MostOfZone).MapLeft(reason => CliError.Because($"{zone} cannot be read: {reason}"))
          from records in ZoneFile.Parse(text).MapLeft(error => CliError.Because($"{zone}: {error}"))
          select (IResolver)new ZoneFileResolver(records);

    /// Null when all went well.
    static async Task<CliError?> Write(string? file, IMailContent? leaving)
    {
        if (file is null)
        {
            return null;
        }

        if (leaving is null)
        {
            return CliError.Because("no mail would leave: nothing was written");
        }

        try
        {
            await using var target = new FileStream(file, SpoolDirectory.NewFile(FileMode.CreateNew));
            await foreach (var block in leaving.Blocks(CancellationToken.None))
            {
                await target.WriteAsync(block);
            }

            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return CliError.Because($"{file} cannot be written: {fault.Message}");
        }
    }
}
