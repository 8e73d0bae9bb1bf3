using System.Text.RegularExpressions;

namespace Laitos.Properties.Architecture;

/// <summary>Every RFC that the sources refer to has its line in docs/rfcs.md.</summary>
public class RfcTests
{
    static string Table => File.ReadAllText(Path.Combine(Sources.Root, "docs/rfcs.md"));

    [Test]
    public void Every_RFC_in_the_sources_is_in_the_table() =>
        Assert.That(Sources.Files("src").SelectMany(path => Named(File.ReadAllText(path))).Distinct().Except(Listed(Table)), Is.Empty);

    [Test]
    public void A_planted_reference_is_missed_in_the_table() =>
        Assert.That(Named("/// one, two (RFC 5321 §4.1, RFC 99999 §1)").Except(Listed("| 5321 | SMTP | | |\n")), Is.EqualTo(new[] { "99999" }));

    static IEnumerable<string> Named(string text) => Regex.Matches(text, @"\bRFC ([0-9]+)").Select(match => match.Groups[1].Value);

    static IEnumerable<string> Listed(string table) => Regex.Matches(table, @"^\| ([0-9]+) \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
}
