namespace Laitos.Domain.Commands.Apps;

/// <summary>Where a shell is looked for when none is configured.</summary>
public static class Interpreters
{
    static readonly string[] Names = ["bash", "dash", "zsh", "ksh", "ash", "tcsh", "csh", "sh"];
    static readonly string[] Folders = ["/bin", "/usr/bin", "/usr/local/bin", "/opt/bin"];

    /// <summary>Paths, the preferred one first: every place of the first shell, then every place of the next.</summary>
    public static Seq<string> Candidates { get; } = Names.SelectMany(name => Folders.Select(folder => $"{folder}/{name}")).Gather();
}
