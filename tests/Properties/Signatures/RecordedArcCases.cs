using System.Text.Json;
using Laitos.Domain.Authentication.Signatures;
using Laitos.Properties.Support;

namespace Laitos.Properties.Signatures;

/// <summary>The public test suite of ARC validation.</summary>
public class RecordedArcCases
{
    const int Cases = 171;

    /// A message signature without the tag c is of the form simple, as that of DKIM whose syntax it shares (RFC 8617 §4.1.2); the suite signed it as relaxed.
    const string SignedAsRelaxed = "ams_fields_c_na";

    [Test]
    public void All_recorded_cases_agree()
    {
        var seen = 0;
        Assert.Multiple(() =>
        {
            foreach (var scenario in JsonDocument.Parse(File.ReadAllText(Suites.Path("suites/arc/arc_valimail_tests_arc-draft-validation-tests.json"))).RootElement.EnumerateArray())
            {
                var zone = KeyZone.Of([.. scenario.GetProperty("txt-records").EnumerateObject().Select(record => (record.Name, record.Value.GetString()!))]);
                foreach (var test in scenario.GetProperty("tests").EnumerateObject())
                {
                    seen++;
                    var finding = Verifying.Verify(Verifying.Mail(test.Value.GetProperty("message").GetString()!), zone.Ask).Arc;
                    Assert.That(finding.Result.ToString(), Is.EqualTo(test.Name == SignedAsRelaxed ? "Fail" : Expected(test.Value.GetProperty("cv").GetString()!)), $"{test.Name}: {finding}");
                }
            }
        });
        Assert.That(seen, Is.EqualTo(Cases));
    }

    /// The suite leaves the status empty where the newest seal says fail: validation ends there, with that status (RFC 8617 §5.2, step 2).
    static string Expected(string status) => status.Length == 0 ? nameof(ArcResult.Fail) : status;
}
