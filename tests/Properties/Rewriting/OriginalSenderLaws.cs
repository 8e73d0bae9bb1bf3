using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Rewriting;
using Laitos.Properties.Message;

namespace Laitos.Properties.Rewriting;

/// <summary>A mail with another From names no sender that speaks for its author: Sender and Return-Path are renamed where they do, and keep their octets.</summary>
public class OriginalSenderLaws
{
    static readonly Mailbox Own = (Mailbox)Mailbox.Parse("fwd@home.example");

    /// Addresses at the author's domain, below it, above it, beside it, and at ours.
    static readonly string[] Addresses =
    [
        "s@bank.example", "s@mail.bank.example", "s@deep.mail.bank.example", "s@example", "s@notbank.example", "s@bank.example.test", "l@list.test", "fwd@home.example", "other@home.example", "s@[192.0.2.1]",
    ];

    static readonly string[] AuthorDomains = ["bank.example", "mail.bank.example", "list.test"];

    [Property(MaxTest = 400)]
    public Property A_field_keeps_its_name_if_and_only_if_it_speaks_for_no_author() => Prop.ForAll(Cases, given =>
    {
        var (name, addresses, authors) = given;
        var mail = Octets.Utf8($"{name}: {string.Join(", ", addresses)}\r\nFrom: {string.Join(", ", authors.Select(domain => $"a@{domain}"))}\r\n\r\n");
        var body = HeaderSection.Parse(mail).Named(name).Head.Body;
        foreach (var (mode, isRenamed) in new (RewriteMode, bool)[] { (new RewriteMode.OwnAddress(Own), !addresses.SequenceEqual(["fwd@home.example"])), (new RewriteMode.NoDmarc(7), addresses.Any(address => authors.Any(author => IsOfOneTree(address, author)))) })
        {
            var after = HeaderSection.Parse(SampleMails.Edit(mail, FromRewriting.Plan(HeaderSection.Parse(mail), mode)));
            Assert.That((after.Named(name).Count, after.Named("X-Original-" + name).Count), Is.EqualTo(isRenamed ? (0, 1) : (1, 0)), $"{mode}: {name}: {string.Join(", ", addresses)} from {string.Join(", ", authors)}");
            Assert.That(after.Named(isRenamed ? "X-Original-" + name : name).Head.Body, Is.EqualTo(body));
        }
    });

    /// One is the other's domain, or lies below it, label by label.
    static bool IsOfOneTree(string address, string author)
    {
        string[] one = [.. address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..].Split('.').Reverse()], other = [.. author.Split('.').Reverse()];
        return one.Take(other.Length).SequenceEqual(other.Take(one.Length));
    }

    /// A field with several addresses is against the rules, and comes.
    static Arbitrary<(string Name, string[] Addresses, string[] Authors)> Cases => (
        from name in Gen.Elements("Sender", "Return-Path")
        from count in Gen.Frequency((1, Gen.Constant(0)), (6, Gen.Constant(1)), (2, Gen.Choose(2, 3)))
        from addresses in Gen.Elements(Addresses).ArrayOf(count)
        from several in Gen.Frequency((3, Gen.Constant(1)), (1, Gen.Constant(2)))
        from authors in Gen.Elements(AuthorDomains).ArrayOf(several)
        select (name, addresses.Distinct().ToArray(), authors.Distinct().ToArray())).ToArbitrary();
}
