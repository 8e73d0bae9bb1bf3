using Laitos.Domain.Addresses;
using Laitos.Domain.Rewriting;

namespace Laitos.Properties.Arbitraries;

/// <summary>The text of a valid domain, many of them at the limits of RFC 1035 §2.3.4.</summary>
public sealed record DomainText(string Text);

/// <summary>What a client may have said, hostile things among them.</summary>
public sealed record Hostile(string Text);

public static class RewritingArbitraries
{
    public static Arbitrary<DomainText> DomainTexts() =>
        (from labels in Label.NonEmptyListOf()
         from top in Gen.Elements("example", "com", "x", new string('t', 63), "")
         from dot in Gen.Frequency((5, Gen.Constant("")), (1, Gen.Constant(".")))
         select Joined([.. labels, .. top.Length == 0 ? Array.Empty<string>() : [top]]) + dot)
        .Select(text => new DomainText(text)).ToArbitrary();

    public static Arbitrary<Hostile> Hostiles() =>
        Gen.Elements("mail.example", "[192.0.2.1]", "a", "\r\n", "\n", "\r", "(", ")", "\\", "\"", ";", " by ", "é", "字", "\0", "\ud800", "<", "@", new string('x', 300))
            .ListOf().Select(parts => new Hostile(string.Concat(parts))).ToArbitrary();

    public static Arbitrary<RewriteMode> Modes() => Gen.OneOf(
        Gen.Choose(0, 999).Select(random => (RewriteMode)new RewriteMode.NoDmarc(random)),
        Gen.Constant((RewriteMode)new RewriteMode.OwnAddress((Mailbox)Mailbox.Parse("fwd@home.example"))),
        Gen.Constant((RewriteMode)new RewriteMode.Never())).ToArbitrary();

    static Gen<string> Label => Gen.Elements(
        "a", "bank", "mail", "B-2", "_x", new string('a', 43), new string('b', 44), new string('c', 45), new string('d', 63), new string('e', 43) + "-" + new string('f', 19), "bücher");

    /// As many labels as fit into 253 octets, from the right.
    static string Joined(string[] labels)
    {
        var from = Enumerable.Range(0, labels.Length).First(first => DomainName.Parse(string.Join('.', labels[first..])).IsRight);
        return string.Join('.', labels[from..]);
    }
}
