using System.Text;
using Laitos.Domain.Message;

namespace Laitos.Properties.Arbitraries;

/// <summary>The first octets of a mail: fields, folding, empty lines, envelope lines, text and plain noise in any order.</summary>
public sealed record Head(Octets Octets);

/// <summary>A mail with a well-formed header section.</summary>
/// <param name="Fields">The fields with their CRLF.</param>
/// <param name="Body">What follows the empty line.</param>
public sealed record WellFormed(string[] Fields, string Body)
{
    public Octets Octets => Octets.Latin1(string.Concat(Fields) + "\r\n" + Body);
}

/// <summary>An edit script for a section of a few fields; some indices lie outside.</summary>
public sealed record Script(Seq<HeaderEdit> Edits);

/// <summary>The body of an address field, written in one of the many ways that the grammar allows, with what it means.</summary>
public sealed record WrittenField(string Body, Mailboxed[] Meaning)
{
    public Octets Octets => Octets.Utf8(Body);
}

/// <summary>The meaning of one mailbox.</summary>
public sealed record Mailboxed(string Name, string Local, string Domain);

/// <summary>Text of whole characters, many of them beyond ASCII.</summary>
public sealed record HeaderText(string Text);

public static class MessageArbitraries
{
    static readonly string[] Names = ["From", "fRoM", "X-Original-From", "Resent-From", "Reply-To", "Subject", "Received", "X", "DKIM-Signature"];

    public static Arbitrary<Head> Heads() =>
        Gen.Frequency(
            (8, Gen.Elements(
                    "From: a@b.example\r\n", "fRoM : a@b\r\n", "Subject: x\r\n", "Subject: x\n", "X:\r\n", " folded\r\n", "\tfolded\n", " \r\n", "\r\n", "\n", "\r",
                    "From a@b Thu Jan  1 00:00:00 1970\r\n", ">From a@b\n", "no field\r\n", "no field: at all\r\n", ":\r\n", ": x\r\n", "From: in the text\r\n", "X-8: \xe9\xff\r\n",
                    "X\0Y: z\r\n", "cut", "cut:", "Long: " + new string('x', 1000) + "\r\n")
                .ListOf().Select(string.Concat)),
            (1, ArbMap.Default.GeneratorFor<byte[]>().Select(Encoding.Latin1.GetString)))
        .Select(text => new Head(Octets.Latin1(text))).ToArbitrary();

    public static Arbitrary<WellFormed> WellFormedMails() =>
        (from fields in Field.ListOf()
         from body in Gen.Elements("", "text\r\n", "From: text@body.example\r\nSubject: text\r\n", "\r\nX: y\r\n", "no end")
         select new WellFormed([.. fields], body)).ToArbitrary();

    public static Arbitrary<Script> Scripts() => Edit.ListOf().Select(edits => new Script(edits.Gather())).ToArbitrary();

    public static Arbitrary<HeaderText> Texts() =>
        Gen.Elements("a", "Zed", " ", "é", "ß", "字", "😀", "=?", "?=", "_", "=", "\"", "\\", "@", "(", new string('x', 80), new string('語', 40))
            .ListOf().Select(parts => new HeaderText(string.Concat(parts))).ToArbitrary();

    public static Arbitrary<WrittenField> AddressFields() =>
        (from items in Item.NonEmptyListOf()
         from separator in Gen.Elements(",", ", ", " , ", ",\r\n\t", ",,", ", ,", ", (c,o@m.m)\r\n ,")
         from end in Gen.Elements("", "\r\n", " \r\n", ",\r\n")
         select new WrittenField(string.Join(separator, items.Select(item => item.Text)) + end, [.. items.SelectMany(item => item.Meaning)])).ToArbitrary();

    static Gen<string> Field =>
        from name in Gen.Elements(Names)
        from colon in Gen.Elements(":", ": ", " : ", ":\t")
        from value in Gen.Elements("", "a", "alice@bank.example", "Al <al@b.example>", "a\r\n b", "\r\n a", "x\r\n \r\n\ty", "\xe9", "From: x")
        select name + colon + value + "\r\n";

    static Gen<HeaderEdit> Edit =>
        Gen.OneOf(
            Field.Select(written => (HeaderEdit)new HeaderEdit.Prepend(Octets.Latin1(written))),
            from index in Gen.Choose(-1, 6) from written in Field select (HeaderEdit)new HeaderEdit.Replace(index, Octets.Latin1(written)),
            Gen.Choose(-1, 6).Select(index => (HeaderEdit)new HeaderEdit.Remove(index)));

    /// Blanks, folding and comments, as they may stand between any two tokens.
    static Gen<string> Cfws => Gen.Frequency(
        (6, Gen.Constant("")),
        (4, Gen.Elements(" ", "\t", "\r\n ", " (c) ", "(a (nested \\) one) c@d.example)", " (\r\n <x@y.example>)\r\n ")));

    static Gen<(string Text, string Meaning)> Local => Gen.Elements(
        ("alice", "alice"), ("a.b+c", "a.b+c"), ("\"a b\"", "a b"), ("\"x@y z\"", "x@y z"), ("\"q\\\"q\\\\\"", "q\"q\\"), ("\"<no>,;:\"", "<no>,;:"), ("\"\"", ""),
        ("\"a\".b", "a.b"), ("müller", "müller"), ("=?utf-8?q?x?=", "=?utf-8?q?x?="), ("!#$%&'*+-/=?^_`{|}~", "!#$%&'*+-/=?^_`{|}~"));

    static Gen<string> Domain => Gen.Elements("b.example", "MixedCase.Example", "one", "sub.domain.b.example", "bücher.example", "[192.0.2.1]", "[IPv6:2001:db8::1]", "xn--bcher-kva.example");

    static Gen<(string Text, string Meaning)> Phrase => Gen.Elements(
        ("", ""), ("Alice", "Alice"), ("Alice  van\r\n Example", "Alice van Example"), ("\"Example, Alice <a@x.example>\"", "Example, Alice <a@x.example>"), ("J. Doe", "J. Doe"),
        ("=?utf-8?Q?Andr=C3=A9?=", "André"), ("=?utf-8?B?YUBiLmV4YW1wbGU=?=", "a@b.example"), ("=?iso-8859-1?q?M=FCl?=\r\n =?iso-8859-1?q?ler?=", "Müller"), ("Zoë", "Zoë"),
        ("evil@evil.example", "evil@evil.example"), ("[External] Al", "[External] Al"), ("\"a \\\"b\\\" c\"", "a \"b\" c"), ("O'Neil (of (the) house)", "O'Neil"));

    static Gen<(string Text, Mailboxed Meaning)> NameAddress =>
        from phrase in Phrase
        from before in Cfws
        from route in Gen.Frequency((5, Gen.Constant("")), (1, Gen.Elements("@relay.example:", "@a.example,@b.example:")))
        from spec in AddrSpec
        from behind in Cfws
        select ($"{phrase.Text} {before}<{route}{spec.Text}>{behind}", new Mailboxed(NameOf(phrase.Meaning, behind), spec.Local, spec.Domain));

    /// The comments of Cfws name the mailbox when nothing else does.
    static string NameOf(string phrase, string behind) => (phrase, behind.Trim()) switch
    {
        ({ Length: > 0 }, _) => phrase,
        (_, "(c)") => "c",
        (_, { Length: > 0 } comment) when comment.StartsWith("(a", StringComparison.Ordinal) => "a (nested ) one) c@d.example",
        (_, { Length: > 0 }) => "<x@y.example>",
        _ => "",
    };

    static Gen<(string Text, string Local, string Domain)> AddrSpec =>
        from local in Local
        from left in Cfws
        from right in Cfws
        from domain in Domain
        select ($"{local.Text}{left}@{right}{domain}", local.Meaning, domain);

    static Gen<(string Text, Mailboxed Meaning)> Bare =>
        from spec in AddrSpec
        from behind in Cfws
        select (spec.Text + behind, new Mailboxed(NameOf("", behind), spec.Local, spec.Domain));

    static Gen<(string Text, Mailboxed[] Meaning)> Single =>
        Gen.OneOf(NameAddress, Bare).Select(one => (one.Text, new[] { one.Meaning }));

    static Gen<(string Text, Mailboxed[] Meaning)> Item => Gen.Frequency(
        (6, Single),
        (1, from name in Gen.Elements("friends", "\"my, friends\"", "A few words")
            from members in Single.ListOf()
            select ($"{name}: {string.Join(", ", members.Select(member => member.Text))};", members.SelectMany(member => member.Meaning).ToArray())));
}
