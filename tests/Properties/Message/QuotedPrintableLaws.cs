using Laitos.Domain.Message;
using Laitos.Properties.Queue;

namespace Laitos.Properties.Message;

/// <summary>Octets as lines of printable ASCII.</summary>
public class QuotedPrintableLaws
{
    [Property(MaxTest = 500)]
    public bool A_plain_decoder_gives_the_octets_back(byte[] octets) =>
        StatusNotificationLaws.Decode(QuotedPrintable.Encode(Octets.Copy(octets ?? [])).ToLatin1()) == Octets.Copy(octets ?? []);

    [Property(MaxTest = 500)]
    public bool Lines_are_short_and_end_without_blanks(byte[] octets) =>
        QuotedPrintable.Encode(Octets.Copy([.. octets ?? [], .. new string(' ', 200).Select(c => (byte)c)])).ToLatin1().Split("\r\n")
            .All(line => line.Length <= 76 && line.All(c => c is (>= ' ' and <= '~') or '\t') && !line.EndsWith(' ') && !line.EndsWith('\t'));

    [TestCase("a = b\r\n", ExpectedResult = "a =3D b\r\n")]
    [TestCase("blank \r\ntab\t", ExpectedResult = "blank=20\r\ntab=09")]
    [TestCase("\r\n\n\r", ExpectedResult = "\r\n=0A=0D")]
    [TestCase("ü", ExpectedResult = "=FC")]
    public string The_rules(string text) => QuotedPrintable.Encode(Octets.Latin1(text)).ToLatin1();
}
