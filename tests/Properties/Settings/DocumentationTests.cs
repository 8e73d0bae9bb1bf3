using System.Text.RegularExpressions;
using Laitos.Domain.Settings;
using Laitos.Properties.Architecture;

namespace Laitos.Properties.Settings;

/// <summary>The table of keys in docs/configuration.md is the table of the parser.</summary>
public class DocumentationTests
{
    [Test]
    public void Every_key_is_documented_and_every_documented_key_exists()
    {
        var text = File.ReadAllText(Path.Combine(Sources.Root, "docs/configuration.md"));
        Assert.That(Regex.Matches(text, @"^\| `([^`]+)` \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value), Is.EquivalentTo(SettingsParser.KnownKeys));
    }
}
