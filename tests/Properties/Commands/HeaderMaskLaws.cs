using Laitos.Domain.Commands;
using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Commands.CommandSetup;

namespace Laitos.Properties.Commands;

/// <summary>What is overwritten in the header section of a mail that carries a command.</summary>
public class HeaderMaskLaws
{
    [TestCase("From: me@example.net\r\nSubject: verysecret.s ls\r\n", "From: me@example.net\r\nSubject: **********.s ls\r\n")]
    [TestCase("Subject: =?utf-8?B?dmVyeXNlY3JldA==?= =?utf-8?Q?=2Es?=\r\nTo: =?utf-8?Q?you?=\r\n", "Subject: =?utf-8?B?****************?= =?utf-8?Q?****?=\r\nTo: =?utf-8?Q?you?=\r\n")]
    [TestCase("Subject: =?utf-8?q?my_very?=\r\n =?utf-8?q?secret?=\r\n", "Subject: =?utf-8?q?*******?=\r\n =?utf-8?q?******?=\r\n")]
    [TestCase("Subject: key 0011aabb\r\n", "Subject: key ********\r\n")]
    [TestCase("Subject: =?utf-8?B?bm90aGluZw==?=\r\n", "Subject: =?utf-8?B?bm90aGluZw==?=\r\n")]
    public void Secrets_are_hidden_as_they_are_and_encoded(string header, string expected)
    {
        var found = new CommandCandidate.Command(".2 0011aabb mail", new Credential.Password(), Seqs.Of(new Secret(Password)));
        Assert.That(Masked(found, header), Is.EqualTo(expected));
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 200)]
    public bool The_size_of_any_header_section_stays(byte[] octets)
    {
        var header = HeaderSection.Parse(Octets.Copy(octets));
        return Overwriting.Within(header.Render(), HeaderMask.Of(Policy, new CommandCandidate.Command(".s ls", new Credential.Password(), Seqs.Of(new Secret(Password))), header)).Length == header.Size;
    }

    static string Masked(CommandCandidate.Command found, string header)
    {
        var section = HeaderSection.Parse(Octets.Latin1(header));
        return Overwriting.Within(section.Render(), HeaderMask.Of(Policy, found, section)).ToLatin1();
    }
}
