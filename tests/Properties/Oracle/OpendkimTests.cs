using System.Globalization;
using System.Text.RegularExpressions;
using Laitos.Domain.Message;
using Laitos.Integration.Peers;
using Laitos.Properties.Signatures;

namespace Laitos.Properties.Oracle;

/// <summary>
/// opendkim, the milter in C, beside ours on generated mails. In its test mode one process verifies a list of files with keys from a file. As a milter
/// it does not see the blanks behind a colon, so header fields are hashed relaxed here.
/// </summary>
public class OpendkimTests
{
    const int Mails = 200;

    const string Refused = "refused";

    [Test]
    public async Task It_comes_to_the_same_result()
    {
        Programs.Find("opendkim");
        var mails = SignedSamples.SignedAndChanged(Mails, seed: 20261128, simpleHeader: false);
        var theirs = await Verify(mails);
        var results = mails.Zip(theirs, (mail, their) => (Mail: mail, Ours: SignedSamples.Passes(mail), Theirs: their.Contains(") succeeded", StringComparison.Ordinal), Said: their)).ToArray();
        Assert.That(results.Where(one => one.Ours != one.Theirs && Reason(one.Mail, one.Ours, one.Said) is null).Select(one => $"ours {one.Ours}, theirs {one.Said}: {one.Mail}"), Is.Empty, $"{Mails} mails");
        Assert.That(results.Count(one => one.Ours), Is.InRange(Mails / 4, Mails * 3 / 4), "both results are met");
        Assert.That(results.Count(one => one.Ours && one.Said == Refused), Is.LessThan(Mails / 20));
        TestContext.Out.WriteLine($"{results.Count(one => one.Ours != one.Theirs)} of {Mails} differ: "
            + string.Join(", ", results.Where(one => one.Ours != one.Theirs).GroupBy(one => Reason(one.Mail, one.Ours, one.Said)).Select(group => $"{group.Count()} {group.Key}")));
    }

    /// Why the results may differ; null where they may not.
    static string? Reason(Octets mail, bool ours, string said)
    {
        var section = HeaderSection.Parse(mail);
        return section.Named("From").Count > 1 ? "several From fields: it takes no such mail"
            : section.Separator.IsEmpty ? "a line that is no field: it refuses the mail or takes it for one, and for us the body begins there"
            : said == Refused ? "it gives the mail up before it looks at a signature"
            : ours && section.Fields.Exists(field => field.Raw.Span[field.Name.Length] != ':') ? "a blank before a colon"
            : !ours && Verifying.VerifyToday(mail, SignedSamples.Zone.Ask).Dkim.Exists(found => found.Reason == "malformed tag") ? "base64 that goes on behind its end: it does not look there"
            : null;
    }

    /// What it says of each mail.
    static async Task<string[]> Verify(Octets[] mails)
    {
        var folder = Directory.CreateTempSubdirectory("opendkim");
        try
        {
            string InFolder(string name) => Path.Combine(folder.FullName, name);
            await File.WriteAllLinesAsync(InFolder("keys"), SignedSamples.Records.Select(record => $"{record.Key} {record.Value}"));
            await File.WriteAllLinesAsync(InFolder("conf"), ["Mode v", $"TestDNSData {InFolder("keys")}", "Syslog no"]);
            foreach (var (index, mail) in mails.Index())
            {
                await File.WriteAllBytesAsync(InFolder($"{index}"), mail.Span.ToArray());
            }

            // Of some mails that it does not verify it says nothing.
            var said = mails.Select(_ => "").ToArray();
            for (var next = 0; next < mails.Length;)
            {
                var (_, output) = await Programs.Run("opendkim", "-x", InFolder("conf"), "-t", string.Join(',', Enumerable.Range(next, mails.Length - next).Select(index => InFolder($"{index}"))));
                foreach (Match match in Regex.Matches(output, @"^opendkim: .*/([0-9]+): (.*)$", RegexOptions.Multiline))
                {
                    next = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
                    said[next++] = match.Groups[2].Value;
                }

                // It ends at a mail whose signatures it does not look at, and says nothing.
                if (next < mails.Length)
                {
                    said[next++] = Refused;
                }
            }

            return said;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
