namespace Laitos.Domain.Commands.Apps;

/// <summary>
/// Something that a command can run. It is pure: it says what it wants of the world, once, and makes a result of what the world answered.
/// All apps are listed in <c>AppCatalog</c>.
/// </summary>
public interface IApp
{
    /// <summary>The beginning of the commands that are meant for it, a point and lower-case letters or digits: <c>.s</c>. Compared without regard to letter case.</summary>
    string Prefix { get; }

    /// <summary>True when what follows the prefix is a secret: it is shown nowhere, neither in a subject nor in the log nor in a notice.</summary>
    bool IsSecret { get; }

    /// <summary>What it wants of the world, or why not.</summary>
    /// <param name="argument">What follows the prefix, trimmed.</param>
    Either<string, AppRequest> Ask(string argument);

    /// <summary>The result.</summary>
    /// <param name="argument">The same argument as before.</param>
    /// <param name="response">What the world answered.</param>
    /// <param name="now">The time.</param>
    CommandResult Conclude(string argument, AppResponse response, Instant now);
}

/// <summary>Results and refusals that apps have in common.</summary>
static class Answers
{
    /// <summary>What is said when nothing follows the prefix; laitos' words.</summary>
    public const string EmptyCommand = "empty command";

    /// <summary>Why an app does nothing: its section is missing in the configuration.</summary>
    public static string NotSetUp(string key) => $"this app is not set up: the configuration has no {key}";

    /// <summary>Why a word names no file.</summary>
    public static string UnknownWord(IEnumerable<string> words) => $"no file goes by that word; there are: {string.Join(", ", words)}";

    /// <summary>The result where the world did not give what was asked for.</summary>
    public static CommandResult Otherwise(AppResponse response) =>
        CommandResult.Failed(response is AppResponse.Failed(var reason) ? reason : "the app was not answered what it asked for");
}
