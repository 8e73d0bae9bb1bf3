using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Relay;
using MimeKit;

namespace Laitos.Integration.Relay;

/// <summary>A mail of any shape made 7-bit: what its parts and its fields mean is the same before and after, as the library that receives mail reads them.</summary>
[Parallelizable(ParallelScope.All)]
public class SevenBitLaws
{
    static readonly Gen<string> Words = Gen.Elements("word", "grüße", "файл", "日本語", "a=b", "?", "=?x?=", "naïve.", "x").NonEmptyListOf().Select(words => string.Join(' ', words.Take(12)));

    static readonly Gen<byte[]> Bodies =
        from lines in Gen.Frequency(
            (6, Words.Select(Encoding.UTF8.GetBytes)),
            (2, Words.Select(Encoding.Latin1.GetBytes)),
            (2, Gen.Elements("", ".", " ", "From here", "--b0", "trailing \t ", "a=", "=3D").Select(Encoding.ASCII.GetBytes)),
            (1, Gen.Elements(900, 998, 999, 5000).Select(length => Encoding.Latin1.GetBytes(new string('ü', length)))),
            (1, Gen.Elements(998, 999, 70000).Select(length => Encoding.ASCII.GetBytes(new string('x', length)))),
            (1, Gen.Choose(1, 255).Where(octet => octet is not ('\r' or '\n')).Select(octet => (byte)octet).ArrayOf(100))).ListOf()
        select lines.SelectMany(line => (byte[])[.. line, .. "\r\n"u8]).ToArray();

    static readonly Gen<byte[]> Leaves =
        from body in Bodies
        from type in Gen.Elements("", "Content-Type: text/plain; charset=utf-8\r\n", "Content-Type: text/html; charset=windows-1252\r\n", "Content-Type: application/octet-stream\r\n", "Content-Type: image/png\r\nContent-Disposition: attachment; filename=\"grün.png\"\r\n")
        from encoding in Gen.Elements("", "", "7bit", "8bit", "8bits", "8-bit", "BINARY", "base64", "quoted-printable")
        let field = encoding.Length == 0 ? "" : $"Content-Transfer-Encoding: {encoding}\r\n"
        let written = encoding == "base64" ? Encoding.ASCII.GetBytes(Convert.ToBase64String(body, Base64FormattingOptions.InsertLineBreaks) + "\r\n") : body
        select (byte[])[.. Encoding.UTF8.GetBytes(type + field), .. "\r\n"u8, .. written];

    static Gen<byte[]> Entities(int depth) => depth == 0 ? Leaves : Gen.Frequency((2, Leaves), (3, Multiparts(depth)), (1, Attached(depth)));

    static Gen<byte[]> Multiparts(int depth) =>
        from subtype in Gen.Elements("mixed", "alternative", "related")
        from encoding in Gen.Elements("", "Content-Transfer-Encoding: 8bit\r\n", "Content-Transfer-Encoding: 7bit\r\n")
        from around in Gen.Elements("", "for readers without MIME\r\n", "für alte Programme\r\n")
        from parts in Entities(depth - 1).NonEmptyListOf()
        let boundary = $"b{depth}"
        select (byte[])[
            .. Encoding.UTF8.GetBytes($"Content-Type: multipart/{subtype}; boundary={boundary}\r\n{encoding}\r\n{around}"),
            .. parts.Take(4).SelectMany(part => (byte[])[.. Encoding.ASCII.GetBytes($"--{boundary}\r\n"), .. part, .. "\r\n"u8]),
            .. Encoding.UTF8.GetBytes($"--{boundary}--\r\n{around}")];

    static Gen<byte[]> Attached(int depth) =>
        from encoding in Gen.Elements("", "Content-Transfer-Encoding: 8bit\r\n")
        from inner in Mails(depth - 1)
        select (byte[])[.. Encoding.ASCII.GetBytes($"Content-Type: message/rfc822\r\n{encoding}\r\n"), .. inner];

    static Gen<byte[]> Mails(int depth) =>
        from subject in Words
        from name in Gen.Elements("Jöhn", "Алиса", "plain", "a, b")
        from version in Gen.Elements("", "MIME-Version: 1.0\r\n")
        from entity in Entities(depth)
        select (byte[])[.. Encoding.UTF8.GetBytes($"Received: from a by b; Thu, 26 Nov 2026 00:00:00 +0000\r\nSubject: {subject}\r\nFrom: \"{name}\" <a@example.org>\r\n{version}"), .. entity];

    [Test]
    public void What_a_mail_means_stays_and_what_it_is_written_in_is_7_bit() => Holds(Mails(3), mail =>
    {
        var encoded = Encoded(mail);
        Assert.That(encoded.Any(octet => octet > 127), Is.False, "7-bit");
        Assert.That(Lines(encoded).Max(line => line.Length), Is.LessThanOrEqualTo(998));
        Assert.That(Meaning(encoded), Is.EqualTo(Meaning(mail)));
    });

    [Test]
    public void A_7_bit_mail_with_short_lines_stays_octet_for_octet_but_for_the_names_of_encodings() => Holds(Mails(3), mail =>
    {
        var encoded = Encoded(mail);
        Assert.That(Encoded(encoded), Is.EqualTo(encoded), "nothing is left to encode");
    });

    [Test]
    public void Header_sections_alone() => Holds(Mails(2), mail =>
    {
        var encoded = Encoded(mail, bodies: false);
        Assert.That(Meaning(encoded), Is.EqualTo(Meaning(mail)));
        var header = encoded.AsSpan(0, encoded.AsSpan().IndexOf("\r\n\r\n"u8));
        Assert.That(Ascii.IsValid(header), Is.True);
    });

    [TestCase("Subject: héllo\r\n\r\nplain\r\n", "Subject: =?utf-8?b?aMOpbGxv?=\r\n\r\nplain\r\n")]
    [TestCase("Subject: before MIME\r\n\r\nh\u00e9 and a line that is long enough for it\r\n", "Subject: before MIME\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nh=C3=A9 and a line that is long enough for it\r\n")]
    [TestCase("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\né\r\n.\r\n", "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nw6kNCi4NCg==\r\n")]
    [TestCase("Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\né\r\n", "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nw6kNCg==\r\n")]
    [TestCase("From: ü@example.org\r\nMessage-Id: <ü@x>\r\n\r\na\r\n", "From: ?@example.org\r\nMessage-Id: <??@x>\r\n\r\na\r\n")]
    public void One_mail(string mail, string expected) => Assert.That(Encoding.UTF8.GetString(Encoded(Encoding.UTF8.GetBytes(mail))), Is.EqualTo(expected));

    [Test]
    public void What_is_signed_is_left_alone_and_told()
    {
        const string signed = "Content-Type: multipart/signed; boundary=s; micalg=pgp-sha256\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nunterschriebenes ü\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\nxyz\r\n--s--\r\n";
        var mail = $"Subject: ü\r\nContent-Type: multipart/mixed; boundary=m\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--m\r\n{signed}\r\n--m\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nein ü und viel mehr Text ohne\r\n--m--\r\n";
        var made = Made(Encoding.UTF8.GetBytes(mail));
        Assert.That(made.Change, Is.EqualTo(new SevenBitChange(1, 1, LeavesSigned: true)));
        var text = Encoding.UTF8.GetString(Octets(made.Content));
        Assert.That(text, Does.Contain(signed).And.Contain("ein =C3=BC und").And.StartsWith("Subject: =?utf-8?").And.Contain("boundary=m\r\nContent-Transfer-Encoding: 8bit\r\n"));
        Assert.That(made.Change.ToString(), Does.Contain("multipart/signed"));
    }

    [Test]
    public async Task What_cannot_be_encoded_is_refused_and_nothing_else()
    {
        var bomb = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\r\n\r\nü\r\n", 50_000)) + "--b--\r\n";
        foreach (var mail in new[] { bomb, "Content-Type: multipart/mixed; boundary=ü\r\n\r\n--ü\r\n\r\na\r\n--ü--\r\n" })
        {
            var outcome = await SevenBitContent.Of(new MemoryContent(Encoding.UTF8.GetBytes(mail)), bodies: true, default);
            Assert.That(outcome, Is.InstanceOf<SevenBit.Not>().With.Property("Outcome").InstanceOf<Domain.Smtp.Client.Outcome.Failed>());
            Assert.That(((SevenBit.Not)outcome).Outcome.Because.ToString(), Does.StartWith("554 5.6.3 the relay does not take 8-bit content, and the mail cannot be encoded: "));
        }
    }

    [TestCase("")]
    [TestCase("\r\n")]
    [TestCase("ü")]
    [TestCase("ü\r\nü: ü\r\n\r\nü")]
    [TestCase("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b")]
    [TestCase("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nü")]
    [TestCase("Content-Type: message/rfc822\r\n\r\n")]
    [TestCase("Content-Transfer-Encoding: base64\r\n\r\nYW\u00fcJj\r\n")]
    public void Whatever_comes_is_made_7_bit_or_refused(string mail)
    {
        if (SevenBitContent.Of(new MemoryContent(Encoding.UTF8.GetBytes(mail)), bodies: true, default).Result is SevenBit.Made made)
        {
            Assert.That(Octets(made.Content).Length, Is.EqualTo(made.Content.Size));
            Assert.That(Octets(made.Content).Any(octet => octet > 127), Is.False);
        }
    }

    static void Holds(Gen<byte[]> mails, Action<byte[]> law) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(mails.ToArbitrary(), law));

    static SevenBit.Made Made(byte[] mail, bool bodies = true) => (SevenBit.Made)SevenBitContent.Of(new MemoryContent(mail), bodies, default).Result;

    static byte[] Encoded(byte[] mail, bool bodies = true)
    {
        var made = Made(mail, bodies);
        var octets = Octets(made.Content);
        Assert.That(octets, Has.Length.EqualTo(made.Content.Size), "the size that is announced");
        return octets;
    }

    static byte[] Octets(IMailContent content) => content.Blocks(default).ToBlockingEnumerable().SelectMany(block => block.ToArray()).ToArray();

    static string[] Lines(byte[] octets) => Encoding.Latin1.GetString(octets).Split("\r\n");

    /// Every header field as it reads, and every body as it decodes.
    static string Meaning(byte[] mail)
    {
        var text = new StringBuilder();
        Tell(MimeMessage.Load(new MemoryStream(mail)), text);
        return text.ToString();
    }

    static void Tell(MimeMessage mail, StringBuilder text)
    {
        text.Append($"mail: {mail.Subject} | {string.Join(", ", mail.From.Mailboxes.Select(from => $"{from.Name}/{from.Address}"))}\n");
        Tell(mail.Body, text);
    }

    static void Tell(MimeEntity? entity, StringBuilder text)
    {
        text.Append($"{entity?.ContentType.MimeType} {entity?.ContentDisposition?.FileName}\n");
        switch (entity)
        {
            case Multipart multipart:
                multipart.ToList().ForEach(part => Tell(part, text));
                break;
            case MessagePart { Message: { } inner }:
                Tell(inner, text);
                break;
            case MimePart { Content: { } content }:
                var decoded = new MemoryStream();
                content.DecodeTo(decoded);
                text.Append(Convert.ToHexString(decoded.ToArray())).Append('\n');
                break;
        }
    }
}
