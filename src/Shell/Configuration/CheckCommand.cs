using Laitos.Domain.Settings;

namespace Laitos.Shell.Configuration;

/// <summary><c>laitos check -config FILE</c>: says what is wrong with a configuration, or what is in force.</summary>
public static class CheckCommand
{
    /// <summary>The exit code of a good configuration.</summary>
    public const int Good = 0;

    /// <summary>The exit code of a configuration with mistakes.</summary>
    public const int Mistaken = 2;

    /// <summary>Writes the effective settings, secrets hidden, and gives <see cref="Good"/>; or every mistake, and gives <see cref="Mistaken"/>.</summary>
    /// <param name="path">The file, or null for the environment variable.</param>
    /// <param name="output">Takes the settings as JSON.</param>
    /// <param name="error">Takes notices and mistakes, one a line.</param>
    public static int Run(string? path, TextWriter output, TextWriter error) => ConfigurationSource.Load(path).Match(
        Right: loaded =>
        {
            loaded.Notices.Iter(notice => error.WriteLine($"notice: {notice}"));
            output.WriteLine(EffectiveSettings.Render(loaded.Settings));
            return Good;
        },
        Left: problems =>
        {
            problems.Iter(error.WriteLine);
            return Mistaken;
        });
}
