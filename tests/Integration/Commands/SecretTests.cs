using System.Text;
using System.Text.RegularExpressions;
using Laitos.Integration.Durability;
using Laitos.Integration.Support;
using Laitos.Shell.Cli;

namespace Laitos.Integration.Commands;

/// <summary>Passwords, codes and keys are planted in all kinds of mails that go all kinds of ways, and looked for in all that the daemon ever shows.</summary>
[Parallelizable(ParallelScope.All)]
public sealed partial class SecretTests
{
    const string Key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    static readonly RelayScript Troubled = new()
    {
        Replies = new Dictionary<string, string>
        {
            [$"RCPT TO:<{CommandDaemon.Owner}>"] = "450 4.2.1 later",
            [$"RCPT TO:<{DurableDaemon.First}>"] = "450 4.2.1 later",
            [$"RCPT TO:<{CommandDaemon.Listener}>"] = "550 5.1.1 nobody",
        },
    };

    [TestCase("text")]
    [TestCase("json")]
    public async Task No_secret_is_shown_anywhere(string log)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "vault");
        var vault = await Vault.At(file);
        await using var daemon = await CommandDaemon.Start(
            $$""", "NotifyViaEmail": {"Recipients": ["{{CommandDaemon.Listener}}"]} """, vault.Features(file), script: Troubled, passwords: [CommandDaemon.Password, Key], arguments: ["-log", log]);
        var pair = await Codes.Pair(Key, Codes.Step + 1);
        var planted = Planted(vault, pair);
        foreach (var commandLetter in planted)
        {
            Assert.That(await daemon.Post(commandLetter), Does.StartWith("250 "), commandLetter.Body);
        }

        Assert.That(
            await DurableDaemon.Becomes(() => Task.FromResult(daemon.Daemon.Log.Count(line => line.Contains("command-answered", StringComparison.Ordinal)) == planted.Count - 1)),
            "all but the wrong password have run");
        await DurableDaemon.Becomes(() => Task.FromResult(daemon.Daemon.Notices.Count(mail => mail.Recipients.Contains(DurableDaemon.Postmaster)) >= planted.Count - 1), 10);
        var shown = new List<string> { await Told(daemon, "check"), await Told(daemon, "queue", "list"), await Told(daemon, "queue", "list", "--json") };
        foreach (var entry in await daemon.Daemon.Queue())
        {
            shown.Add(await Shown(daemon, entry.Id, asJson: false));
            shown.Add(await Shown(daemon, entry.Id, asJson: true));
        }

        shown.AddRange(daemon.Daemon.Log);
        await daemon.Daemon.Kill();
        await daemon.Daemon.StartAgain();
        daemon.Daemon.Relay.Script = new RelayScript();
        var codes = CommandDaemon.TextOf(await daemon.Answer(planted[0])).Split(' ', '\n').Where(word => word.Length == 6).ToList();
        Assert.That(codes, Has.Count.EqualTo(3), "codes of the account");
        Assert.That(CommandDaemon.TextOf(await daemon.Answer(planted[1])), Is.EqualTo(Vault.Line + "\n"));
        await daemon.Daemon.Drained();
        shown.AddRange(daemon.Daemon.Log);
        shown.AddRange(daemon.Daemon.Relay.Mails.Where(mail => !mail.Recipients.Contains(CommandDaemon.Owner)).Select(mail => mail.Text));

        string[] secrets = [CommandDaemon.Password, CommandDaemon.Shortcut, Key, pair, pair[..6], pair[6..], vault.Rest, vault.Prefix, vault.Iv, Vault.AccountKey, .. codes];
        Assert.Multiple(() => FindNone(shown, secrets));
        Assert.Multiple(() => FindNone(daemon.Daemon.Relay.Mails.Select(mail => mail.Text), secrets[..^4]));
    }

    /// The first two are answered with secrets of their own.
    static List<CommandLetter> Planted(Vault vault, string pair) =>
    [
        CommandLetter.Order($".2 {vault.Rest} bank"),
        CommandLetter.Order($".a notes {vault.Rest} bank"),
        CommandLetter.Order($".a notes {vault.Rest} shop") with { Subject = $".a notes {vault.Rest} shop" },
        CommandLetter.Order($".a notes {string.Concat(vault.Rest.Reverse())}{vault.Rest} bank"),
        CommandLetter.Order($".a  no-such-word {vault.Rest} bank"),
        CommandLetter.Order($".plt 0 0 5 .2 {vault.Rest} shop"),
        CommandLetter.Order(".s echo subject") with { Subject = $"{CommandDaemon.Password}.s echo subject" },
        CommandLetter.Order(".s echo encoded") with { Subject = $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes($"my {CommandDaemon.Password}"))}?=" },
        CommandLetter.Order($".s echo repeated {CommandDaemon.Password}"),
        CommandLetter.Of($"{CommandDaemon.Password}\r\n{CommandDaemon.Password}.x nothing\r\n"),
        CommandLetter.Of($"{CommandDaemon.Shortcut}\r\n"),
        CommandLetter.Of($"{Key}.s echo key\r\n> {Key}.s echo key\r\n"),
        CommandLetter.Of($"{pair}.s echo codes") with { Subject = $"{pair}.s echo codes" },
        CommandLetter.Of("open sesame 8.s echo wrong"),
    ];

    /// A long word of digits and letters.
    [GeneratedRegex("(?=[0-9a-z]*[a-z])[0-9a-z]{16,}")]
    private static partial Regex Drawn();

    static void FindNone(IEnumerable<string> shown, string[] secrets)
    {
        foreach (var text in shown)
        {
            // Boundaries, digests and ids hold any six digits now and then.
            var drawn = Drawn().Replace(text, "");
            foreach (var secret in secrets.Where(secret => (secret.All(char.IsAsciiDigit) ? drawn : text).Contains(secret, StringComparison.OrdinalIgnoreCase)))
            {
                Assert.Fail($"{secret} is shown in: {text[..Math.Min(text.Length, 2000)]}");
            }
        }
    }

    /// What <c>laitos queue show</c> prints, without a process for each mail.
    static async Task<string> Shown(CommandDaemon daemon, string id, bool asJson)
    {
        await using var written = new StringWriter();
        var terminal = CliTerminal.OfProcess with { Output = written, Error = written };
        Assert.That(await new QueueQueries(daemon.File("config.json"), terminal).Show(id, asJson), Is.Zero, written.ToString());
        return written.ToString();
    }

    static async Task<string> Told(CommandDaemon daemon, params string[] arguments)
    {
        var command = await LaitosCommand.Run([.. arguments, "-config", daemon.File("config.json")]);
        Assert.That(command.Code, Is.Zero, command.Error);
        return command.Output + command.Error;
    }
}
