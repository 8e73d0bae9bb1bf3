namespace Laitos.Domain.Commands.Apps;

/// <summary>A program that the owner has added. What follows the prefix is put into its arguments as it is: no shell reads it.</summary>
/// <param name="Rule">Which program, and with what arguments.</param>
sealed record ProgramApp(ProgramRule Rule) : IApp
{
    const string Placeholder = "{argument}";

    /// <inheritdoc/>
    public string Prefix => Rule.Prefix;

    /// <inheritdoc/>
    public bool IsSecret => false;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument) =>
        argument.Contains('\0', StringComparison.Ordinal) ? ProgramResult.HoldsNul
        : new AppRequest.Run(Rule.Path, Rule.Arguments.Map(each => each.Replace(Placeholder, argument, StringComparison.Ordinal)));

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now) => ProgramResult.Of(response);
}
