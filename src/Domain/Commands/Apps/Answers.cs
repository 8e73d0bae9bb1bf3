namespace Laitos.Domain.Commands.Apps;

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
