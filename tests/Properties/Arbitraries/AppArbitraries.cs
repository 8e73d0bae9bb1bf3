using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Sasl;

namespace Laitos.Properties.Arbitraries;

/// <summary>What may follow the prefix of an app, hostile things among it.</summary>
public sealed record Argument(string Text);

/// <summary>What may have been fetched as news: feeds, broken feeds, and things that are none.</summary>
public sealed record Feed(Octets Document);

public static class AppArbitraries
{
    public static Instant Noon { get; } = new(1_795_435_200_000);

    public static AppPolicy Policy { get; } = new(
        UnrestrictedShell: true, Option<string>.None, Vault, Seqs.Of(("Notes", Vault), ("other", Vault)), Seqs.Of(("Phone", "/srv/phone.txt")),
        Seqs.Of(new WebAddress(new Uri("https://news.example/feed?token=hush")), new WebAddress(new Uri("https://me:hush@other.example/rss"))), Seqs.Of(Beep, Stats))
    {
        SosInformation = "Jo, red boat",
        Jokes = Seqs.Of(new WebAddress(new Uri("https://jokes.example/random?token=hush")), new WebAddress(new Uri("https://other.example/"))),
        WolframAlpha = new WolframAlphaAccount(new WebAddress(new Uri("http://127.0.0.1:8080/wolfram/")), new SecretSource.Given(new Secret("hush-hush"))),
        Mailboxes = Seqs.Of(("Me", Inbox)),
        Twilio = new TwilioAccount(new WebAddress(new Uri("https://api.example")), "AC17", new SecretSource.InFile("/srv/token"), "+15550001111"),
    };

    public static ImapAccount Inbox => new("imap.example", 993, "me", new LoginProof.Password(new Secret("hush-hush")), "INBOX", VerifiesCertificate: true);

    /// <summary>The key of the recorded files begins like this; the rest of it comes with the command.</summary>
    public static EncryptedFile Vault => new("/srv/vault", new Secret("0102030405060708090a0b0c0d0e0f10"), new Secret(new string('a', 60)));

    public static ProgramRule Beep => new(".beep", "/usr/bin/beep", Seqs.Of("--times", "{argument}", "<{argument}|{argument}>"));

    public static ProgramRule Stats => new(".stats", "/usr/bin/stats", default);

    public static Arbitrary<Argument> Arguments() => Gen.OneOf(
        Gen.Elements(
            "", "info", "Runtime", "log", "tune", "tune  APPLY", "lock", "stop", "kill", "id", "uname", "echo hi", "notes aaaa x", "NOTES aaaa login", "aaaa bank", "phone é",
            "phone", "0 5", "7", "1000 1000", "1001", "-1 2", "a@b.example \"s\" t", "sos@sos \"s\" t", "s default in hello", "S Default OUT x y", "g default in", "g default up", "t +4930123456 hello", "c +4930123456 <&>", "t +1", "l me", "L ME 5 20", "r me 7", "r me", "l you", "s default in", "fi", "fi helsinki", "a@b.example “s” t", "a@b.example \"s t", "99999999999999999999 1"),
        Gen.Elements("a", " ", "\t", "\"", "”", "“", "@", "x@y.example", ".", "aaaa", "notes", "é", "字", "\0", "\r", "\n", "\ud800", "{argument}", "5", "-").ListOf()
            .Select(string.Concat)).Select(text => new Argument(text.Trim())).ToArbitrary();

    public static Arbitrary<IApp> Apps() => Gen.OneOf(
        Gen.Elements(AppCatalog.Of(Policy).ToArray()),
        Gen.Elements(AppCatalog.Of(new AppPolicy(false, Option<string>.None, Option<EncryptedFile>.None, default, default, default, default)).ToArray())).ToArbitrary();

    public static Arbitrary<AppRequest> Requests() => Gen.Elements<AppRequest>(
        new AppRequest.Nothing(), new AppRequest.Run("/bin/true", default), new AppRequest.Interpret(Option<string>.None, "true"), new AppRequest.ReadFile("/x", 1),
        new AppRequest.Fetch(default, "*/*", 1), new AppRequest.Send(Seqs.Of((Mailbox)Mailbox.Parse("a@b.example")), "s", "b"), new AppRequest.Inspect(InspectionTopic.Info),
        new AppRequest.Call(new HttpCall(new WebAddress(new Uri("https://api.example")), default, new HttpCredential.Parameter("key", new SecretSource.InFile("/x"))), 1),
        new AppRequest.ListMails(Inbox, 0, 10), new AppRequest.ReadMail(Inbox, 7, 100), new AppRequest.StoreMessage(new MessageSlot("default", MessageDirection.In), "x"), new AppRequest.ReadMessages(), new AppRequest.ReadTunables(default), new AppRequest.WriteTunables(default), new AppRequest.Lock(), new AppRequest.Stop()).ToArbitrary();

    public static Arbitrary<AppResponse> Responses() => Gen.OneOf(
        Gen.Constant((AppResponse)new AppResponse.Done()),
        Gen.Elements("no such file", "", "x\ny").Select(reason => (AppResponse)new AppResponse.Failed(reason)),
        from code in Gen.Elements(Option<int>.None, 0, 1, 3, 255, -7)
        from output in OutputGen
        from isCut in Gen.Elements(true, false)
        select (AppResponse)new AppResponse.Exited(code, output, isCut),
        OutputGen.Select(content => (AppResponse)new AppResponse.Read(content)),
        from status in Gen.Elements(200, 201, 302, 400, 500)
        from body in Gen.OneOf(FeedGen, AnswerGen, OutputGen)
        select (AppResponse)new AppResponse.Answered(status, body),
        from total in Gen.Elements(0, 1, 7, int.MaxValue)
        from headers in Gen.OneOf(OutputGen, Gen.Elements("From: a@b.example\r\nSubject: =?utf-8?q?=C3=A9?=\r\n\r\n", "Subject: x\n", "From: <\r\n\r\n").Select(Octets.Utf8)).ListOf()
        select (AppResponse)new AppResponse.MailsListed(total, headers.Select((header, n) => new ListedMail((uint)n, header)).Gather()),
        BankGen.Select(bank => (AppResponse)new AppResponse.Messages(bank)),
        from documents in FeedGen.ListOf()
        from each in Gen.Elements(true, false).ListOf(documents.Count)
        select (AppResponse)new AppResponse.Fetched(documents.Zip(each, (document, isThere) =>
            isThere ? Prelude.Right<string, Octets>(document) : Prelude.Left<string, Octets>("no answer in time")).Gather()),
        Gen.Elements("", "about\n", "net/core/somaxconn=128\n", "=\n==\nx=", "net/core/somaxconn=9223372036854775808\nfs/file-max=-1\nfs/file-max=5\n")
            .Select(text => (AppResponse)new AppResponse.Inspected(text))).ToArbitrary();

    public static Arbitrary<Feed> Feeds() => FeedGen.Select(document => new Feed(document)).ToArbitrary();

    /// Answers of services, whole and in pieces.
    static Gen<Octets> AnswerGen => Gen.OneOf(
        Gen.Elements("{\"sid\": \"SM1\", \"status\": \"queued\"}", "{\"message\": \"no\\u0000\", \"code\": 1e999}", "{\"message\": \"\\udc00\"}", "[]", "7").Select(Octets.Utf8),
        from parts in Gen.Elements(
            "<queryresult success='true' error='false'>", "<queryresult error='true'>", "</queryresult>", "<pod title='A\t&#7;'>", "</pod>", "<subpod title='é'>", "</subpod>", "<plaintext>", "</plaintext>",
            "<plaintext/>", "text | 1\n", "&#x1b;", "<msg>m</msg>", "<didyoumean>frog</didyoumean>", "<tip text='t'/>", "&amp;").ListOf()
        select Octets.Utf8("<queryresult>" + string.Concat(parts)));

    static Gen<MessageBank> BankGen =>
        from messages in (from tag in Gen.Elements("default", "LoRaWAN", "x_1")
                          from direction in Gen.Elements(Enum.GetValues<MessageDirection>())
                          from text in Gen.Elements("hello", "é 字", "a\tb", "\ufffd", "")
                          select new BankMessage(new MessageSlot(tag, direction), Noon, text)).ListOf()
        select messages.Aggregate(MessageBank.Empty, (bank, message) => bank.Store(message));

    static Gen<Octets> OutputGen => Gen.OneOf(
        Gen.Elements("out\n", "é", "", "Salted__", "Salted__12345678", "Salted__123456780123456789abcdef", "a: b\n", "phone é 1\r\nx\n").Select(Octets.Utf8),
        ArbMap.Default.GeneratorFor<byte[]>().Select(octets => new Octets(octets)));

    /// Three in four are built of what feeds are built of, in any order.
    static Gen<Octets> FeedGen => Gen.Frequency(
        (3, from start in Gen.Elements("<rss>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<html>", "\ufeff<rss>", "<?xml version='1.0' encoding='iso-8859-1'?><rss>", "<!DOCTYPE r [<!ENTITY a 'b'>]><rss>", "")
            from parts in Gen.Elements(
                "<item>", "</item>", "<entry>", "</entry>", "<title>", "</title>", "<description>", "</description>", "<pubDate>Mon, 2 Mar 2026 10:00:00 GMT</pubDate>",
                "<updated>2026-03-02T10:00:00+02:00</updated>", "text", "&amp;", "&nbsp;", "&#0;", "<![CDATA[<b>x</b>]]>", "<br/>", "<title/>", "<item/>", "é", "<", ">", "<!--", "-->", "\0", "\ud800").ListOf()
            from end in Gen.Elements("</rss>", "</feed>", "", "</html>")
            select Octets.Utf8(start + string.Concat(parts) + end)),
        (1, Gen.Elements("{\"joke\":\"Why?\\nBecause.\"}", "{\"value\":\"\\ud800\"}", "{\"value\":7}", "{", "A plain one", "").Select(Octets.Utf8)),
        (1, ArbMap.Default.GeneratorFor<byte[]>().Select(octets => new Octets(octets))));
}
