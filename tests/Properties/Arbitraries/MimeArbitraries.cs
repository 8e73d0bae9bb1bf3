using System.Text;
using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;

namespace Laitos.Properties.Arbitraries;

/// <summary>Lines of text that its wrapping can hold, and the way in which a mail holds them.</summary>
/// <param name="Lines">What a reader sees.</param>
/// <param name="MimeWrapping">How it is written.</param>
public sealed record Wrapped(string[] Lines, MimeWrapping MimeWrapping)
{
    public Octets Mail { get; } = MimeWrapping.Write(Lines);

    /// <summary>The same with one more line.</summary>
    public Wrapped Insert(int place, string line)
    {
        var at = place % (Lines.Length + 1);
        return new Wrapped([.. Lines[..at], MimeWrapping.Clean(line), .. Lines[at..]], MimeWrapping);
    }

    public override string ToString() => $"{MimeWrapping} [{string.Join(", ", MimeWrapping.Layers)}]\n{string.Join('\n', Lines.Select(line => $"[{Printable.Escape(line)}]"))}\n{Mail.ToLatin1()}";
}

/// <summary>The octets of a mail that look like MIME and often are not.</summary>
public sealed record MimeSoup(Octets Octets)
{
    public override string ToString() => Octets.ToString();
}

/// <summary>Where the octets of a mail are cut.</summary>
public sealed record Cuts(int[] Sizes);

public static class MimeArbitraries
{
    /// <summary>The charsets, with characters beyond ASCII that each can hold.</summary>
    static readonly (string Name, string Characters)[] Charsets =
    [
        ("", ""), ("us-ascii", ""), ("utf-8", "é字😀"), ("UTF-8", "ñЖ"), ("x-unknown", "é字"), ("us-ascii", "é"),
        ("utf-16", "é字😀"), ("utf-16le", "é字😀"), ("utf-16be", "é字😀"),
        ("iso-8859-1", "éß"), ("iso-8859-2", "łż"), ("iso-8859-5", "Жя"), ("iso-8859-7", "αβ"), ("ISO-8859-15", "€œ"), ("windows-1252", "€“"), ("windows-1251", "Жя"), ("koi8-r", "Жя"),
        ("gb18030", "字é😀"), ("gb2312", "汉字"), ("gbk", "漢字"), ("big5", "漢字"), ("shift_jis", "日本ｱ"), ("iso-2022-jp", "日本語"), ("euc-jp", "日本"), ("euc-kr", "한국어"),
    ];

    static readonly string[] Words =
    [
        "a", "Zed", "verysecret", "verysecret.s echo", "123456789012", " ", "  ", "=", "=41", "=3D", "&", "&amp;", "<b>", "</", "a<b", "\"", ">", "*", ".", "--", "-- ", "From ", "%", "\\", "\t",
        new string('x', 90), "the quick brown fox jumps over the lazy dog ",
    ];

    /// <summary>Lines in one of the wrappings that mail programs use.</summary>
    public static Arbitrary<Wrapped> AllWrapped() =>
        (from charset in Gen.Elements(Charsets)
         from encoding in charset.Name.StartsWith("utf-16", StringComparison.Ordinal) ? Gen.Elements(TransferForm.Base64, TransferForm.Quoted) : Gen.Elements(Enum.GetValues<TransferForm>())
         from form in Gen.Elements(Enum.GetValues<TextForm>())
         from layers in Gen.Elements(Enum.GetValues<Layer>()).ListOf().Select(all => all.Take(4).ToArray())
         from isClosed in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
         from seed in Gen.Choose(0, int.MaxValue - 1)
         let wrapping = new MimeWrapping(charset.Name, encoding, form, layers, isClosed, seed)
         from lines in Line(charset.Characters).ListOf()
         select new Wrapped([.. lines.Select(wrapping.Clean)], wrapping)).ToArbitrary();

    public static Arbitrary<MimeSoup> Soups() =>
        Gen.Frequency(
            (8, Gen.Elements(
                    "\r\n", "\n", "\r", "\r\n\r\n", "--", "-", "--B", "--B\r\n", "--B--\r\n", "--B \t\r\n", "--BB\r\n", "--BB--\r\n", "--C\r\n", "--C--", "B", " ", "text\r\n", "=", "=4", "=41", "=\r\n", "YWJj", "YQ==", "*",
                    "<p>", "<", "&amp;", "&", "<script>", "</script>", "<!--", "-->", "<blockquote>", "> ", "-- \r\n", "\xe9", "\xc3\xa9", "\x1b$B", "\x1b(B", "\x81", "\0",
                    "Content-Type: multipart/mixed; boundary=B\r\n", "Content-Type: multipart/digest; boundary=\"BB\"\r\n", "Content-Type: multipart/alternative; boundary*0=C\r\n",
                    "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n", "Content-Type: text/html; charset=iso-2022-jp\r\n", "Content-Type: text/plain; charset=utf-16\r\n",
                    "Content-Type: text/plain; charset=shift_jis\r\n", "Content-Type: message/rfc822\r\n", "Content-Type: \r\n", "Content-Disposition: attachment\r\n",
                    "Content-Transfer-Encoding: base64\r\n\r\n", "Content-Transfer-Encoding: quoted-printable\r\n\r\n", "Content-Transfer-Encoding: 7bit\r\n")
                .ListOf().Select(string.Concat)),
            (1, ArbMap.Default.GeneratorFor<byte[]>().Select(Encoding.Latin1.GetString)))
        .Select(text => new MimeSoup(Octets.Latin1(text))).ToArbitrary();

    public static Arbitrary<Cuts> AllCuts() =>
        Gen.OneOf(Gen.Constant(new[] { 1 }), Gen.Choose(1, 9).NonEmptyListOf().Select(sizes => sizes.ToArray()), Gen.Choose(1, 300).NonEmptyListOf().Select(sizes => sizes.ToArray()))
            .Select(sizes => new Cuts(sizes)).ToArbitrary();

    static Gen<string> Line(string characters)
    {
        var beyond = characters.EnumerateRunes().Select(rune => Gen.Constant(rune.ToString())).ToArray();
        var word = beyond.Length == 0 ? Gen.Elements(Words) : Gen.Frequency((3, Gen.Elements(Words)), (2, Gen.OneOf(beyond)));
        return word.ListOf().Select(words => string.Concat(words.Take(8)));
    }
}
