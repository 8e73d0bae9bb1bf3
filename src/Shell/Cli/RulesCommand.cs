using Laitos.Domain.Addresses;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Rules;
using Laitos.Domain.Settings;
using Laitos.Shell.Configuration;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary><c>laitos rules</c>: tells what a configuration says about addresses. No daemon is asked.</summary>
/// <param name="configuration">The configuration file, or null for the environment variable.</param>
/// <param name="terminal">Where it is written.</param>
sealed class RulesCommand(string? configuration, CliTerminal terminal)
{
    /// <summary>The exit code for a recipient that is refused.</summary>
    public const int Refused = 1;

    /// <summary>Prints what becomes of an address; 0 when it is taken, 1 when it is refused, 2 when that cannot be told.</summary>
    /// <param name="address">The address, or <c>postmaster</c>.</param>
    /// <param name="sender">The envelope sender; empty for the null sender.</param>
    /// <param name="at">A moment or a day, or null for now.</param>
    /// <param name="json">True to print JSON.</param>
    public int Test(string address, string sender, string? at, bool json) =>
        (from settings in Load()
         from recipient in Recipient(address)
         from path in Sender(sender)
         from now in at is null ? Clock.Now : RuleExpiry.ParseMoment(at).MapLeft(error => CliError.Because($"--at: {error}"))
         select RecipientExplanation.Of(SettingsPolicies.Session(settings), SettingsPolicies.Recipients(settings), settings.MailDaemon.ForwardTo, path, recipient, now)).Match(
            Right: told =>
            {
                terminal.Conclude(json ? Seqs.Of(told.ToJson()) : told.Lines());
                return told.IsTaken ? CliError.None : Refused;
            },
            Left: error => terminal.Conclude(error));

    /// <summary>Prints the rules as they are understood; 0, or 2 when the configuration cannot be read.</summary>
    /// <param name="json">True to print JSON.</param>
    public int List(bool json) => terminal.Conclude(Load().Map(settings => SettingsPolicies.Recipients(settings).Rules.Match(
        rules => json ? Seqs.Of(RuleText.ToJson(rules, Clock.Now)) : RuleText.Lines(rules, Clock.Now),
        () => Seqs.Of(json ? "[]" : $"no rules: every address of {string.Join(", ", settings.MailDaemon.MyDomains)} is forwarded to {string.Join(", ", settings.MailDaemon.ForwardTo)}"))));

    Either<CliError, LaitosSettings> Load() =>
        ConfigurationSource.Load(configuration).Map(loaded => loaded.Settings).MapLeft(problems => CliError.Because(string.Join("; ", problems)));

    static Either<CliError, ForwardPath> Recipient(string address) => address.Equals("postmaster", StringComparison.OrdinalIgnoreCase)
        ? new ForwardPath.Postmaster()
        : Mailbox.Parse(Bare(address)).Map(ForwardPath (mailbox) => new ForwardPath.Recipient(mailbox)).MapLeft(error => CliError.Because($"the address: {error}"));

    static Either<CliError, ReversePath> Sender(string sender) => sender is "" or "<>"
        ? new ReversePath.Null()
        : Mailbox.Parse(Bare(sender)).Map(ReversePath (mailbox) => new ReversePath.Sender(mailbox)).MapLeft(error => CliError.Because($"--from: {error}"));

    static string Bare(string path) => path.TrimStart('<').TrimEnd('>');
}
