using Laitos.Domain.Addresses;
using Laitos.Domain.Commands.Apps;

namespace Laitos.Domain.Commands;

/// <summary>What commands in mail go by; there is one only when the feature is on.</summary>
/// <param name="Passwords">At least 7 characters each.</param>
/// <param name="Shortcuts">Lines that stand for commands.</param>
/// <param name="Translations">What is replaced in a command before it runs, one after the other.</param>
/// <param name="Lint">How the text of a result is tidied.</param>
/// <param name="Notify">Who hears of each command and its result, besides its sender.</param>
/// <param name="Senders">Who may command, by the author's address or domain; none when everybody may who knows a password.</param>
/// <param name="Carrier">What happens to the mail that carries a command.</param>
/// <param name="From">From whom replies come.</param>
/// <param name="Hostname">Our name, for Message-ID.</param>
/// <param name="MyDomains">The domains that mail is taken for: a reply to one of them goes to <paramref name="ForwardTo"/>, so that it does not come back.</param>
/// <param name="ForwardTo">Where the owner reads mail.</param>
/// <param name="Apps">What can be run, in the order in which prefixes are compared.</param>
/// <param name="Limit">How long an app may run.</param>
public sealed record CommandPolicy(
    Seq<Secret> Passwords, Seq<Shortcut> Shortcuts, Seq<Translation> Translations, LintRules Lint, Seq<Mailbox> Notify, Option<Seq<CommandSender>> Senders,
    CarrierTreatment Carrier, Mailbox From, DomainName Hostname, System.Collections.Frozen.FrozenSet<DomainName> MyDomains, Seq<Mailbox> ForwardTo, Seq<IApp> Apps, TimeSpan Limit)
{
    /// <summary>How long an app may run where its command does not say.</summary>
    public static TimeSpan StandardLimit { get; } = TimeSpan.FromSeconds(120);

    /// <summary>The most octets of a command, as UTF-8.</summary>
    public const int MaxLength = 16 << 10;
}

/// <summary>A line that stands for a command. Whoever knows it may run the command, so it is kept as secret as a password.</summary>
public sealed record Shortcut(Secret Line, Secret Command)
{
    /// <summary>Without line and command, which may hold what nobody should see.</summary>
    public override string ToString() => $"Shortcut {Line}";
}

/// <summary>A replacement in the text of a command.</summary>
/// <param name="From">What is replaced; not empty.</param>
/// <param name="To">What is put in its place; may be empty.</param>
public sealed record Translation(string From, string To);

/// <summary>Who may command: one address, or everybody of a domain.</summary>
public abstract record CommandSender
{
    CommandSender() { }

    /// <summary>One address.</summary>
    public sealed record Address(Mailbox Mailbox) : CommandSender;

    /// <summary>Everybody of a domain.</summary>
    public sealed record Domain(DomainName Name) : CommandSender;
}

/// <summary>What happens to a mail that carries a command.</summary>
public enum CarrierTreatment
{
    /// <summary>It is forwarded with asterisks in the place of its secrets.</summary>
    Masked,

    /// <summary>It is forwarded as it came.</summary>
    Untouched,

    /// <summary>It is not forwarded.</summary>
    Kept,
}

/// <summary>How the text of a result is tidied (laitos' LintText).</summary>
/// <param name="TrimSpaces">Blanks at both ends of each line are dropped, and empty lines at both ends of the text.</param>
/// <param name="CompressToSingleLine">Lines are joined by <c>;</c>.</param>
/// <param name="KeepVisible7BitCharOnly">What is not visible ASCII becomes <c>?</c>.</param>
/// <param name="CompressSpaces">A run of blanks becomes one.</param>
/// <param name="BeginPosition">So many octets are dropped in front.</param>
/// <param name="MaxLength">So many octets are left at most; 0 for no limit.</param>
public sealed record LintRules(bool TrimSpaces, bool CompressToSingleLine, bool KeepVisible7BitCharOnly, bool CompressSpaces, int BeginPosition, int MaxLength)
{
    /// <summary>The result as it is, as much as laitos allows.</summary>
    public static LintRules Default { get; } = new(
        TrimSpaces: false, CompressToSingleLine: false, KeepVisible7BitCharOnly: false, CompressSpaces: false, BeginPosition: 0, MaxLength: 4096);
}
