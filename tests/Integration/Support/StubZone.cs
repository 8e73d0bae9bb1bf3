using System.Globalization;
using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Integration.Support;

/// <summary>
/// What the stub server knows, one line each, <c>#</c> begins a comment:
/// <code>
/// name A 192.0.2.1          AAAA, MX "10 host", TXT "text", CNAME host, PTR host, NS host
/// name TTL 1                instead of 60 s
/// name DELAY 300            answers after so many milliseconds
/// name TRUNCATE             over UDP only TC
/// name SPOOFED              a false packet with another identity goes ahead
/// name NOEDNS               FORMERR to queries with OPT
/// name SERVFAIL             also REFUSED, NXDOMAIN, NODATA, SILENT; and for one type alone: name TXT SERVFAIL
/// </code>
/// A name that has no line, and none below it, does not exist.
/// </summary>
sealed class StubZone
{
    readonly List<(string Name, string Word, string Value)> lines;

    StubZone(List<(string Name, string Word, string Value)> lines) => this.lines = lines;

    public static StubZone Parse(string text) => new([.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(Line)]);

    /// <summary>True when the word stands alone behind the name, or behind the name and this type.</summary>
    public bool Is(Question question, string word) =>
        lines.Any(line => line.Name == question.Name && (line.Word == word || (line.Value == word && line.Word == TypeWord(question.Type))));

    /// <summary>The number behind a word, or another.</summary>
    public int Number(string name, string word, int otherwise) =>
        lines.Where(line => line.Name == name && line.Word == word).Select(line => int.Parse(line.Value, CultureInfo.InvariantCulture)).FirstOrDefault(otherwise);

    /// <summary>True when the name, or one below it, has a line.</summary>
    public bool Has(string name) => lines.Any(line => Name.IsWithin(line.Name, name));

    /// <summary>The records of a type.</summary>
    public Seq<ResourceRecord> Records(string name, RecordType type) => lines
        .Where(line => line.Name == name && line.Word == TypeWord(type) && line.Value is not ("SERVFAIL" or "REFUSED" or "NXDOMAIN" or "NODATA" or "SILENT"))
        .Select(line => new ResourceRecord(name, type, Number(name, "TTL", 60), Data(type, line.Value)))
        .Gather();

    static (string Name, string Word, string Value) Line(string line)
    {
        var words = line.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 2
            ? (new Question(words[0], RecordType.A).Name, words[1].ToUpperInvariant(), words.Length > 2 ? words[2] : "")
            : throw new ArgumentException($"not a line of a zone: {line}");
    }

    static RecordData Data(RecordType type, string value) => type switch
    {
        RecordType.A or RecordType.Aaaa => IpAddress.Parse(value).Match(
            RecordData (address) => new RecordData.Address(address),
            error => throw new ArgumentException(error.ToString())),
        RecordType.Txt => new RecordData.Text(Octets.Utf8(value.Trim('"'))),
        RecordType.Mx => value.Split(' ') is [var preference, var host]
            ? new RecordData.Exchange(int.Parse(preference, CultureInfo.InvariantCulture), new Question(host, type).Name)
            : throw new ArgumentException($"not a mail exchanger: {value}"),
        _ => new RecordData.Name(new Question(value, type).Name),
    };

    static string TypeWord(RecordType type) => type.ToString().ToUpperInvariant();
}
