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
