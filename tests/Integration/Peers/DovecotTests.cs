using Laitos.Integration.Commands;

namespace Laitos.Integration.Peers;

/// <summary>Mail of the owner at a Dovecot, read by commands in mail.</summary>
public sealed class DovecotTests
{
    DovecotInstance dovecot = null!;
    CommandDaemon daemon = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        dovecot = await DovecotInstance.Start(
        [
            .. Enumerable.Range(1, 9).Select(n => $"From: Frog <frog{n}@pond.test>\r\nSubject: mail {n}\r\n\r\ncroak {n}\r\n"),
            "From: \"x@evil.test\" <gnome@garden.test>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nViele Gr=C3=BC=C3=9Fe\r\n",
            $"Subject: {new string('s', 100_000)}\r\nFrom: bomb@pond.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>read <b>me</b></p>\r\n--b\r\nContent-Type: image/png\r\n\r\n{new string('x', 900_000)}\r\n--b--\r\n",
        ]);
        daemon = await CommandDaemon.StartWithin(features: $$"""
            "IMAPAccounts": {"Accounts": {
              "me": {{{Place}}, "AuthPasswordFile": "password", "InsecureSkipVerify": true},
              "strict": {{{Place}}, "AuthPasswordFile": "password"},
              "wrong": {{{Place}}, "AuthPassword": "not the password", "InsecureSkipVerify": true},
              "nowhere": {{{Place}}, "AuthPasswordFile": "password", "MailboxName": "Nowhere", "InsecureSkipVerify": true}
            } }
            """, prepare: folder => File.WriteAllText(Path.Combine(folder, "password"), DovecotInstance.Password + "\n"));
    }

    [OneTimeTearDown]
    public async Task End()
    {
        if (dovecot is not null)
        {
            await daemon.DisposeAsync();
            await dovecot.DisposeAsync();
        }
    }

    string Place => $""" "Host": "127.0.0.1", "Port": {dovecot.Port}, "AuthUsername": "alice" """;

    [Test]
    public async Task Mails_are_listed_newest_first_and_read_and_stay_new()
    {
        Assert.That(await daemon.Run(".il me 1 3"), Is.EqualTo("10 gnome@garden.test Grüße\n9 frog9@pond.test mail 9\n8 frog8@pond.test mail 8\n"));
        Assert.That(await daemon.Run(".il me"), Does.StartWith("11 bomb@pond.test sss").And.EndWith("\n2 frog2@pond.test mail 2\n"));
        Assert.That(await daemon.Run(".i l me 20"), Is.EqualTo("there are 11 mails\n"));
        Assert.That(await daemon.Run(".ir me 10"), Is.EqualTo("Viele Grüße\n"));
        Assert.That(await daemon.Run(".ir me 11"), Does.Contain("read me\n").And.Length.LessThan(20));
        Assert.That(dovecot.MailFiles, Has.Exactly(11).Items.And.None.Contains("S"));
    }

    [TestCase(".ir me 99", "127.0.0.1: it has no mail with this number")]
    [TestCase(".il nowhere", "127.0.0.1: it has no such mailbox")]
    [TestCase(".il wrong", "127.0.0.1: it refuses the login: ")]
    [TestCase(".il strict", "127.0.0.1: no TLS with it: ")]
    public async Task What_goes_wrong_is_told_without_a_password(string command, string reason) =>
        Assert.That(await daemon.Run(command), Does.StartWith(reason).And.Not.Contain("password").And.Not.Contain("wonder"));
}
