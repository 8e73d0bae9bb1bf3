using Laitos.Properties.Signatures;

namespace Laitos.Properties.Arbitraries;

/// <summary>A mail of a few fields and lines, with blanks, folding and empty lines where canonicalization matters.</summary>
public sealed record UnsignedMail(string Header, string Body)
{
    public Octets Octets => Domain.Foundation.Octets.Latin1(Header + "\r\n" + Body);

    public override string ToString() => Printable.Escape(Header + "\r\n" + Body);
}

/// <summary>How a mail is signed by the reference signer.</summary>
public sealed record SigningChoice(bool Ed25519, string HeaderForm, string BodyForm, Seq<string> Names, Option<int> Limit);

/// <summary>Sizes of the pieces in which octets come.</summary>
public sealed record Pieces(int[] Sizes)
{
    /// <summary>The octets in pieces, the sizes over and over.</summary>
    public IEnumerable<Octets> Of(Octets octets)
    {
        for (var (at, i) = (0, 0); at < octets.Length; i++)
        {
            var size = Math.Min(octets.Length - at, Sizes[i % Sizes.Length]);
            yield return octets.Slice(at, size);
            at += size;
        }
    }
}

public static class SignatureArbitraries
{
    static readonly string[] Names = ["To", "Subject", "Cc", "Date", "X-Note", "Received", "List-Id"];

    public static Arbitrary<UnsignedMail> Mails() =>
        (from fields in Field.ListOf()
         from at in Gen.Choose(0, 3)
         from body in Body
         select new UnsignedMail(string.Concat(fields.Take(at).Append("From: Ann <ann@a.example>\r\n").Concat(fields.Skip(at))), body))
        .ToArbitrary();

    public static Arbitrary<SigningChoice> Choices() =>
        (from ed in Gen.Elements(false, true)
         from header in Gen.Elements("simple", "relaxed")
         from body in Gen.Elements("simple", "relaxed")
         from names in Gen.Elements(Names).ListOf()
         from limit in Gen.Frequency((4, Gen.Constant(Option<int>.None)), (1, Gen.Choose(0, 6).Select(Prelude.Some)))
         select new SigningChoice(ed, header, body, names.Prepend("From").Gather(), limit))
        .ToArbitrary();

    public static Arbitrary<Pieces> Splits() =>
        Gen.Choose(1, 7).NonEmptyListOf().Select(sizes => new Pieces([.. sizes])).ToArbitrary();

    /// <summary>Something that looks like the fields of DKIM and ARC, and goes wrong somewhere.</summary>
    public static Arbitrary<Garbage> AnyGarbage() =>
        (from fields in GarbageField.ListOf()
         from records in GarbageRecord.NonEmptyListOf()
         from body in Body
         select new Garbage(Octets.Latin1(string.Concat(fields) + "\r\n" + body), records.Gather()))
        .ToArbitrary();

    static Gen<string> Field =>
        from name in Gen.Elements(Names)
        from letters in Gen.Elements(name, name.ToUpperInvariant(), name.ToLowerInvariant(), name + " ")
        from words in Gen.Elements("a", "bc", " ", "  ", "\t", "\r\n ", "\r\n\t ", ":", "d;e").ListOf()
        select $"{letters}:{string.Concat(words)}.\r\n";

    static Gen<string> Body =>
        from tokens in Gen.Elements("a", "b c", " ", "\t", "\r\n", "\r\n", "\r\n\r\n", "\r", "\n", "\u00e9").ListOf()
        select string.Concat(tokens);

    static Gen<string> GarbageField =>
        from name in Gen.Elements("DKIM-Signature", "DKIM-Signature", "ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results", "From", "DKIM-Signature ")
        from tags in GarbageTag.ListOf()
        from end in Gen.Elements(";", "", ";;", " ;\r\n ")
        select $"{name}:{string.Join(';', tags)}{end}\r\n";

    static Gen<string> GarbageTag =>
        from name in Gen.Elements("v", "a", "b", "bh", "c", "d", "h", "i", "l", "q", "s", "t", "x", "cv", "z", "", " ", "b b", "\u00e9")
        from between in Gen.Elements("=", " = ", "=\r\n ", "")
        from value in Gen.Elements(
            "1", "2", "51", "99999999999999999999999999", "-1", "rsa-sha256", "ed25519-sha256", "rsa-sha1", "relaxed/relaxed", "simple", "relaxed/",
            "a.example", "a..example", "*", "", "from", "from:to::from", ":", "@a.example", "ann@b.a.example", "@", "dns/txt", "sel", "AAAA", "=", "A=A=", "none", "pass", "fail",
            Reference.EmptyBodyHash, "\u0001", "\u00e9", new string('a', 300), "\r\n \r\n ")
        select name + between + value;

    static Gen<string> GarbageRecord =>
        from tags in (from name in Gen.Elements("v", "k", "p", "h", "s", "t", "g", "n", "")
                      from value in Gen.Elements("DKIM1", "rsa", "ed25519", "", "AAAA", "MAA=", "sha256", "sha1", "*", "email", "y:s", "\u0000", Reference.Ed25519Public, Reference.RsaPublic, Reference.RsaPublic[..40])
                      select $"{name}={value}").ListOf()
        select string.Join(';', tags);
}

/// <summary>A mail and key records that nobody would write.</summary>
public sealed record Garbage(Octets Mail, Seq<string> Records);
