using Laitos.Domain.Commands;
using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Journey;
using Laitos.Properties.Message.Mime;
using static Laitos.Properties.Commands.CommandSetup;

namespace Laitos.Properties.Commands;

/// <summary>From the octets of a mail to what is seen in it, and to what is hidden: whatever mail program wrote it.</summary>
public class WrappingLaws
{
    const string Key = "0011aabbcc";

    static readonly string Codes = TotpLaws.Pairs("orangepeels", Noon)[4].Digits;

    /// A line for each way to command, and for some that only look like one.
    static readonly string[] Plants =
    [
        "verysecret.s echo hi", "verysecret .plt 0 35 10 .s echo hi", $"verysecret.2 {Key} mail", $"VerySecret verysecret.s x", $"{Codes}.s echo hi", "watsup", "two words",
        "verysecret.s echo verysecret", "wrongsecret.s echo hi", "> verysecret.s quoted", "verysecret", "nothing",
    ];

    static readonly CommandPolicy Known = Policy with { Passwords = Policy.Passwords.Add(new Secret("orangepeels")) };

    [Property(Arbitrary = [typeof(MimeArbitraries)], MaxTest = 300)]
    public Property The_same_text_gives_the_same_sighting_however_it_is_wrapped_and_cut(Wrapped wrapped, Cuts cuts, byte plant, byte place)
    {
        var planted = Planted(wrapped, plant, place);
        var expected = Search(Known, Plain(planted.Lines));
        var (whole, inPieces) = (Looks.See(Known, planted.Mail, Noon), Looks.See(Known, planted.Mail, Noon, cuts.Sizes));
        return (whole == expected && inPieces == expected).Label($"{expected}, {whole}, {inPieces}\n{planted}")
            .Classify(expected is CommandCandidate.Command, "command").Classify(expected is CommandCandidate.WrongPassword, "wrong");
    }

    [Property(Arbitrary = [typeof(MimeArbitraries)], MaxTest = 300)]
    public bool No_octets_without_a_secret_are_a_command(MimeSoup head, MimeSoup body, Cuts cuts)
    {
        var policy = PolicyOf(["never-said", "orangepeels"]) with { Shortcuts = Seqs.Of(new Shortcut(new Secret("nor this"), new Secret(".s x"))) };
        return Looks.See(policy, new Octets((byte[])[.. head.Octets.Span, .. "\r\n"u8, .. body.Octets.Span]), Noon, cuts.Sizes) is not CommandCandidate.Command;
    }

    [Property(Arbitrary = [typeof(MimeArbitraries)], MaxTest = 300)]
    public Property Nearly_a_password_is_none(Wrapped wrapped, byte kind, byte at, byte place, bool apart)
    {
        const string password = "Geheimnis-9";
        var i = at % password.Length;
        var near = (kind % 7) switch
        {
            0 => password[..i],
            1 => password.ToUpperInvariant(),
            2 => password.ToLowerInvariant(),
            3 => password[..i] + (char)(password[i] + 1) + password[(i + 1)..],
            4 => password.Remove(i, 1),
            5 => password.Insert(i, "q"),
            _ => password + "q",
        };
        var policy = PolicyOf([password]) with { Shortcuts = Seqs.Of(new Shortcut(new Secret(password + "!"), new Secret(".s x"))) };
        var mail = wrapped.Insert(place, near + (apart ? " " : "") + ".s echo hi");
        return (Looks.See(policy, mail.Mail, Noon) is not CommandCandidate.Command).Label(mail.ToString());
    }

    [Property(Arbitrary = [typeof(MimeArbitraries)], MaxTest = 200)]
    public Property What_is_hidden_is_gone_from_every_text_part_and_nothing_else_has_changed(Wrapped wrapped, Cuts cuts, byte plant, byte place)
    {
        var planted = Planted(wrapped, plant, place);
        var mail = planted.Mail;
        var seen = Looks.See(Known, mail, Noon);
        var masks = Looks.Masks(Known, mail, seen, cuts.Sizes);
        var text = JourneyMails.Render(Overwriting.Apply(Seqs.Of<Segment>(new Segment.Original(0, mail.Length)), masks), mail.ToLatin1());
        var masked = Octets.Latin1(text);
        string[] secrets = seen is CommandCandidate.Command found ? [.. found.Secrets.Map(secret => secret.Reveal()), .. found.Text.Contains(Key, StringComparison.Ordinal) ? new[] { Key } : []] : [];
        var (before, after) = (Walks.Lines(mail), Walks.Lines(masked));
        return (masked == Overwriting.Within(mail, masks) && masked.Length == mail.Length
                && before.Length == after.Length && Enumerable.Range(0, before.Length).All(part => before[part].Length == after[part].Length
                    && Enumerable.Range(0, before[part].Length).All(line => IsCovered(before[part][line], after[part][line], secrets)))
                && OnlyTextChanged(mail, masked))
            .Label($"{seen}\n{planted}\nafter: {text}").Classify(secrets.Length > 0, "hidden");
    }

    [Test]
    public void Secrets_that_share_a_group_of_base64_are_all_hidden([Range(0, 5)] int shift, [Values("", "|", "||", ".")] string between)
    {
        var body = Convert.ToBase64String(Octets.Utf8($"{new string('\n', shift)}verysecret.s x\n> verysecret{between}verysecret{between}verysecret\n").Span);
        var mail = Octets.Latin1($"Content-Transfer-Encoding: base64\r\n\r\n{body}");
        var masked = Overwriting.Within(mail, Looks.Masks(Policy, mail, Looks.See(Policy, mail, Noon)));
        const string stars = "**********";
        Assert.That(Walks.Lines(masked)[0].Where(line => line.Length > 0), Is.EqualTo(new[] { stars + ".s x", $"> {stars}{between}{stars}{between}{stars}" }));
    }

    [TestCase(CarrierTreatment.Untouched)]
    [TestCase(CarrierTreatment.Kept)]
    public void A_mail_that_is_not_masked_is_left_alone_behind_its_header_section(CarrierTreatment treatment)
    {
        var mail = Octets.Latin1("Subject: verysecret\r\n\r\nverysecret.s x\r\n");
        var policy = Policy with { Carrier = treatment };
        var cover = CommandMaskScan.Start(policy, HeaderSection.Parse(mail), Looks.See(policy, mail, Noon));
        Assert.That(cover.IsIdle);
        Assert.That(Overwriting.Within(mail, cover.End()).ToLatin1(), Is.EqualTo("Subject: **********\r\n\r\nverysecret.s x\r\n"));
    }

    [TestCase("Subject: verysecret.s x\r\n", "Subject: **********.s x\r\n")]
    [TestCase("Subject: VerySecret\r\n", "Subject: **********\r\n")]
    [TestCase("verysecret: verysecret \r\n\tverysecret\r\n", "verysecret: ********** \r\n\t**********\r\n")]
    [TestCase("Subject: very\r\n secret\r\n", "Subject: very\r\n secret\r\n")]
    [TestCase("Subject: a =?utf-8?q?=76erysecret?= b\r\n", "Subject: a =?utf-8?q?************?= b\r\n")]
    [TestCase("X: =?utf-8?b?dmVyeXNlY3JldA==?= =?x?q?y?=\r\n", "X: =?utf-8?b?****************?= =?x?q?*?=\r\n")]
    [TestCase("Subject: =?utf-8?q?verysecret?= verysecret\r\n", "Subject: =?utf-8?q?**********?= **********\r\n")]
    [TestCase("Subject: =?utf-8?q?very?=\r\n =?utf-8?q?secret?=\r\n", "Subject: =?utf-8?q?****?=\r\n =?utf-8?q?******?=\r\n")]
    [TestCase("Subject: caf\u00c3\u00a9 verysecret\r\n", "Subject: caf\u00c3\u00a9 **********\r\n")]
    [TestCase("Subject: caf\u00e9 verysecret\r\n", "Subject: caf\u00e9 **********\r\n")]
    [TestCase("Content-Type: multipart/mixed; boundary=verysecret\r\n", "Content-Type: multipart/mixed; boundary=verysecret\r\n")]
    public void Header_fields_keep_their_structure(string field, string masked) => Assert.That(Header(field, "verysecret", "verysecret.s x"), Is.EqualTo(masked));

    [TestCase("Subject: two words\r\n", "Subject: *********\r\n")]
    [TestCase("Subject: two\r\n words\r\n", "Subject: ***\r\n *****\r\n")]
    [TestCase("Subject: info, informal\r\n", "Subject: ****, informal\r\n")]
    [TestCase("To: info@example.com\r\nMessage-ID: <a.info@b>\r\n", "To: info@example.com\r\nMessage-ID: <a.info@b>\r\n")]
    public void A_short_shortcut_is_hidden_in_the_subject_alone(string field, string masked) =>
        Assert.That(Header(field, "orangepeels", field.Contains("info", StringComparison.Ordinal) ? "info" : "two words"), Is.EqualTo(masked));

    [Test]
    public void Letters_beyond_ASCII_are_hidden_octet_for_octet()
    {
        Assert.That(Header("Subject: gr\u00c3\u00b6\u00c3\u009fter!\r\n", "größter!", "größter!.s x"), Is.EqualTo("Subject: **********\r\n"));
        Assert.That(Header("Subject: gr\u00f6\u00dfter!\r\n", "größter!", "größter!.s x"), Is.EqualTo("Subject: ********\r\n"));
        Assert.That(Header("Subject: =?ISO-8859-1?Q?gr=F6=DFter!?=\r\n", "größter!", "größter!.s x"), Is.EqualTo("Subject: =?ISO-8859-1?Q?************?=\r\n"));
        Assert.That(Header("Subject: \u00f0\u009f\u0098\u0080pass-word!\r\n", "😀pass-word!", "😀pass-word!.s x"), Is.EqualTo("Subject: **************\r\n"));
    }

    static string Header(string fields, string password, string line)
    {
        var policy = PolicyOf([password]) with { Shortcuts = Seqs.Of(new Shortcut(new Secret("info"), new Secret(".s x")), new Shortcut(new Secret("two words"), new Secret(".s x"))) };
        var mail = Octets.Latin1(fields + "\r\n");
        return Overwriting.Within(mail, Looks.Masks(policy, mail, Search(policy, Plain(line)))).ToLatin1()[..^2];
    }

    static Wrapped Planted(Wrapped wrapped, byte plant, byte place) => wrapped.Insert(place, Plants[plant % Plants.Length]);

    /// Every secret is gone, and a line without any is as it was. In HTML a blank may have been written with many characters.
    static bool IsCovered(string before, string after, string[] secrets) =>
        secrets.All(secret => secret.Length < 7 || !after.Contains(secret, StringComparison.OrdinalIgnoreCase))
        && (before == after || (after.Contains('*', StringComparison.Ordinal) && Array.Exists(secrets, secret => before.Contains(secret, StringComparison.OrdinalIgnoreCase))));

    /// Whatever changed belongs to a line of a text part.
    static bool OnlyTextChanged(Octets mail, Octets masked)
    {
        var lines = Masking.Of(Walks.Parts(mail).SelectEach(part => part.Lines.Map(line => new LineRange(line, 0, line.Text.Length))));
        var isText = new bool[mail.Length];
        lines.Iter(each => isText.AsSpan((int)each.Offset, each.Octets.Length).Fill(true));
        return Enumerable.Range(0, mail.Length).All(i => mail.Span[i] == masked.Span[i] || isText[i]);
    }
}
