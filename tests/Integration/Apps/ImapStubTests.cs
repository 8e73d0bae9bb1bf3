using System.Collections.Concurrent;
using System.Text;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Domain.Sasl;

namespace Laitos.Integration.Apps;

/// <summary>Mailboxes at servers that mean harm: each ends in an answer, whatever they send.</summary>
[Parallelizable(ParallelScope.All)]
public class ImapStubTests
{
    const string Token = "t0ken.of-the_pond";

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    static readonly string Brackets = "* 1 FETCH (BODYSTRUCTURE " + new string('(', 200_000);

    [Test]
    public async Task A_mail_is_listed()
    {
        await using var server = new ImapStub((_, _) => null);
        Assert.That(await Listed(server, 10), Is.EqualTo("1: 7 " + ImapStub.Fields));
    }

    /// By STARTTLS, before anything else; where it is not offered, or does not come about, nothing is said that is secret.
    [TestCase("", "1: 7 " + ImapStub.Fields)]
    [TestCase("not offered", "127.0.0.1: The IMAP server does not support the STARTTLS extension.")]
    [TestCase("refused", "127.0.0.1: ")]
    public async Task A_mail_is_listed_by_STARTTLS(string trouble, string told)
    {
        await using var server = new ImapStub(
            (command, tag) => (command, trouble) switch
            {
                ("connect", "not offered") => ["* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n"],
                ("STARTTLS", "refused") => [$"{tag} NO not now\r\n"],
                _ => null,
            },
            ImapTls.StartTls);
        Assert.That(await Listed(server, 10), Does.StartWith(told));
        Assert.That(server.InClear, Is.SubsetOf(new[] { "CAPABILITY", "STARTTLS", "LOGOUT" }));
    }

    /// By the better mechanism of those that the server offers (RFC 7628), with a token that a program prints.
    [TestCase("AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER", "AUTHENTICATE OAUTHBEARER ", "n,a=me,\u0001host=127.0.0.1\u0001")]
    [TestCase("AUTH=PLAIN AUTH=XOAUTH2", "AUTHENTICATE XOAUTH2 ", "user=me\u0001")]
    public async Task An_access_token_logs_in(string mechanisms, string command, string front)
    {
        var heard = new ConcurrentQueue<string>();
        await using var server = new ImapStub((said, _) =>
        {
            heard.Enqueue(said);
            return said == "connect" ? [$"* OK [CAPABILITY IMAP4rev1 SASL-IR {mechanisms}] ready\r\n"] : null;
        });
        Assert.That(await Listed(server.Account with { Proof = new LoginProof.TokenCommand(Seqs.Of("/bin/echo", Token)) }, 10), Is.EqualTo("1: 7 " + ImapStub.Fields));
        var login = heard.Single(said => said.StartsWith("AUTHENTICATE", StringComparison.Ordinal));
        Assert.That(login, Does.StartWith(command));
        Assert.That(Encoding.UTF8.GetString(Convert.FromBase64String(login[command.Length..])), Does.StartWith(front).And.EndsWith($"\u0001auth=Bearer {Token}\u0001\u0001"));
    }

    /// A server that takes no token is not offered it as a password.
    [TestCase("AUTH=PLAIN AUTH=LOGIN", "/bin/echo", "127.0.0.1: it takes no access token; it offers LOGIN, PLAIN")]
    [TestCase("AUTH=XOAUTH2", "/bin/echo", "127.0.0.1: it refuses the login: ")]
    [TestCase("AUTH=XOAUTH2", "/bin/false", "/bin/false: it ended with code 1")]
    public async Task A_token_that_does_not_log_in_is_told_and_not_shown(string mechanisms, string program, string reason)
    {
        await using var server = new ImapStub((said, tag) =>
            said == "connect" ? [$"* OK [CAPABILITY IMAP4rev1 SASL-IR {mechanisms}] ready\r\n"]
            : said.StartsWith("AUTHENTICATE XOAUTH2", StringComparison.Ordinal) ? [$"{tag} NO not with {Token}\r\n"]
            : said.StartsWith("AUTHENTICATE", StringComparison.Ordinal) || said.StartsWith("LOGIN", StringComparison.Ordinal) ? throw new IOException("a token is no password")
            : null);
        Assert.That(await Listed(server.Account with { Proof = new LoginProof.TokenCommand(Seqs.Of(program, Token)) }, 10), Does.StartWith(reason).And.Not.Contain(Token));
    }

    [TestCase("connect", "silence", "no answer in time")]
    [TestCase("connect", "220 mail.example ESMTP\r\n", "its answer cannot be read: ")]
    [TestCase("connect", "* BYE go away\r\n", "")]
    [TestCase("connect", "line", "what it sends is no answer of IMAP")]
    [TestCase("AUTHENTICATE", "TAG NO not with croak croak\r\n", "it refuses the login: ")]
    [TestCase("AUTHENTICATE", "brackets", "what it sends is no answer of IMAP")]
    [TestCase("EXAMINE", "brackets", "what it sends is no answer of IMAP")]
    [TestCase("EXAMINE", "TAG NO no such mailbox\r\n", "")]
    [TestCase("FETCH", "brackets", "what it sends is no answer of IMAP")]
    [TestCase("FETCH", "drip", "no answer in time")]
    [TestCase("FETCH", "* 1 FETCH (UID 7 BODY[HEADER.FIELDS (FROM SUBJECT)] {99999999}\r\n", "it sends more than a session may bring")]
    [TestCase("FETCH", "* 1 FETCH (UID 7 BODY[] {3}\r\nab", "no answer in time")]
    [TestCase("FETCH", "* 1 FETCH (UID x\r\n", "")]
    [TestCase("FETCH", "close", "")]
    public async Task A_server_that_does_harm_is_given_up(string at, string what, string reason)
    {
        await using var server = new ImapStub((command, tag) => command.Split(' ')[0] is var verb && (verb == at || (verb == "LOGIN" && at == "AUTHENTICATE")) ? Harm(what, tag) : null);
        var response = await TestHost.Grant(new AppRequest.ListMails(server.Account, 0, 10), Limit);
        Assert.That(response, Is.TypeOf<AppResponse.Failed>());
        Assert.That(((AppResponse.Failed)response).Reason, Does.StartWith("127.0.0.1: " + reason).And.Not.Contain("croak").And.Property("Length").LessThan(400));
    }

    [Test]
    public async Task A_server_that_boasts_of_mails_and_lists_none_costs_nothing()
    {
        await using var server = new ImapStub((command, tag) => command.StartsWith("EXAMINE", StringComparison.Ordinal) ? [$"* 2147483647 EXISTS\r\n{tag} OK [READ-ONLY] done\r\n"]
            : command.StartsWith("FETCH", StringComparison.Ordinal) ? [$"{tag} OK done\r\n"] : null);
        Assert.That(await Listed(server, 200), Is.EqualTo("2147483647: "));
    }

    [Test]
    public async Task A_mail_with_a_field_of_many_octets_is_listed_like_others()
    {
        var field = "Subject: " + new string('x', 1 << 20) + "\r\n\r\n";
        await using var server = new ImapStub((command, tag) =>
            command.StartsWith("FETCH", StringComparison.Ordinal) ? [$"* 1 FETCH (UID 7 BODY[HEADER.FIELDS (FROM SUBJECT)] {{{field.Length}}}\r\n{field})\r\n{tag} OK done\r\n"] : null);
        Assert.That(
            (await TestHost.Command(new AppPolicy(false, default, default, default, default, default, default) { Mailboxes = Seqs.Of(("me", server.Account)) }, ".i", "l me", new Instant(0))).Output,
            Does.StartWith("7 ? xxx").And.Property("Length").LessThan(300));
    }

    static Task<string> Listed(ImapStub server, int count) => Listed(server.Account, count);

    static async Task<string> Listed(ImapAccount account, int count) => await TestHost.Grant(new AppRequest.ListMails(account, 0, count)) switch
    {
        AppResponse.MailsListed(var total, var mails) => $"{total}: {string.Concat(mails.Map(mail => $"{mail.Uid} {mail.Header.ToLatin1()}"))}",
        AppResponse.Failed(var reason) => reason,
        var other => $"{other}",
    };

    static IEnumerable<string> Harm(string what, string tag) => what switch
    {
        // It waits for the next command.
        "silence" => [],
        "close" => throw new IOException("closed"),
        "brackets" => [Brackets],
        "drip" => Unruly.Drip("* OK still here\r\n"),
        "line" => Unruly.Flood(new string('x', 10_000)),
        _ => [what.Replace("TAG", tag, StringComparison.Ordinal)],
    };
}
