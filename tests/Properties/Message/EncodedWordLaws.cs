using System.Text;
using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Message;

/// <summary>Encoded words carry any text through ASCII.</summary>
public class EncodedWordLaws
{
    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 1000)]
    public bool Decoding_undoes_encoding(HeaderText headerText) => EncodedWord.Decode(string.Join(' ', EncodedWord.Encode(headerText.Text))) == headerText.Text;

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool Folding_between_words_does_not_matter(HeaderText headerText) => EncodedWord.Decode(string.Join("\r\n\t", EncodedWord.Encode(headerText.Text))) == headerText.Text;

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 1000)]
    public bool A_word_is_ASCII_short_and_whole(HeaderText headerText) =>
        EncodedWord.Encode(headerText.Text).ForAll(word =>
            word.Length <= 75 && word.All(c => c is > ' ' and <= '~') && !EncodedWord.Decode(word).Contains('\ufffd', StringComparison.Ordinal));

    [Property(MaxTest = 500)]
    public bool Any_text_is_decoded_without_harm(NonNull<string> text) => EncodedWord.Decode(text.Get) is not null;

    [Property(MaxTest = 500)]
    public bool Any_order_of_pieces_is_decoded_without_harm(int[] picks)
    {
        string[] pieces = ["=?", "?=", "?", "utf-8", "iso-8859-1", "*en", "B", "q", "=", "_", "YWI=", "=C3", "=A9", " ", "é"];
        return EncodedWord.Decode(string.Concat(picks.Select(pick => pieces[(int)((uint)pick % pieces.Length)]))) is not null;
    }

    [TestCase("=?US-ASCII?Q?Keith_Moore?=", "Keith Moore")]
    [TestCase("=?ISO-8859-1?Q?Patrik_F=E4ltstr=F6m?= <x>", "Patrik Fältström <x>")]
    [TestCase("=?utf-8?B?w6k=?=", "é")]
    [TestCase("=?utf-8?b?w6k?=", "é")]
    [TestCase("=?utf-8*en?q?a=3D=zz?=", "a==zz")]
    [TestCase("a =?utf-8?q?b?= c", "a b c")]
    [TestCase("=?utf-8?q?a?= =?utf-8?q?b?=", "ab")]
    [TestCase("=?utf-8?q?a_?=\t=?iso-8859-1?q?b?=", "a b")]
    [TestCase("=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é")]
    [TestCase("=?utf-8?q?=FF?=", "\ufffd")]
    [TestCase("=?koi8-r?q?=C1?= Cyrillic", "\u0430 Cyrillic")]
    [TestCase("=?utf-8?x?a?=", "=?utf-8?x?a?=")]
    [TestCase("=?utf-8?b?!!?=", "=?utf-8?b?!!?=")]
    [TestCase("=?utf-8?q?open", "=?utf-8?q?open")]
    [TestCase("=?=?utf-8?q?a?=", "=?a")]
    public void Examples(string text, string expected) => Assert.That(EncodedWord.Decode(text), Is.EqualTo(expected));

    [Test]
    public void Half_a_character_becomes_a_replacement_character() =>
        Assert.That(EncodedWord.Decode(EncodedWord.Encode("a\ud800b").Head), Is.EqualTo("a\ufffdb"));

    [Test]
    public void Words_are_filled() => Assert.That(EncodedWord.Encode(new string('x', 900)).Count, Is.EqualTo(20).And.EqualTo(Encoding.UTF8.GetByteCount(new string('x', 900)) / 45));
}
