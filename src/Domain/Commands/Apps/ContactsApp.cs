namespace Laitos.Domain.Commands.Apps;

/// <summary><c>.c text</c>: the rescue co-ordination centres whose lines hold the text, letter case ignored, a line <c>country kind telephone address</c> each.</summary>
sealed record ContactsApp : IApp
{
    /// Beyond this nothing is compared; no line is longer.
    const int MostCharacters = 128;

    /// A single letter would find nearly all.
    const int FewestCharacters = 2;

    /// <inheritdoc/>
    public string Prefix => ".c";

    /// <inheritdoc/>
    public bool IsSecret => false;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument) => new AppRequest.Nothing();

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now) =>
        response is AppResponse.Done
            ? CommandResult.Ok(string.Concat(Found(argument).Select(contact => $"{contact}\n")))
            : Answers.Otherwise(response);

    /// Whoever is in need gets an answer in any case: by as much of the text from its beginning as finds something, as in laitos, and all of them when nothing does.
    static IEnumerable<RescueContact> Found(string argument)
    {
        var text = argument.Length > MostCharacters ? argument[..MostCharacters] : argument;
        for (var length = text.Length; length >= FewestCharacters; length--)
        {
            var sought = text[..length].Trim();
            var found = RescueContacts.All.Filter(contact => contact.ToString().Contains(sought, StringComparison.OrdinalIgnoreCase));
            if (!found.IsEmpty)
            {
                return found.AsEnumerable();
            }
        }

        return RescueContacts.All.AsEnumerable();
    }
}
