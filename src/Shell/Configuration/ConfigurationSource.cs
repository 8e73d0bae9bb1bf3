using System.Text.Json;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Settings;
using LanguageExt;

namespace Laitos.Shell.Configuration;

/// <summary>Where a configuration comes from: a file, or the environment variable that holds the JSON itself.</summary>
public static class ConfigurationSource
{
    /// <summary>The environment variable that is read when no file is named.</summary>
    public const string Variable = "LAITOS_CONFIG";

    /// <summary>The most octets of a configuration.</summary>
    public const int MaxOctets = 16 << 20;

    static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    /// <summary>Reads the file if one is named, else the environment variable; gives the settings or all mistakes, one line each. With a database no wait for a socket goes on where octets are looked for.</summary>
    public static Either<Seq<string>, LoadedConfiguration> Load(string? path) =>
        Found(path).Do(loaded => loaded.Settings.Spool.Database.Iter(_ => SocketCompletions.LeaveTheirThread()));

    static Either<Seq<string>, LoadedConfiguration> Found(string? path) =>
        path is not null ? FromFile(path)
        : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } json ? Parse(Octets.Utf8(json), Variable, Environment.CurrentDirectory)
        : Problem($"no configuration: name a file with -config FILE, or put the JSON itself into {Variable}");

    static Either<Seq<string>, LoadedConfiguration> FromFile(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            using var file = File.OpenRead(full);
            return Parse(ReadBounded(file), path, Path.GetDirectoryName(full) ?? "/");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Problem($"{Printable.Escape(path)}: {(Directory.Exists(path) ? "it is a folder: name the file in it" : Printable.Escape(fault.Message))}");
        }
    }

    /// <summary>Reads JSON text; comments and trailing commas are allowed.</summary>
    internal static Either<Seq<string>, LoadedConfiguration> Parse(Octets text, string source, string baseDirectory)
    {
        if (text.Length > MaxOctets)
        {
            return Problem($"{source}: larger than {Size.Format(MaxOctets)}");
        }

        try
        {
            using var document = JsonDocument.Parse(WithoutByteOrderMark(text).Memory, Tolerant);
            return SettingsParser.Parse(document.RootElement)
                .Bind(found => EnvironmentReferences.Resolve(found.Settings, Variables()).Map(settings => new LoadedConfiguration(settings, found.Notices.Then(CommandNotices.Of(settings)), baseDirectory).WithAbsolutePaths()))
                .Bind(KeyFile.Read)
                .Match(
                    Succ: loaded => loaded,
                    Fail: problems => (Either<Seq<string>, LoadedConfiguration>)problems.Map(problem => $"{source}: {problem}"));
        }
        catch (JsonException fault)
        {
            return Problem($"{source}: line {fault.LineNumber + 1}, column {fault.BytePositionInLine + 1}: not JSON: {Cause(fault)}");
        }
    }

    /// One octet more than is allowed shows that the text is too large, whatever the size of the file claims to be.
    static Octets ReadBounded(Stream file)
    {
        var octets = new MemoryStream();
        var chunk = new byte[1 << 16];
        for (int read; octets.Length <= MaxOctets && (read = file.Read(chunk)) > 0;)
        {
            octets.Write(chunk, 0, read);
        }

        return new(octets.ToArray());
    }

    static HashMap<string, string> Variables() => Prelude.toHashMap(
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(variable => ((string)variable.Key, (string?)variable.Value ?? "")));

    static Octets WithoutByteOrderMark(Octets text) => text.Span.StartsWith("\uFEFF"u8) ? text.Slice(3) : text;

    /// The framework repeats the position behind the cause, counted from zero.
    static string Cause(JsonException fault) =>
        Printable.Excerpt(fault.Message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var end and >= 0 ? fault.Message[..end] : fault.Message, 200);

    static Either<Seq<string>, LoadedConfiguration> Problem(string text) => Seqs.Of(text);
}
