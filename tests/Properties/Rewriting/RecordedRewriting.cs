using System.Globalization;
using System.Text.Json;
using Laitos.Domain.Message;
using Laitos.Domain.Rewriting;
using Laitos.Properties.Message;
using Laitos.Properties.Support;

namespace Laitos.Properties.Rewriting;

/// <summary>What laitos made of the same addresses and mails.</summary>
public class RecordedRewriting
{
    /// <summary>Addresses for which we answer otherwise, and why.</summary>
    static readonly Dictionary<string, string> Differences = new()
    {
        ["a@test"] = "laitos crashes on a domain of one label (defect 24)",
        [" a @ enforce.test "] = "blanks around the parts keep their octets",
        ["a@enforce.test."] = "laitos leaves the name without a top-level domain (defect 23)",
        ["a@b@enforce.test"] = "both readings are marked",
        ["<a@enforce.test>"] = "an address in angle brackets is an address",
        ["Al <a@enforce.test>"] = "an address in angle brackets is an address",
        ["a@enforce.test\nX: y"] = "a line break ends the field: what follows is another",
        ["a@enforce.test\r\nX: y"] = "a line break ends the field: what follows is another",
        ["a@enforce.test>"] = "a stray bracket does not hide the address",
    };

    /// <summary>Texts that we take apart otherwise, and why.</summary>
    static readonly Dictionary<string, string> DifferentParts = new(Differences)
    {
        ["a@.test"] = "no domain begins with a dot",
    };

    /// <summary>Domains that laitos' recorded zone does not protect: whether to rewrite is decided elsewhere.</summary>
    static readonly string[] Unprotected = ["none.test", "localhost", "nothing.test", "servfail.test", "own.enforce.test"];

    [Test]
    public void Addresses_are_marked_as_laitos_marks_them()
    {
        var agreed = 0;
        foreach (var line in Recorded("GetFromAddressWithDmarcWorkaround"))
        {
            var (address, random) = (line.GetProperty("in").GetProperty("addr").GetString()!, line.GetProperty("in").GetProperty("rand").GetInt32());
            if (random is < 0 or > 999 || Unprotected.Any(domain => address.EndsWith("@" + domain, StringComparison.Ordinal)))
            {
                continue;
            }

            var expected = line.GetProperty("out").ToString().Replace($"nodmarc-{random}", string.Create(CultureInfo.InvariantCulture, $"nodmarc-{random:000}"), StringComparison.Ordinal);
            var ours = Marked(address, random);
            Assert.That(ours == expected, Is.EqualTo(!Differences.ContainsKey(address)), $"{address} {random}: {ours}");
            agreed++;
        }

        Assert.That(agreed, Is.GreaterThan(20));
    }

    [Test]
    public void Addresses_fall_into_the_parts_that_laitos_sees()
    {
        foreach (var line in Recorded("GetMailAddressComponents").Where(line => !DifferentParts.ContainsKey(line.GetProperty("in").GetString()!)))
        {
            var text = line.GetProperty("in").GetString()!;
            var parts = AddressList.Parse(Octets.Latin1(text)).Match(
                Right: entries => new[] { text[..text.LastIndexOf('@')], entries.Head.Domain },
                Left: _ => ["", ""]);
            Assert.That(parts, Is.EqualTo(line.GetProperty("out").EnumerateArray().Select(part => part.GetString())), text);
        }
    }

    /// <summary>Where laitos replaces the header From, so do we; it also replaces in other fields, in the body, half of a folded field (defect 21), and we never do.</summary>
    [Test]
    public void Only_the_header_From_is_replaced()
    {
        var own = new RewriteMode.OwnAddress((Laitos.Domain.Addresses.Mailbox)Laitos.Domain.Addresses.Mailbox.Parse("new@x.test"));
        foreach (var mail in Recorded("WithHeaderFromAddr").Select(line => line.GetProperty("in")[0].GetString()!).Distinct())
        {
            var before = SampleMails.Section(mail);
            var written = SampleMails.Edit(Octets.Latin1(mail), FromRewriting.Plan(before, own));
            var after = HeaderSection.Parse(written);
            Assert.That(written.Slice(after.Size), Is.EqualTo(Octets.Latin1(mail).Slice(before.Size)), Printable.Escape(mail));
            Assert.That(Authors.Of(after).Map(author => author.Local), Is.EqualTo(before.Named("From").IsEmpty ? Array.Empty<string>() : ["new"]), Printable.Excerpt(mail, 80));
            Assert.That(
                after.Fields.Filter(one => one.Is("Subject") || one.Is("X-From") || one.Is("To")).Map(one => one.Raw),
                Is.EqualTo(before.Fields.Filter(one => one.Is("Subject") || one.Is("X-From") || one.Is("To")).Map(one => one.Raw)));
        }
    }

    static IEnumerable<JsonElement> Recorded(string function) =>
        Suites.Lines("vectors/unit-dmarc-old.jsonl").Where(line => line.GetProperty("fn").GetString() == function);

    static string Marked(string address, int random)
    {
        var mail = Octets.Latin1($"From:{address}\r\n\r\n");
        return HeaderSection.Parse(SampleMails.Edit(mail, FromRewriting.Plan(HeaderSection.Parse(mail), new RewriteMode.NoDmarc(random))))
            .Named("From").Head.Body.ToLatin1()[..^2];
    }
}
