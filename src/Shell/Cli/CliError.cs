using Laitos.Domain.Foundation;

namespace Laitos.Shell.Cli;

/// <summary>Why a command was not carried out: one line for its user, and the exit code.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Line">What went wrong.</param>
public sealed record CliError(int Code, string Line)
{
    /// <summary>The exit code of a command that was carried out.</summary>
    public const int None = 0;

    /// <summary>The exit code when there is no mail of that name.</summary>
    public const int NotThere = 1;

    /// <summary>The exit code of anything else that went wrong.</summary>
    public const int Trouble = 2;

    /// <summary>There is no mail of that name.</summary>
    public static CliError NoSuchMail(string id) => new(NotThere, $"there is no mail {Printable.Excerpt(id, 60)} in the queue");

    /// <summary>Something else.</summary>
    public static CliError Because(string reason) => new(Trouble, reason.ReplaceLineEndings(" "));
}
