using System.Text;
using System.Text.Json;
using Laitos.Integration.Durability;
using Laitos.Integration.Support;

namespace Laitos.Integration.Commands;

/// <summary>A daemon that runs commands in mail, seen by its owner, who writes letters and waits for answers.</summary>
sealed class CommandDaemon : IAsyncDisposable
{
    /// <summary>What its owner knows.</summary>
    public const string Password = "open sesame 7", Shortcut = "how do you do";

    /// <summary>Who commands, and who hears of commands.</summary>
    public const string Owner = "owner@sender.example", Listener = "listener@example.org";

    /// <summary>Any statement may be run.</summary>
    public const string AnyShell = """ "Shell": {"Unrestricted": true} """;

    CommandDaemon(DurableDaemon daemon) => Daemon = daemon;

    /// <summary>The daemon itself.</summary>
    public DurableDaemon Daemon { get; }

    /// <summary>Starts one in a process of its own.</summary>
    /// <param name="filters">More keys of the section <c>MailFilters</c>, each with a comma in front.</param>
    /// <param name="features">The keys of the section <c>Features</c>.</param>
    /// <param name="passwords">Its passwords.</param>
    /// <param name="script">How the relay behaves.</param>
    /// <param name="arguments">More words of the command line.</param>
    public static async Task<CommandDaemon> Start(
        string filters = "", string features = AnyShell, string[]? passwords = null, RelayScript? script = null, params string[] arguments) =>
        new(await DurableDaemon.Start(script: script, sections: Sections(filters, features, passwords), arguments: arguments));

    /// <summary>Starts one within the process of the tests: it can be stopped, but not killed.</summary>
    /// <param name="filters">More keys of the section <c>MailFilters</c>, each with a comma in front.</param>
    /// <param name="features">The keys of the section <c>Features</c>.</param>
    /// <param name="receiving">More keys of the section <c>MailDaemon</c>, each with a comma in front.</param>
    /// <param name="limits">Keys of the section <c>MailDaemon.Limits</c>.</param>
    /// <param name="passwords">Its passwords.</param>
    /// <param name="prepare">Fills the folder of the configuration.</param>
    public static async Task<CommandDaemon> StartWithin(
        string filters = "", string features = AnyShell, string receiving = "", string limits = "", string[]? passwords = null, Action<string>? prepare = null) =>
        new(await DurableDaemon.StartWithin(receiving: receiving, limits: limits, sections: Sections(filters, features, passwords), prepare: prepare));

    static string Sections(string filters, string features, string[]? passwords) => $$"""
        "MailFilters": {
          "PINAndShortcuts": { "Passwords": {{JsonSerializer.Serialize(passwords ?? [Password])}}, "Shortcuts": { "{{Shortcut}}": ".s echo very well" } } {{filters}}
        },
        "Features": { {{features}} },
        """;

    /// <summary>A path in its folder.</summary>
    public string File(string name) => Path.Combine(Daemon.Folder.Path, name);

    /// <summary>How many lines a file in its folder has.</summary>
    public int Lines(string name) => System.IO.File.Exists(File(name)) ? System.IO.File.ReadAllLines(File(name)).Length : 0;

    /// <summary>Sends a letter and gives the reply to its data, or to what was refused before.</summary>
    /// <param name="commandLetter">The letter.</param>
    /// <param name="client">For whom a proxy hands it in; null without one.</param>
    public async Task<string?> Post(CommandLetter commandLetter, string? client = null)
    {
        await using var peer = await SmtpPeer.Connect(Daemon.Port, client);
        return await Sending.Greet(peer) ? await Post(peer, commandLetter) : null;
    }

    /// <summary>The same in a session that is open.</summary>
    public static async Task<string?> Post(SmtpPeer peer, CommandLetter commandLetter)
    {
        foreach (var command in new[] { $"MAIL FROM:<{commandLetter.Sender}>\r\n", "RCPT TO:<someone@example.com>\r\n", "DATA\r\n" })
        {
            await peer.Send(Encoding.ASCII.GetBytes(command));
            if (await peer.Reply() is var reply && reply?[0] is not ('2' or '3'))
            {
                return reply;
            }
        }

        await peer.Send(commandLetter.Data);
        return await peer.Reply();
    }

    /// <summary>Sends a letter with a command, and gives the text of the answer.</summary>
    public async Task<string> Run(string command)
    {
        var commandLetter = CommandLetter.Order(command);
        Assert.That(await Post(commandLetter), Does.StartWith("250 "));
        return TextOf(await Answer(commandLetter));
    }

    /// <summary>The answer to a letter, once it is there.</summary>
    public async Task<CapturedMail> Answer(CommandLetter commandLetter, int seconds = 90)
    {
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(Answers(commandLetter).Count > 0), seconds), "answered");
        return Answers(commandLetter)[0];
    }

    /// <summary>The answers to a letter so far.</summary>
    public IReadOnlyList<CapturedMail> Answers(CommandLetter commandLetter) =>
        [.. Daemon.Relay.Mails.Where(mail => mail.Text.Contains($"\r\nIn-Reply-To: <{commandLetter.MessageId}>\r\n", StringComparison.Ordinal))];

    /// <summary>A letter as it is forwarded, once it is.</summary>
    public async Task<CapturedMail> Copy(CommandLetter commandLetter)
    {
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(Copies(commandLetter).Count > 0)), "forwarded");
        return Copies(commandLetter)[0];
    }

    /// <summary>A letter as it was forwarded so far.</summary>
    public IReadOnlyList<CapturedMail> Copies(CommandLetter commandLetter) =>
        [.. Daemon.Relay.Mails.Where(mail => mail.Text.Contains($"\r\nMessage-ID: <{commandLetter.MessageId}>\r\n", StringComparison.OrdinalIgnoreCase))];

    /// <summary>Waits until one line of the log holds all these words.</summary>
    public async Task Says(params string[] words) => Assert.That(
        await DurableDaemon.Becomes(() => Task.FromResult(Daemon.Log.Any(line => words.All(word => line.Contains(word, StringComparison.Ordinal))))), "the log says " + string.Join(", ", words));

    /// <summary>The text of a mail of the daemon's own.</summary>
    public static string TextOf(CapturedMail mail)
    {
        var (header, body) = mail.Text.Split("\r\n\r\n", 2) is [var above, var below] ? (above, below) : ("", "");
        Assert.That(header, Does.Contain("\r\nContent-Type: text/plain; charset=utf-8"));
        var octets = header.Contains("\r\nContent-Transfer-Encoding: quoted-printable", StringComparison.Ordinal) ? Unquoted(body) : body;
        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(octets)).Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Daemon.DisposeAsync();

    static string Unquoted(string body)
    {
        var pieces = body.Replace("=\r\n", "", StringComparison.Ordinal).Split('=');
        return string.Concat(pieces.Skip(1).Select(piece => (char)Convert.ToByte(piece[..2], 16) + piece[2..]).Prepend(pieces[0]));
    }
}
