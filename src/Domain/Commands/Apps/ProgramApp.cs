using System.Text;

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

/// <summary>The result of a program.</summary>
static class ProgramResult
{
    /// <summary>Why a text with NUL cannot be an argument of a program.</summary>
    public const string HoldsNul = "a command cannot hold the character NUL";

    const string Ended = "ended because its time was up";
    const string Cut = "\n[there was more output]\n";

    /// <summary>The output; with an error when the exit code is not 0 or there is none because the time was up. What was written up to then is kept.</summary>
    public static CommandResult Of(AppResponse response) =>
        response is AppResponse.Exited(var code, var output, var isCut)
            ? new CommandResult(code.Match(Trouble, () => Ended), isCut ? Text(output.Span) + Cut : Text(output.Span))
            : Answers.Otherwise(response);

    static Option<string> Trouble(int code) => code == 0 ? Option<string>.None : $"exit status {code}";

    /// The octets as UTF-8. Each octet that does not belong to it becomes one U+FFFD, as in laitos: a binary file has as many question marks here as there.
    static string Text(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(octets.Length);
        while (!octets.IsEmpty)
        {
            var isValid = Rune.DecodeFromUtf8(octets, out var rune, out var consumed) == System.Buffers.OperationStatus.Done;
            _ = isValid ? text.Append(rune.ToString()) : text.Append('\ufffd', consumed);
            octets = octets[consumed..];
        }

        return text.ToString();
    }
}
