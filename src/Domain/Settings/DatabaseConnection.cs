using System.Globalization;
using System.Text;

namespace Laitos.Domain.Settings;

/// <summary>
/// How a PostgreSQL database is reached: a connection string, <c>Host=db.example;Database=laitos;Username=laitos</c>. A value that holds a semicolon, a quotation mark or blanks at its ends stands in
/// quotation marks, with those in it doubled. It holds no password, so it may be shown.
/// </summary>
public sealed record DatabaseConnection
{
    const string StandardSchema = "laitos", StandardPort = "5432";

    /// The keys that are known, as they are written; and what else they may be called.
    static readonly (string Key, string[] Others)[] Keys =
    [
        ("Host", ["Server"]), ("Port", []), ("Database", ["DB"]), ("Username", ["User", "User Id", "User Name"]), ("Search Path", ["Schema"]), ("Timeout", []),
        ("SSL Mode", ["SslMode"]), ("Root Certificate", []), ("SSL Certificate", []), ("SSL Key", []),
    ];

    static readonly string[] Required = ["Host", "Database", "Username"], SslModes = ["Disable", "Allow", "Prefer", "Require", "VerifyCA", "VerifyFull"];

    readonly HashMap<string, string> values;

    DatabaseConnection(HashMap<string, string> values) => this.values = values;

    /// <summary>The value of a key, if it is given.</summary>
    public Option<string> Value(string key) => values.Find(key);

    /// <summary>The schema whose tables are the spool: the key <c>Search Path</c>.</summary>
    public string Schema => Value("Search Path").IfNone(StandardSchema);

    /// <summary>What people call it.</summary>
    public string Name => $"postgresql://{Value("Host").IfNone("")}{(Value("Host").Exists(IsSocket) || Value("Port").IfNone(StandardPort) == StandardPort ? "" : $":{Value("Port").IfNone("")}")}/{Value("Database").IfNone("")} (schema {Schema})";

    /// <summary>True when what goes over the network can be read, or sent to another server: neither on this machine, nor by TLS with a certificate that is verified.</summary>
    public bool IsExposed => !Value("SSL Mode").Exists(mode => mode.StartsWith("Verify", StringComparison.Ordinal))
        && Value("Host").Exists(hosts => hosts.Split(',').Any(host => !IsSocket(host) && !IsHere(host.Trim())));

    /// <summary>Reads a connection string, or says what is wrong with it; never with the words of a value, which may be a password.</summary>
    public static Either<string, DatabaseConnection> Parse(string text) => Members(text).Bind(Of);

    /// <summary>The connection string.</summary>
    public override string ToString() => string.Join(';', Keys.SelectMany(known => Value(known.Key).Map(value => $"{known.Key}={Quoted(value)}").AsEnumerable()));

    static Either<string, DatabaseConnection> Of(Seq<(string Key, string Value)> members)
    {
        var known = members.Map(member => (Key: Known(member.Key), Given: member.Key, member.Value));
        var secret = known.Find(member => member.Given.Equals("Password", StringComparison.OrdinalIgnoreCase) || member.Given.Equals("Pwd", StringComparison.OrdinalIgnoreCase));
        if (secret.IsSome)
        {
            return "one without a password: that has keys of its own, PostgreSqlPassword and PostgreSqlPasswordFile";
        }

        if (known.Find(member => member.Key.IsNone).Case is (_, string unknown, string))
        {
            return $"known keys, and {Printable.Excerpt(unknown, 40)} is none of them: {SpellingSuggestion.Suggest(unknown, Keys.Select(key => key.Key).Gather())}";
        }

        var values = known.Map(member => (Key: member.Key.IfNone(""), member.Value));
        return values.AsEnumerable().GroupBy(member => member.Key).FirstOrDefault(group => group.Count() > 1) is { } twice ? $"one with {twice.Key} only once"
            : Required.FirstOrDefault(key => !values.Exists(member => member.Key == key && member.Value.Length > 0)) is { } missing ? $"one with {missing}"
            : values.AsEnumerable().Select(member => Mistake(member.Key, member.Value)).FirstOrDefault(mistake => mistake is not null) is { } mistake ? mistake
            : new DatabaseConnection(Prelude.toHashMap(values.AsEnumerable().Where(member => member.Value.Length > 0)));
    }

    static string? Mistake(string key, string value) => key switch
    {
        "Port" when !IsNumber(value, PortNumber.Max) => $"one whose Port is a number from 1 to {PortNumber.Max}",
        "Timeout" when !IsNumber(value, 1024) => "one whose Timeout is a number of seconds from 1 to 1024",
        "SSL Mode" when !SslModes.Contains(value) => $"one whose SSL Mode is {string.Join(", ", SslModes.SkipLast(1))} or {SslModes[^1]}",
        "Search Path" when !IsIdentifier(value) => "one whose Search Path is the name of one schema: letters, digits and underscores",
        _ => null,
    };

    static Option<string> Known(string key) => Keys.Where(known => known.Key.Equals(key, StringComparison.OrdinalIgnoreCase) || known.Others.Contains(key, StringComparer.OrdinalIgnoreCase))
        .Select(known => Prelude.Some(known.Key)).FirstOrDefault();

    static bool IsNumber(string text, int most) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most;

    static bool IsIdentifier(string text) => text.Length is > 0 and <= 63 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    static bool IsSocket(string host) => host.StartsWith('/');

    static bool IsHere(string host) => host is "localhost" or "::1" || host.StartsWith("127.", StringComparison.Ordinal);

    static string Quoted(string value) => value.AsSpan().IndexOfAny(";\"'=") < 0 && value.Trim().Length == value.Length ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// key=value;key="va""lue";…
    static Either<string, Seq<(string Key, string Value)>> Members(string text)
    {
        var members = new List<(string, string)>();
        for (var at = 0; at < text.Length;)
        {
            var equals = text.IndexOf('=', at);
            if (text[at] is ';' || char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            if (equals < 0)
            {
                return "pairs Key=value with semicolons between them, such as Host=db.example;Database=laitos;Username=laitos";
            }

            var key = text[at..equals].Trim();
            if (Read(text, equals + 1).Case is not (string value, int end))
            {
                return "one whose quotation marks are closed, and doubled within a value";
            }

            members.Add((key, value));
            at = end;
        }

        return members.Gather();
    }

    /// A value, and where the next pair begins; none where a quotation mark is not closed.
    static Option<(string Value, int End)> Read(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        if (at == text.Length || text[at] is not ('"' or '\''))
        {
            var end = text.IndexOf(';', at) is var found and >= 0 ? found : text.Length;
            return (text[at..end].Trim(), end);
        }

        var (mark, value) = (text[at++], new StringBuilder());
        for (; at < text.Length; at++)
        {
            if (text[at] != mark)
            {
                value.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == mark)
            {
                value.Append(text[at++]);
            }
            else
            {
                return text.AsSpan(at + 1).TrimStart() is var rest && (rest.IsEmpty || rest[0] == ';') ? (value.ToString(), at + 1) : Option<(string, int)>.None;
            }
        }

        return Option<(string, int)>.None;
    }
}
