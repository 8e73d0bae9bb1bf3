using System.Xml.Linq;
using Laitos.Domain.Addresses;
using Laitos.Properties.Support;

namespace Laitos.Properties.Addresses;

/// <summary>The isemail cases, read as RFC 5321 reads them: what needs comments, folding or obsolete forms belongs to header fields, not to the envelope.</summary>
public class IsEmailSuite
{
    /// The diagnoses of addresses that an envelope may hold; every other one is refused.
    static readonly string[] Allowed =
    [
        "ISEMAIL_VALID", "ISEMAIL_DNSWARN_NO_MX_RECORD", "ISEMAIL_DNSWARN_NO_RECORD",
        "ISEMAIL_RFC5321_TLD", "ISEMAIL_RFC5321_TLDNUMERIC", "ISEMAIL_RFC5321_QUOTEDSTRING", "ISEMAIL_RFC5321_ADDRESSLITERAL", "ISEMAIL_RFC5321_IPV6DEPRECATED",
    ];

    /// Cases that we decide otherwise, with the reason.
    static readonly Dictionary<string, string> Deliberate = new()
    {
        ["26"] = LongLocalPart,
        ["39"] = LongLocalPart,
        ["59"] = LongLocalPart,
        ["60"] = LongLocalPart,
        ["15"] = DotsAstray,
        ["16"] = DotsAstray,
        ["35"] = "one dot at the end of a domain is the root of the DNS; senders write it",
    };

    const string DotsAstray = "dots at the ends of a local part, and in a row, are in use by millions, and are taken";

    const string LongLocalPart = "real mail has local parts of more than 64 octets, and paths of more than 254; we take local parts of 256";

    [Test]
    public void Addresses_are_accepted_as_RFC_5321_says_but_for_named_cases()
    {
        var differing = XDocument.Load(Suites.Path("suites/address/tests.xml")).Descendants("test")
            .Select(test => (Id: test.Attribute("id")!.Value, Address: Unpictured(test.Element("address")!.Value), Diagnosis: test.Element("diagnosis")!.Value))
            .Where(test => Mailbox.Parse(test.Address).IsRight != Allowed.Contains(test.Diagnosis))
            .ToDictionary(test => test.Id, test => $"{test.Id} {test.Diagnosis} {Printable.Escape(test.Address)}");
        Assert.Multiple(() =>
        {
            Assert.That(differing.Where(test => !Deliberate.ContainsKey(test.Key)).Select(test => test.Value), Is.Empty, "differences without a reason");
            Assert.That(Deliberate.Keys.Except(differing.Keys), Is.Empty, "reasons without a difference");
        });
    }

    /// Control characters are written as their pictures, U+2400 and on.
    static string Unpictured(string text) => new([.. text.Select(c => c is >= '\u2400' and < '\u2420' ? (char)(c - '\u2400') : c)]);
}
