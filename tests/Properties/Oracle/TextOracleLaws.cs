using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Message.Mime;
using MimeKit;
using MimeKit.Utils;

namespace Laitos.Properties.Oracle;

/// <summary>MimeKit and we read the same in encoded words and in plain text parts. Where the two differ, that is listed here with the reason.</summary>
public class TextOracleLaws
{
    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 1000)]
    public void Our_encoded_words(HeaderText headerText) =>
        Assert.That(Rfc2047.DecodeText(Octets.Utf8(string.Join(' ', EncodedWord.Encode(headerText.Text))).Memory.ToArray()), Is.EqualTo(headerText.Text));

    [TestCase("=?US-ASCII?Q?Keith_Moore?=")]
    [TestCase("=?ISO-8859-1?Q?Patrik_F=E4ltstr=F6m?= <x>")]
    [TestCase("=?utf-8*en?q?a=3D=zz?=")]
    [TestCase("=?utf-8?q?a_?=\t=?iso-8859-1?q?b?=")]
    [TestCase("=?utf-8?q?=C3?= =?utf-8?q?=A9?=")]
    [TestCase("=?utf-8?x?a?=")]
    [TestCase("=?utf-8?q?open")]
    public void Encoded_words(string text) => Assert.That(EncodedWord.Decode(text), Is.EqualTo(Rfc2047.DecodeText(Octets.Utf8(text).Memory.ToArray())));

    [TestCase("=?utf-8?b?w6k?=", "é", "", TestName = "Base64 without its padding is lost there; many programs write it")]
    [TestCase("=?utf-8?b?!!?=", "=?utf-8?b?!!?=", "", TestName = "What is no base64 is lost there; here it stays as it stands")]
    [TestCase("=?=?utf-8?q?a?=", "=?a", "=?=?utf-8?q?a?=", TestName = "An encoded word behind stray characters is not seen there")]
    public void Known_differences_of_encoded_words(string text, string ours, string theirs)
    {
        Assert.That(EncodedWord.Decode(text), Is.EqualTo(ours));
        Assert.That(Rfc2047.DecodeText(Octets.Utf8(text).Memory.ToArray()), Is.EqualTo(theirs));
    }

    [TestCase("utf-8", "quoted-printable", "a= \t\r\nb\r\n", "ab", "a= \t\nb", TestName = "A soft line break with blanks behind it is kept there; transport adds such blanks (RFC 2045 §6.7)")]
    [TestCase("utf-8; format=flowed", "7bit", "a \r\nb\r\n", "a b", "a \nb", TestName = "Flowed lines stay broken there")]
    [TestCase("us-ascii", "8bit", "\u00c3\u00a9\r\n", "é", "??", TestName = "Octets beyond ASCII in text that calls itself ASCII are lost there; here they are read as UTF-8")]
    public void Known_differences_of_text(string charset, string encoding, string body, string ours, string theirs)
    {
        var mail = Octets.Latin1($"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}");
        Assert.That(Ours(mail), Is.EqualTo(ours));
        Assert.That(Theirs(mail), Is.EqualTo(theirs));
    }

    static string Ours(Octets mail) => Whole(Walks.Parts(mail).AsEnumerable().Where(part => part.Kind == TextKind.Plain).Select(part => string.Join('\n', Walks.LinesOf(part))));

    static string Theirs(Octets mail) =>
        Whole(MimeMessage.Load(new MemoryStream(mail.Memory.ToArray())).BodyParts.OfType<MimeKit.TextPart>().Where(part => part is { IsPlain: true, IsAttachment: false }).Select(part => part.Text));

    /// Empty lines at the end are no matter.
    static string Whole(IEnumerable<string> parts) => string.Join('\n', parts.Select(text => text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n')));
}
