using System.Text.Json;
using System.Text.Json.Nodes;
using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;

namespace Laitos.Domain.Settings;

/// <summary>How a value of the configuration is read from JSON and written to it: two inverse functions.</summary>
sealed class SettingFormat<A>(Func<string, JsonElement, Validation<SettingProblem, A>> read, Func<A, JsonNode?> write, Seq<string> inner = default)
{
    /// <summary>What is appended to the path of such a value to get the paths of the keys within: <c>.Zone</c>, <c>[].Zone</c>; empty for a plain value.</summary>
    internal Seq<string> Inner => inner;

    /// <summary>The value of the JSON that stands at a path.</summary>
    internal Validation<SettingProblem, A> Read(string path, JsonElement value) => read(path, value);

    /// <summary>The JSON of a value.</summary>
    internal JsonNode? Write(A value) => write(value);
}

/// <summary>The formats of the values that occur in a configuration.</summary>
static class SettingFormats
{
    /// <summary>The most entries of a list.</summary>
    internal const int MaxEntries = 10_000;

    internal static SettingFormat<bool> Flag { get; } = new(
        (path, value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? SettingProblems.None(value.GetBoolean())
            : SettingProblems.At<bool>(path, SettingProblems.Show(value), "true or false"),
        value => value);

    /// <summary>A text of one to 4096 characters without controls.</summary>
    internal static SettingFormat<string> Words { get; } = new(
        (path, value) => value.ValueKind == JsonValueKind.String && SettingProblems.Text(value) is { Length: <= 4096 } text && !text.Any(char.IsControl) && !text.Contains('\ufffd', StringComparison.Ordinal)
            ? SettingProblems.None(text)
            : SettingProblems.At<string>(path, SettingProblems.Show(value), "a text of at most 4096 characters without control characters"),
        text => text);

    /// <summary>A text that is never shown.</summary>
    internal static SettingFormat<Secret> Hidden { get; } = new(
        (path, value) => value.ValueKind == JsonValueKind.String && SettingProblems.Text(value) is { Length: <= 4096 } text && !text.Contains('\ufffd', StringComparison.Ordinal)
            ? SettingProblems.None(new Secret(text))
            : SettingProblems.At<Secret>(path, value.ValueKind == JsonValueKind.String ? "a text (not shown)" : "something else (not shown)", "a text of at most 4096 characters"),
        secret => secret.ToString());

    internal static SettingFormat<IpAddress> Address { get; } = Parsed("an IP address", text =>
        text.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IpAddress.Parse("127.0.0.1") : IpAddress.Parse(text));

    internal static SettingFormat<DomainName> Domain { get; } = Parsed("a domain such as example.com", text =>
        DomainName.Parse(text).Bind(domain => IsAddress(domain) ? (Either<SyntaxError, DomainName>)SyntaxError.At("domain", text) : domain));

    internal static SettingFormat<Mailbox> Mailbox { get; } = Parsed("a mail address such as me@example.net", text =>
        Addresses.Mailbox.Parse(text).Bind(mailbox => mailbox.Domain.Exists(IsAddress) ? (Either<SyntaxError, Mailbox>)SyntaxError.At("domain", text) : mailbox));

    /// The labels of an IPv4 address are those of a name by the letter; no domain has a number for its last label.
    static bool IsAddress(DomainName domain) => IpAddress.Parse(domain.Value).IsRight;

    /// <summary>A plain local part, in lower case.</summary>
    internal static SettingFormat<string> LocalName { get; } = Parsed("a plain name in front of an @, such as postmaster", text =>
        text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+')
            ? Prelude.Right<SyntaxError, string>(text.ToLowerInvariant())
            : SyntaxError.At("local part", text));

    internal static SettingFormat<IpRange> Range { get; } = Parsed("an IP address, a network such as 192.0.2.0/24 or a range such as 127.0.0.4-127.0.0.11", IpRange.Parse);

    internal static SettingFormat<NameServer> Server { get; } = Parsed("an IP address such as 192.0.2.53 or 192.0.2.53:5353", NameServer.Parse);

    /// <summary>A host name or an IP address, with or without brackets.</summary>
    internal static SettingFormat<Host> Host { get; } = Parsed("a host name or an IP address", text =>
        IpAddress.Parse(text).Map(Host (address) => new Host.Literal(address)).BiBind(host => (Either<SyntaxError, Host>)host, _ => Addresses.Host.Parse(text)),
        host => host is Host.Literal literal ? literal.Address.ToString() : host.ToString());

    internal static SettingFormat<TimeSpan> TimeOrNone(TimeSpan most) => Within(
        Parsed("a duration such as \"90s\" or \"5m\", or \"0s\"", text => text == "0s" ? TimeSpan.Zero : Duration.Parse(text), Duration.Format), TimeSpan.Zero, most, Duration.Format);

    internal static SettingFormat<TimeSpan> Time(TimeSpan least, TimeSpan most) => Within(
        Parsed("a duration such as \"90s\", \"5m\", \"1h\" or \"3d\"", Duration.Parse, Duration.Format), least, most, Duration.Format);

    /// <summary>A whole number within bounds; <paramref name="reason"/> says why it may not be less.</summary>
    internal static SettingFormat<int> Number(int least, int most, string reason = "") => new(
        (path, value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? SettingProblems.None(number)
            : SettingProblems.At<int>(path, SettingProblems.Show(value), $"a whole number from {least} to {most}{reason}"),
        number => number);

    /// <summary>A number within bounds, with or without a fraction.</summary>
    internal static SettingFormat<double> Decimal(double least, double most) => new(
        (path, value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most
            ? SettingProblems.None(number)
            : SettingProblems.At<double>(path, SettingProblems.Show(value), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a number from {least} to {most}")),
        number => number);

    /// <summary>A port; laitos writes 0 for the default, 25.</summary>
    internal static SettingFormat<int> Port { get; } = ZeroMeans(25, Number(0, PortNumber.Max));

    /// <summary>Mails a second; laitos writes 0 for the default.</summary>
    internal static SettingFormat<int> PerIpLimit { get; } = ZeroMeans(10, Number(0, 1_000_000));

    static SettingFormat<int> ZeroMeans(int preset, SettingFormat<int> format) =>
        new((path, value) => format.Read(path, value).Map(number => number == 0 ? preset : number), format.Write);

    /// <summary>A number of octets within bounds, or a text such as <c>32MiB</c>.</summary>
    internal static SettingFormat<long> Octets(long least, long most, string reason = "")
    {
        var text = Parsed("a size such as \"32MiB\", \"256KiB\" or a number of octets", Size.Parse, Size.Format);
        return Within(
            new SettingFormat<long>((path, value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? SettingProblems.None(number) : text.Read(path, value), text.Write),
            least, most, Size.Format, reason);
    }

    /// <summary>One of a few words, in any letter case.</summary>
    internal static SettingFormat<A> Choice<A>(params (string Word, A Value)[] choices) where A : notnull => Parsed(
        OneOf(Array.ConvertAll(choices, static choice => choice.Word)),
        text => choices.Where(choice => choice.Word.Equals(text, StringComparison.OrdinalIgnoreCase)).Select(choice => (Either<SyntaxError, A>)choice.Value)
            .FirstOrDefault(SyntaxError.At("choice", text)),
        value => choices.First(choice => choice.Value.Equals(value)).Word);

    /// Of strings alone: a sequence over each kind of value is compiled anew for each, at every start.
    static string OneOf(string[] words) => $"\"{string.Join("\", \"", words[..^1])}\" or \"{words[^1]}\"";

    /// <summary>A list without a fixed length; every wrong entry is reported.</summary>
    internal static SettingFormat<Seq<A>> List<A>(SettingFormat<A> entry, bool nonEmpty, int most = MaxEntries) => new(
        (path, value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is var length && length <= most && (length > 0 || !nonEmpty)
            ? SettingProblems.All(value.EnumerateArray().Select((item, i) => entry.Read($"{path}[{i}]", item)))
            : SettingProblems.At<Seq<A>>(path, SettingProblems.Show(value) is var shown && value.ValueKind == JsonValueKind.Array ? $"{shown} of {value.GetArrayLength()} entries" : shown,
                $"a list of {(nonEmpty ? 1 : 0)} to {most} entries"),
        items => new JsonArray([.. items.Select(entry.Write)]),
        entry.Inner.Map(within => $"[]{within}"));

    /// <summary>A text with a grammar.</summary>
    internal static SettingFormat<A> Parsed<A>(string expected, Func<string, Either<SyntaxError, A>> parse, Func<A, string>? format = null) => new(
        (path, value) => value.ValueKind == JsonValueKind.String
            ? parse(SettingProblems.Text(value)).Match(Right: SettingProblems.None, Left: _ => SettingProblems.At<A>(path, SettingProblems.Show(value), expected))
            : SettingProblems.At<A>(path, SettingProblems.Show(value), expected),
        value => format is null ? value!.ToString() : format(value));

    /// <summary>A format that takes fewer values than another.</summary>
    internal static SettingFormat<A> Checked<A>(SettingFormat<A> format, Func<A, bool> isGood, string expected) => new(
        (path, value) => format.Read(path, value).Bind(a => isGood(a) ? SettingProblems.None(a) : SettingProblems.At<A>(path, SettingProblems.Show(value), expected)),
        format.Write, format.Inner);

    static SettingFormat<A> Within<A>(SettingFormat<A> format, A least, A most, Func<A, string> show, string reason = "") where A : IComparable<A> => new(
        (path, value) => format.Read(path, value).Bind(a => a.CompareTo(least) >= 0 && a.CompareTo(most) <= 0
            ? SettingProblems.None(a)
            : SettingProblems.At<A>(path, SettingProblems.Show(value), $"from {show(least)} to {show(most)}{reason}")),
        format.Write);
}

/// <summary>A JSON object whose names are words of the owner's choice, each for a value of its own.</summary>
static class WordTable
{
    const int MostLetters = 64;

    /// <summary>The values with their words, in the order of the text. No two words differ in letter case alone.</summary>
    /// <param name="entry">The format of the values.</param>
    /// <param name="example">What the documentation calls the word.</param>
    internal static SettingFormat<Seq<(string Word, A Value)>> Of<A>(SettingFormat<A> entry, string example) => new(
        (path, value) => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() <= SettingFormats.MaxEntries
            ? SettingProblems.All(value.EnumerateObject()
                .GroupBy(SettingSection.NameOf, StringComparer.OrdinalIgnoreCase).Select(group => Entry(SettingSection.Join(path, group.Key), entry, [.. group])))
            : SettingProblems.At<Seq<(string, A)>>(path, SettingProblems.Kind(value), $"an object with at most {SettingFormats.MaxEntries} entries, a word for each"),
        entries => new JsonObject(entries.Select(item => KeyValuePair.Create(item.Word, entry.Write(item.Value)))),
        entry.Inner.Map(within => $".<{example}>{within}"));

    static Validation<SettingProblem, (string Word, A Value)> Entry<A>(string path, SettingFormat<A> entry, JsonProperty[] members) =>
        members.Length > 1 ? SettingProblems.At<(string, A)>(path, $"the word {members.Length} times", "it once; letter case makes no difference")
        : SettingSection.NameOf(members[0]) is var word && !IsWord(word) ? SettingProblems.At<(string, A)>(path, "this name", $"a word of 1 to {MostLetters} characters without blanks")
        : entry.Read(path, members[0].Value).Map(value => (word, value));

    static bool IsWord(string name) =>
        name.Length is > 0 and <= MostLetters && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '\ufffd');
}
