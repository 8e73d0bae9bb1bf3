using System.Text.RegularExpressions;

namespace Laitos.Properties.Architecture;

/// <summary>Every RFC that the sources refer to has its line in docs/rfcs.md, and every place that it names is there.</summary>
public class RfcTests
{
    static string Table => File.ReadAllText(Path.Combine(Sources.Root, "docs/rfcs.md"));

    [Test]
    public void Every_RFC_in_the_sources_is_in_the_table() =>
        Assert.That(Sources.Files("src").SelectMany(path => Named(File.ReadAllText(path))).Distinct().Except(Listed(Table)), Is.Empty);

    [Test]
    public void A_planted_reference_is_missed_in_the_table() =>
        Assert.That(Named("/// one, two (RFC 5321 §4.1, RFC 99999 §1)").Except(Listed("| 5321 | SMTP | | |\n")), Is.EqualTo(new[] { "99999" }));

    [Test]
    public void Every_place_in_the_table_is_there() => Assert.That(Places(Table).Where(place => !IsThere(place)), Is.Empty);

    [Test]
    public void A_planted_place_is_missed() =>
        Assert.That(Places("| 5321 | SMTP | done | Smtp, Smtp/Absent, Shell/Smtp/Wire |\n").Where(place => !IsThere(place)), Is.EqualTo(new[] { "Smtp/Absent" }));

    static IEnumerable<string> Places(string table) =>
        Regex.Matches(table, @"^\| [0-9]+ \|.*\|(.*)\|$", RegexOptions.Multiline).SelectMany(row => row.Groups[1].Value.Split(',')).Select(place => place.Trim()).Where(place => place.Length > 0);

    /// A folder or a file of src/Domain, or of src/Shell or src/Signatures where it says so.
    static bool IsThere(string place) =>
        Path.Combine(Sources.Root, "src", place.StartsWith("Shell", StringComparison.Ordinal) || place.StartsWith("Signatures", StringComparison.Ordinal) ? place : $"Domain/{place}") is var path && (Directory.Exists(path) || File.Exists(path + ".cs"));

    static IEnumerable<string> Named(string text) => Regex.Matches(text, @"\bRFC ([0-9]+)").Select(match => match.Groups[1].Value);

    static IEnumerable<string> Listed(string table) => Regex.Matches(table, @"^\| ([0-9]+) \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
}
