namespace Laitos.Domain.Settings;

/// <summary>The keys of the section <c>Features.Programs</c>: programs of the owner, by name.</summary>
static class ProgramKeys
{
    const int MostLetters = 16;

    /// <summary>The prefixes of the apps that come with the daemon, and of the command that overrides the limits of a result.</summary>
    static Seq<string> Taken { get; } = Seqs.Of(".s", ".e", ".m", ".2", ".a", ".g", ".r", ".plt");

    static SettingFormat<string> Prefix { get; } = SettingFormats.Parsed(
        $"a point and 1 to {MostLetters} letters or digits, such as .backup, but none of {string.Join(", ", Taken)}",
        text => text.Length is >= 2 and <= MostLetters + 1 && text[0] == '.' && text.Skip(1).All(char.IsAsciiLetterOrDigit) && text.ToLowerInvariant() is var prefix && !Taken.Exists(taken => taken == prefix)
            ? prefix
            : (Either<SyntaxError, string>)SyntaxError.At("prefix", text));

    static SettingFormat<string> Path { get; } = SettingFormats.Checked(
        SettingFormats.Words, path => path.StartsWith('/'), "an absolute path such as /usr/local/bin/backup");

    static Seq<SettingKey<ProgramSetting>> Table { get; } = Seqs.Of(
        SettingKey.Of("Prefix", Prefix, (ProgramSetting s) => s.Prefix, (s, v) => s with { Prefix = v }, required: true),
        SettingKey.Of("Path", Path, (ProgramSetting s) => s.Path, (s, v) => s with { Path = v }, required: true),
        SettingKey.Of("Arguments", SettingFormats.List(SettingFormats.Words, nonEmpty: false, most: 1000), (ProgramSetting s) => s.Arguments, (s, v) => s with { Arguments = v }));

    static SettingFormat<Seq<(string Name, ProgramSetting Program)>> Programs { get; } =
        WordTable.Of(SettingSection.Format(Table, new ProgramSetting("", "", default)), "NAME");

    internal static SettingFormat<Seq<(string Name, ProgramSetting Program)>> Format { get; } = new(
        (path, value) => Programs.Read(path, value).Bind(programs => SettingProblems.Check(programs, Repeated(path, programs))),
        Programs.Write,
        Programs.Inner);

    static Seq<SettingProblem> Repeated(string path, Seq<(string Name, ProgramSetting Program)> programs) =>
        programs.GroupBy(item => item.Program.Prefix).SelectMany(group => group.Skip(1).Select(again => new SettingProblem(
            $"{SettingSection.Join(path, again.Name)}.Prefix", $"\"{again.Program.Prefix}\"", $"a prefix of its own: this one is that of {group.First().Name}"))).Gather();
}
