using System.Xml.Linq;
using Laitos.Domain.Message;
using Laitos.Properties.Support;

namespace Laitos.Properties.Message;

/// <summary>Messages, addresses and header look-ups that others have recorded.</summary>
public class RecordedMessages
{
    /// <summary>Where we answer otherwise than laitos did, and why.</summary>
    static readonly Dictionary<(string Mail, string Name), string> Differences = new()
    {
        [("SUBJECT :a\n\nb", "subject")] = "a blank before the colon is the obsolete syntax (defect 18)",
        [("Subject: a\n folded\n\nb", "Subject")] = "a folded line belongs to its field (defect 18)",
        [("Subject: a\n folded\n\nb", "subject")] = "a folded line belongs to its field (defect 18)",
        [("From: x\n\nSubject: z\n", "subject")] = "body text is no field (defect 18)",
        [("\n\nSubject: after blank", "Subject")] = "body text is no field (defect 18)",
        [("\n\nSubject: after blank", "subject")] = "body text is no field (defect 18)",
    };

    [Test]
    public void Headers_are_found_as_laitos_finds_them()
    {
        var checkedCases = 0;
        foreach (var line in Suites.Lines("vectors/unit-smtpd-head.jsonl").Where(line => line.GetProperty("fn").GetString() == "GetHeader"))
        {
            var (mail, name) = (line.GetProperty("in")[0].GetString()!, line.GetProperty("in")[1].GetString()!);
            var ours = SampleMails.Section(mail).Named(name).AsEnumerable().Select(one => one.Value).FirstOrDefault("");
            var agrees = ours == line.GetProperty("out").GetString();
            Assert.That(agrees, Is.EqualTo(!Differences.ContainsKey((mail, name))), $"{name} of {Printable.Escape(mail)}: {ours}");
            checkedCases++;
        }

        Assert.That(checkedCases, Is.GreaterThan(50));
    }

    [Test]
    public void Recorded_messages_come_out_as_they_went_in()
    {
        var files = Directory.GetFiles(Suites.Path("suites/mime/enmime"), "*.raw", SearchOption.AllDirectories);
        Assert.That(files, Is.Not.Empty);
        foreach (var file in files)
        {
            var mail = Octets.Copy(File.ReadAllBytes(file));
            var section = HeaderSection.Parse(mail);
            Assert.That(section.Render(), Is.EqualTo(mail.Slice(0, section.Size)), file);
            Assert.That(SampleMails.Edit(mail, default), Is.EqualTo(mail), file);
        }
    }

    [Test]
    public void Recorded_From_fields_name_their_authors()
    {
        var files = Directory.GetFiles(Suites.Path("suites/mime/enmime/testdata/mail"), "*.raw");
        foreach (var section in files.Select(file => HeaderSection.Parse(Octets.Copy(File.ReadAllBytes(file)))))
        {
            Assert.That(Authors.Of(section).Count, Is.GreaterThanOrEqualTo(section.Named("From").Filter(from => from.Value.Contains('@', StringComparison.Ordinal)).Count));
        }
    }

    /// <summary>Whatever the recorded tests call an address in a message, however odd, is read as exactly that one mailbox.</summary>
    [Test]
    public void What_is_an_address_is_read_as_one()
    {
        var addresses = XDocument.Load(Suites.Path("suites/address/tests.xml")).Descendants("test")
            .Where(test => test.Element("category")!.Value != "ISEMAIL_ERR")
            .Select(test => Controls(test.Element("address")!.Value)).ToArray();
        Assert.That(addresses, Has.Length.GreaterThan(90));
        foreach (var address in addresses)
        {
            var entries = AddressList.Parse(Octets.Utf8(address)).IfLeft(Seqs.Of<AddressEntry>());
            Assert.That(entries.Count, Is.EqualTo(1), Printable.Escape(address));
            Assert.That(entries.Head.Domain.Length + entries.Head.Local.Length, Is.LessThan(address.Length), Printable.Escape(address));
            Assert.That(AddressList.Parse(Octets.Utf8($"x, \"a@b\" <{address}>, y@z")).Map(all => all.Map(entry => (entry.Local, entry.Domain))).IfLeft(Seqs.Of<(string, string)>()),
                Is.EqualTo(new[] { (entries.Head.Local, entries.Head.Domain), ("y", "z") }), Printable.Escape(address));
        }
    }

    /// The file shows a control character as the symbol for it.
    static string Controls(string text) => string.Concat(text.Select(c => c is >= '\u2400' and <= '\u241f' ? (char)(c - 0x2400) : c));
}
