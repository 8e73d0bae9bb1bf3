using Laitos.Domain.Addresses;

namespace Laitos.Domain.Settings;

/// <summary>What its owner answers to the questions of a first configuration.</summary>
/// <param name="Domains">The domains whose mail is accepted; at least one.</param>
/// <param name="ForwardTo">Where it goes; at least one address, outside of these domains.</param>
/// <param name="Hostname">The name of the server.</param>
/// <param name="Relay">The relay, and its port.</param>
/// <param name="Username">The user name at the relay, if it wants a login.</param>
public sealed record FirstAnswers(Seq<DomainName> Domains, Seq<Mailbox> ForwardTo, DomainName Hostname, (Host Host, int Port) Relay, Option<string> Username)
{
    /// <summary>The password at the relay; given with a user name, here or in a file.</summary>
    public Option<Secret> Password { get; init; }

    /// <summary>The file that holds it.</summary>
    public Option<string> PasswordFile { get; init; }

    /// <summary>The envelope sender of what is forwarded; <c>forwarder</c> at the first of the domains where none is named.</summary>
    public Option<Mailbox> MailFrom { get; init; }

    /// <summary>The PEM files of the certificate chain and of its key.</summary>
    public Option<(string Certificate, string Key)> Tls { get; init; }

    /// <summary>The folder of the spool, where it is not <c>spool</c> beside the configuration.</summary>
    public Option<string> Spool { get; init; }
}

/// <summary>Reads one answer each: what it says, or what is wrong with it in one line.</summary>
public static class FirstAnswer
{
    /// <summary>The port of relays that want a login (RFC 6409 §3.1).</summary>
    public const int SubmissionPort = 587;

    const int MostCharacters = 4096;

    static readonly char[] Between = [',', ' ', ';', '\t'];

    /// <summary>Domains, separated by commas or blanks.</summary>
    public static Either<string, Seq<DomainName>> Domains(string text) =>
        All(text, one => DomainName.Parse(one).MapLeft(_ => $"{Shown(one)} is no domain, such as example.com"), "name at least one domain, such as example.com");

    /// <summary>Addresses, separated by commas or blanks, none of them in the domains themselves: their mail would go round in circles.</summary>
    public static Either<string, Seq<Mailbox>> Destinations(string text, Seq<DomainName> mine) => All(
        text,
        one => Address(one).Bind(mailbox => mailbox.Domain.Exists(domain => mine.Exists(own => own == domain))
            ? Prelude.Left<string, Mailbox>($"{Shown(one)} is in a domain whose mail is forwarded: it would go round in circles")
            : mailbox),
        "name at least one address, such as you@gmail.com");

    /// <summary>One address.</summary>
    public static Either<string, Mailbox> Address(string text) => Mailbox.Parse(text.Trim()).MapLeft(_ => $"{Shown(text)} is no mail address, such as you@gmail.com");

    /// <summary>The name of a server.</summary>
    public static Either<string, DomainName> Hostname(string text) => DomainName.Parse(text.Trim()).MapLeft(_ => $"{Shown(text)} is no host name, such as mx.example.com");

    /// <summary><c>HOST</c>, <c>HOST:PORT</c> or <c>[2001:db8::1]:PORT</c>; port 587 where none is named.</summary>
    public static Either<string, (Host Host, int Port)> Relay(string text)
    {
        var (host, port) = Split(text.Trim());
        return int.TryParse(port, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535
            ? HostOf(host).Match(found => (found, number), () => (Either<string, (Host, int)>)NoRelay(text))
            : NoRelay(text);
    }

    /// <summary>A user name; none for an empty text.</summary>
    public static Either<string, Option<string>> Username(string text) =>
        text.Length > MostCharacters || text.Any(char.IsControl) || text.Contains('\ufffd', StringComparison.Ordinal) || text.EnumerateRunes().Any(rune => rune.Value == 0xfffd)
            ? "a user name has no control characters"
            : text.Trim() is { Length: > 0 } name ? Prelude.Some(name) : Option<string>.None;

    /// <summary>A password. The reason why it is none does not show it.</summary>
    public static Either<string, Secret> Password(string text) =>
        text.Length is 0 or > MostCharacters || text.Any(char.IsControl) || text.EnumerateRunes().Any(rune => rune.Value == 0xfffd)
            ? "a password has at least one character, and no control characters"
            : new Secret(text);

    static Either<string, Seq<A>> All<A>(string text, Func<string, Either<string, A>> read, string none)
    {
        var parts = text.Split(Between, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 ? none : parts.Select(read).Sequence().Map(found => found.Distinct().Gather());
    }

    static (string Host, string Port) Split(string text) =>
        text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is var close and > 0
            ? (text[1..close], close + 1 == text.Length ? $"{SubmissionPort}" : text[(close + 1)..].StartsWith(':') ? text[(close + 2)..] : "")
            : text.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && colon == text.LastIndexOf(':')
                ? (text[..colon], text[(colon + 1)..])
                : (text, $"{SubmissionPort}");

    static Option<Host> HostOf(string text) => IpAddress.Parse(text).Match(
        Right: address => new Host.Literal(address),
        Left: _ => DomainName.Parse(text).Match(Right: name => (Option<Host>)new Host.Named(name), Left: _ => Option<Host>.None));

    static string NoRelay(string text) => $"{Shown(text)} is no server, such as smtp.relay.example:587";

    static string Shown(string text) => Printable.Excerpt(text.Trim(), 60);
}
