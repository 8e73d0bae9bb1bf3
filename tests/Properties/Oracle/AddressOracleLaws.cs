using Laitos.Domain.Message;
using MimeKit;

namespace Laitos.Properties.Oracle;

/// <summary>Where MimeKit and we tell different things of an address, with the reason.</summary>
public class AddressOracleLaws
{
    [TestCase("\"a b\"@b.example", "a b|b.example", "\"a b\"|b.example", TestName = "A local part stays in its quotes there; here it is what it means")]
    [TestCase("\"a\".b@b.example", "a.b|b.example", "\"a\".b|b.example", TestName = "A word of a local part stays in its quotes there")]
    [TestCase("a@xn--bcher-kva.example", "a|xn--bcher-kva.example", "a|bücher.example", TestName = "An A-label becomes a U-label there; here a domain stays in the letters of its writer")]
    public void Known_differences_of_addresses(string field, string ours, string theirs)
    {
        Assert.That(Ours(Octets.Utf8(field)).Select(entry => $"{entry.Local}|{entry.Domain}"), Is.EqualTo(new[] { ours }));
        Assert.That(Theirs(Octets.Utf8(field)).Select(mailbox => $"{mailbox.LocalPart}|{mailbox.Domain}"), Is.EqualTo(new[] { theirs }));
    }

    [TestCase("Alice  van\r\n Example <a@b.example>", "Alice van Example", "Alice  van Example", TestName = "Blanks within a name are kept there; here they are one (RFC 5322 §3.2.2)")]
    [TestCase("a@b.example (one \\) two)", "one ) two", "one \\) two", TestName = "A quoted pair in a comment is kept there; here it is what it means (RFC 5322 §3.2.1)")]
    public void Known_differences_of_names(string field, string ours, string theirs)
    {
        Assert.That(Ours(Octets.Utf8(field)).Single().DisplayName, Is.EqualTo(ours));
        Assert.That(Theirs(Octets.Utf8(field)).Single().Name, Is.EqualTo(theirs));
    }

    static AddressEntry[] Ours(Octets field) => AddressList.Parse(field).Match(Right: entries => entries.ToArray(), Left: _ => []);

    static MailboxAddress[] Theirs(Octets field) =>
        InternetAddressList.TryParse(ParserOptions.Default, field.Memory.ToArray(), out var list) ? [.. list.Mailboxes] : [];
}
