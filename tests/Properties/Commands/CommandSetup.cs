using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;
using Laitos.Properties.Support;

namespace Laitos.Properties.Commands;

/// <summary>An app that does nothing.</summary>
public sealed record StillApp(string Prefix, bool IsSecret) : IApp
{
    public Either<string, AppRequest> Ask(string argument) => new AppRequest.Nothing();

    public CommandResult Conclude(string argument, AppResponse response, Instant now) => CommandResult.Ok(argument);
}

/// <summary>The places of a line that stands in the mail as it is, in UTF-16 for simplicity: a character is two octets.</summary>
public sealed class PlainPlaces(string line, long offset) : LineMask
{
    public override Seq<Overwrite> Mask(int start, int length) =>
        start >= 0 && length > 0 && start + length <= line.Length
            ? Seqs.Of(new Overwrite(offset + (2 * start), new Octets(Encoding.Unicode.GetBytes(new string('*', length)))))
            : throw new ArgumentOutOfRangeException(nameof(start), $"{start}+{length} of {line.Length}");
}

/// <summary>Policies, parts and facts to test with.</summary>
public static class CommandSetup
{
    public const string Password = "verysecret";

    public static readonly Instant Noon = new(1_800_000_000_000);

    public static readonly Seq<IApp> Apps = Seqs.Of<IApp>(
        new StillApp(".s", false), new StillApp(".e", false), new StillApp(".m", false), new StillApp(".2", true), new StillApp(".a", true), new StillApp(".il", false),
        new StillApp(".c", false), new StillApp(".r", false), new StillApp(".w", false));

    public static readonly LintRules NoLint = new(false, false, false, false, 0, 0);

    public static readonly CommandPolicy Policy = PolicyOf([Password, "AnotherPin9!"]) with { Shortcuts = Seqs.Of(new Shortcut(new Secret("watsup"), new Secret(".s echo shortcut-output")), new Shortcut(new Secret("two words"), new Secret(".s echo tw"))) };

    public static CommandPolicy PolicyOf(IEnumerable<string> passwords) => new(
        passwords.Select(password => new Secret(password)).Gather(), Seqs.Of<Shortcut>(), Seqs.Of<Translation>(), NoLint, Seqs.Of<Mailbox>(), Option<Seq<CommandSender>>.None,
        CarrierTreatment.Masked, MailboxOf("fwd@example.org"), NameOf("mx.example.com"), FrozenSet<DomainName>.Empty, Seqs.Of(MailboxOf("me@dest.test")), Apps, CommandPolicy.StandardLimit);

    public static Mailbox MailboxOf(string text) => Mailbox.Parse(text).Match(one => one, error => throw new InvalidOperationException(error.ToString()));

    public static DomainName NameOf(string text) => DomainName.Parse(text).Match(one => one, error => throw new InvalidOperationException(error.ToString()));

    /// <summary>A part of lines that stand behind one another from an offset on.</summary>
    public static TextPart Part(TextKind kind, IEnumerable<string> lines, long offset = 0)
    {
        var placed = new List<TextLine>();
        foreach (var line in lines)
        {
            placed.Add(new TextLine(line, new PlainPlaces(line, offset)));
            offset += 2 * (line.Length + 1);
        }

        return new TextPart(kind, placed.Gather());
    }

    public static TextPart Plain(params string[] lines) => Part(TextKind.Plain, lines);

    public static TextPart Html(params string[] lines) => Part(TextKind.Html, lines);

    public static CommandCandidate Search(CommandPolicy policy, params TextPart[] parts) => Search(policy, Noon, parts);

    public static CommandCandidate Search(CommandPolicy policy, Instant now, params TextPart[] parts) =>
        parts.Aggregate(CommandSearch.Start, (search, part) => CommandSearch.Advance(policy, now, search, part)).End();

    /// <summary>The command of one plain part, or null.</summary>
    public static string? CommandOf(CommandPolicy policy, params string[] lines) => (Search(policy, Plain(lines)) as CommandCandidate.Command)?.Text;

    public static HeaderSection Header(params string[] fields) => HeaderSection.Parse(Octets.Utf8(string.Concat(fields.Select(field => field + "\r\n")) + "\r\n"));

    /// <summary>The recorded calls of a function. Lines that the recording has broken at an odd line ending are left out.</summary>
    public static IEnumerable<JsonElement> Recorded(string function) =>
        File.ReadLines(Suites.Path("vectors/unit-toolbox-head.jsonl")).Select(Read).OfType<JsonElement>().Where(one => one.GetProperty("fn").GetString() == function);

    /// <summary>The octets of a recorded string.</summary>
    public static byte[] OctetsOf(JsonElement recorded) => Encoding.Latin1.GetBytes(recorded.GetString()!);

    public static string TextOf(JsonElement recorded) => Encoding.UTF8.GetString(OctetsOf(recorded));

    static JsonElement? Read(string line)
    {
        try
        {
            return JsonDocument.Parse(line).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
