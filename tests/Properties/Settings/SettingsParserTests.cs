using System.Text.Json;
using Laitos.Domain.Settings;
using Laitos.Properties.Support;

namespace Laitos.Properties.Settings;

public class SettingsParserTests
{
    [Test]
    public void A_configuration_of_laitos_loads_unchanged()
    {
        var parsed = SettingsParser.Parse(JsonDocument.Parse(File.ReadAllText(Suites.Path("vectors/config-A.json"))).RootElement);
        parsed.Match(Succ: s => TestContext.Out.WriteLine(EffectiveSettings.Render(s.Settings) + s.Notices), Fail: p => Assert.Fail(p.ToString()));
    }
}
