using System.Globalization;
using System.Text;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Dns;

/// <summary>
/// Records to answer from in place of the DNS: one a line, <c>name [TTL] [IN] type data</c>, a subset of the master file format (RFC 1035 §5.1). Names are whole, with or without the
/// dot at their end; <c>;</c> begins a remark; TXT is one or more strings in quotation marks, which are joined, or the rest of the line. Types of which nothing is asked are passed over.
/// </summary>
public sealed record ZoneFile
{
    ZoneFile(HashMap<string, Seq<(RecordType Type, RecordData Data)>> records) => Records = records;

    HashMap<string, Seq<(RecordType Type, RecordData Data)>> Records { get; }

    /// CNAMEs that are followed for one answer.
    const int MostAliases = 8;

    /// <summary>The records of a text, or what is wrong with the first line that is none.</summary>
    public static Either<SyntaxError, ZoneFile> Parse(string text)
    {
        var records = new Dictionary<string, List<(RecordType, RecordData)>>(StringComparer.Ordinal);
        foreach (var (number, line) in text.Split('\n').Index())
        {
            var words = Words(line);
            if (words.Length == 0)
            {
                continue;
            }

            var at = words.TakeWhile((word, i) => i == 0 || word.All(char.IsAsciiDigit) || word.Equals("IN", StringComparison.OrdinalIgnoreCase)).Count();
            if (at >= words.Length)
            {
                return SyntaxError.At("a record: name, type, data", $"line {number + 1}: {Printable.Excerpt(line.Trim(), 60)}");
            }

            if (!Enum.TryParse<RecordType>(words[at], ignoreCase: true, out var type) || !char.IsAsciiLetter(words[at][0]))
            {
                continue;
            }

            if (Data(type, words[(at + 1)..]).Case is not RecordData data)
            {
                return SyntaxError.At($"the data of a record of type {words[at]}", $"line {number + 1}: {Printable.Excerpt(line.Trim(), 60)}");
            }

            var name = Name.Canonical(words[0]);
            records.TryAdd(name, []);
            records[name].Add((type, data));
        }

        return new ZoneFile(records.Fold(HashMap<string, Seq<(RecordType Type, RecordData Data)>>.Empty, (all, item) => all.AddOrUpdate(item.Key, item.Value.Gather())));
    }

    /// <summary>The answer. A name that has no record, and none below it, does not exist.</summary>
    public Answer Answer(Question question) => Answer(question, MostAliases);

    Answer Answer(Question question, int aliases)
    {
        var here = Records.Find(question.Name).IfNone(() => default);
        var data = here.Filter(record => record.Type == question.Type).Map(record => record.Data);
        var alias = here.AsEnumerable().Where(record => record.Type == RecordType.Cname).Select(record => record.Data).OfType<RecordData.Name>().FirstOrDefault();
        return !data.IsEmpty ? new Answer.Records(data)
            : alias is not null && aliases > 0 ? Answer(new Question(alias.Value, question.Type), aliases - 1)
            : !here.IsEmpty || Records.Keys.Exists(name => Name.IsWithin(name, question.Name)) ? new Answer.NoData()
            : new Answer.NoSuchDomain();
    }

    static Option<RecordData> Data(RecordType type, string[] words) => (type, words) switch
    {
        (RecordType.A or RecordType.Aaaa, [var address]) => IpAddress.Parse(address).ToOption().Filter(ip => ip.IsV6 == (type == RecordType.Aaaa)).Map<RecordData>(ip => new RecordData.Address(ip)),
        (RecordType.Txt, [_, ..]) => new RecordData.Text(Octets.Utf8(words.Any(word => word[0] == '"') ? string.Concat(words.Select(Unquoted)) : string.Join(' ', words))),
        (RecordType.Mx, [var preference, var host]) when int.TryParse(preference, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => new RecordData.Exchange(number, Name.Canonical(host)),
        (RecordType.Ptr or RecordType.Ns or RecordType.Cname, [var name]) => new RecordData.Name(Name.Canonical(name)),
        (RecordType.Soa, _) => new RecordData.Other(),
        _ => Option<RecordData>.None,
    };

    static string Unquoted(string word) => word.Length >= 2 && word[0] == '"' && word[^1] == '"' ? word[1..^1] : word;

    /// The words of a line; a string in quotation marks keeps them, and may hold blanks, semicolons and escaped characters.
    static string[] Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '\\' when i + 1 < line.Length:
                    word.Append(line[++i]);
                    break;
                case '"':
                    quoted = !quoted;
                    word.Append('"');
                    break;
                // In data that is not quoted a semicolon stands for itself: records of mail are full of them.
                case ';' when !quoted && word.Length == 0:
                    i = line.Length;
                    break;
                case ' ' or '\t' or '\r' when !quoted:
                    Flush();
                    break;
                default:
                    word.Append(line[i]);
                    break;
            }
        }

        Flush();
        return [.. words];

        void Flush()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }
}
