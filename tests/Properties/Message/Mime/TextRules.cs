using System.Text;
using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;

namespace Laitos.Properties.Message.Mime;

/// <summary>Named cases of transfer encodings, charsets, flowed text and HTML.</summary>
public class TextRules
{
    [TestCase("a=3Db", "a=b")]
    [TestCase("=c3=A9", "é")]
    [TestCase("a =\r\nb", "a b")]
    [TestCase("a= \t\r\nb", "ab")]
    [TestCase("a=\nb", "ab")]
    [TestCase("a \t\r\nb ", "a|b")]
    [TestCase("a=20\r\nb", "a |b")]
    [TestCase("a=ZZ =4 =", "a=ZZ =4 ")]
    [TestCase("==41=", "=A")]
    [TestCase("a=0D=0Ab=0Ac", "a|b|c")]
    [TestCase("a=\r\n=\r\n\r\nb", "a|b")]
    public void Quoted_printable(string body, string lines) => Assert.That(Body("text/plain; charset=utf-8", "quoted-printable", body), Is.EqualTo(lines));

    [TestCase("YWJj", "abc")]
    [TestCase("YW\r\nJj\r\n", "abc")]
    [TestCase("Y W\0J!j", "abc")]
    [TestCase("YWI=", "ab")]
    [TestCase("YWI", "ab")]
    [TestCase("YQ==YWI=YWJj", "aababc")]
    [TestCase("====YWJj=Y", "abc")]
    [TestCase("", "")]
    [TestCase("77u/YQ0KYg==", "a|b")]
    public void Base64(string body, string lines) => Assert.That(Body("text/plain; charset=utf-8", "base64", body), Is.EqualTo(lines));

    [TestCase("us-ascii", "\u00c3\u00a9", "é")]
    [TestCase("us-ascii", "\u00e9", "é")]
    [TestCase("x-unheard-of", "\u00e9", "é")]
    [TestCase("utf-8", "\u00e9a", "\uFFFDa")]
    [TestCase("utf-8", "\u00ef\u00bb\u00bfa", "a")]
    [TestCase("utf8", "\u00c3\u00a9", "é")]
    [TestCase("\"Windows-1252\"", "\u0080", "€")]
    [TestCase("iso-8859-1", "\u00c3", "Ã")]
    [TestCase("utf-16", "\0a\0b", "ab")]
    [TestCase("utf-16", "\u00fe\u00ff\0a", "a")]
    [TestCase("utf-16", "\u00ff\u00fea\0", "a")]
    [TestCase("utf-16le", "a\0b", "a\uFFFD")]
    [TestCase("utf-16be", "\u00d8\0\0a", "\uFFFDa")]
    [TestCase("iso-2022-jp", "a\u001b$BF|\u001b(Bb", "a日b")]
    [TestCase("shift_jis", "\u0093\u00fa\u0081\r\nb", "日\uFFFD|b")]
    [TestCase("utf-7", "+AGE-", "+AGE-")]
    [TestCase("iso-2022-kr", "a", "a")]
    [TestCase("utf-8*", "a", "a")]
    public void Charsets(string charset, string body, string lines) => Assert.That(Body($"text/plain; charset={charset}", "8bit", body), Is.EqualTo(lines));

    [TestCase("a \r\nb", false, "a b")]
    [TestCase("a \r\nb", true, "ab")]
    [TestCase("a  \r\nb", true, "a b")]
    [TestCase(" From a\r\n  b\r\n >c", false, "From a| b|>c")]
    [TestCase("> a \r\n> b\r\nc", false, "> a b|c")]
    [TestCase("> a \r\nb", false, "> a |b")]
    [TestCase(">> a \r\n> b", false, ">> a |> b")]
    [TestCase(">a \r\n>b", false, ">a b")]
    [TestCase("a \r\n-- \r\nb", false, "a |-- |b")]
    [TestCase("a ", false, "a ")]
    [TestCase("a \r\n\r\nb", false, "a |b")]
    [TestCase(" \r\nb", false, "|b")]
    [TestCase(">\r\n> \r\nb", false, ">|> |b")]
    public void Flowed(string body, bool deletesBlanks, string lines) =>
        Assert.That(Body($"text/plain; format=flowed; delsp={(deletesBlanks ? "yes" : "no")}", "7bit", body), Is.EqualTo(lines));

    [TestCase("a<br>b<BR/>c", "a|b|c")]
    [TestCase("a<br><br>b", "a||b")]
    [TestCase("<p>a</p>\r\n<p>b</p>", "a|b")]
    [TestCase("<div>a<div>b</div>c</div>d", "a|b|c|d")]
    [TestCase("<ul><li>a<li>b</ul><h1>c</h1><table><tr><td>d<td>e</table>", "a|b|c|d|e")]
    [TestCase("  a \t\r\n b  ", "a b")]
    [TestCase("a <b> b </b> c", "a b c")]
    [TestCase("a<b>b</b>c<!-- <p> -->d", "abcd")]
    [TestCase("a&nbsp;&nbsp;b\u00a0c", "a  b c")]
    [TestCase("&lt;&amp;amp;&gt;&#65;&#x42;&eacute;&unheard;&", "<&amp;>ABé&unheard;&")]
    [TestCase("a & b < c <3 &;&#;", "a & b < c <3 &;&#;")]
    [TestCase("a&#10;b&#32;&#32;c", "a b c")]
    [TestCase("<head><title>t</title><style>s</style></head>a", "a")]
    [TestCase("<head><meta><p>a", "a")]
    [TestCase("<style>p</style>a<script>if (a < b) '</p>'</SCRIPT >b", "ab")]
    [TestCase("a<script>no end", "a")]
    [TestCase("a<!-- no end", "a")]
    [TestCase("a<b no end", "a")]
    [TestCase("a<a title=\"x>y\" b='>' c=d>b</a>c", "abc")]
    [TestCase("a<!DOCTYPE html>b<?xml?>c</>d<![if !vml]>e", "abcde")]
    [TestCase("<blockquote>a<br>b<p>c</blockquote>d", "> a|> b|> c|d")]
    [TestCase("<pre>a  b\r\n c</pre>d", "a  b| c|d")]
    [TestCase("</blockquote></pre>a  b", "a b")]
    [TestCase("\ud83d\ude00&#128512;", "😀😀")]
    public void Html(string body, string lines)
    {
        var mail = Octets.Utf8($"Content-Type: text/html; charset=utf-8\r\n\r\n{body}");
        Assert.That(string.Join('|', Walks.Lines(mail)[0]), Is.EqualTo(lines));
        Assert.That(Walks.Parts(mail).Head.Kind, Is.EqualTo(TextKind.Html));
    }

    [TestCase("a\rb\nc\r\nd\r\n", "a|b|c|d")]
    [TestCase("\r\n\r\na", "||a")]
    [TestCase("", "")]
    public void Plain(string body, string lines) => Assert.That(Body("text/plain", "7bit", body), Is.EqualTo(lines));

    /// <summary>What .NET calls a charset, and we say we can read, keeps its ASCII letters at least.</summary>
    [Test]
    public void Every_named_charset_reads_its_own_letters()
    {
        foreach (var name in CodePagesEncodingProvider.Instance.GetEncodings().Select(info => info.Name))
        {
            var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name)!;
            var mail = new Octets((byte[])[.. Encoding.ASCII.GetBytes($"Content-Type: text/plain; charset=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"), .. Encoding.ASCII.GetBytes(Convert.ToBase64String(encoding.GetBytes("verysecret.s")))]);
            var line = Walks.Parts(mail).Head.Lines.Head;
            Assert.That(line.Text, Is.EqualTo("verysecret.s"), name);
            Assert.That(Walks.Lines(Walks.Overwrite(mail, line.Mask.Mask(1, 9)))[0], Is.EqualTo(new[] { "v*********.s" }), name);
        }
    }

    static string Body(string type, string encoding, string body) =>
        string.Join('|', Walks.Lines(Octets.Latin1($"Content-Type: {type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}")).Single());
}
