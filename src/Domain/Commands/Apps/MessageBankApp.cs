using System.Text;

namespace Laitos.Domain.Commands.Apps;

/// <summary><c>.b s tag direction text</c> stores a message, <c>.b g tag direction</c> gives those that are stored, the oldest first, a line <c>20261126T180000Z text</c> each.</summary>
sealed record MessageBankApp : IApp
{
    const string Usage = "expected: s tag direction text, or g tag direction";

    /// <inheritdoc/>
    public string Prefix => ".b";

    /// <inheritdoc/>
    public bool IsSecret => false;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument)
    {
        var (verb, tag, direction, text) = Words(argument);
        return (verb, text.Length) switch
        {
            ("s", > 0 and <= MessageBank.MostCharacters) => MessageSlot.Parse(tag, direction).Map(AppRequest (slot) => new AppRequest.StoreMessage(slot, OneLine(text))),
            ("s", > MessageBank.MostCharacters) => $"a message has at most {MessageBank.MostCharacters} characters",
            ("g", 0) when direction.Length > 0 => MessageSlot.Parse(tag, direction).Map(AppRequest (_) => new AppRequest.ReadMessages()),
            _ => Usage,
        };
    }

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now)
    {
        var (verb, tag, direction, _) = Words(argument);
        return response is AppResponse.Messages(var bank)
            ? MessageSlot.Parse(tag, direction).Match(slot => CommandResult.Ok(verb == "s" ? Stored(bank, slot) : Listed(bank.In(slot))), CommandResult.Failed)
            : Answers.Otherwise(response);
    }

    /// Whoever brings a message hears what waits for him, as in laitos.
    static string Stored(MessageBank bank, MessageSlot slot) =>
        bank.In(slot with { Direction = MessageDirection.Out }) is { IsEmpty: false } waiting
            ? $"Stored. Last outbound message was: {Line(waiting[waiting.Count - 1])}"
            : "message has been stored";

    static string Listed(Seq<BankMessage> messages) =>
        messages.AsEnumerable().Aggregate(new StringBuilder(), (text, message) => text.Append(Line(message)).Append('\n')).ToString();

    static string Line(BankMessage message) => $"{message.At.ToBasicFormat()} {message.Text}";

    static string OneLine(string text) => Printable.WellFormed(new string([.. text.Select(c => Printable.IsOneLine([c]) ? c : ' ')]));

    static (string Verb, string Tag, string Direction, string Text) Words(string argument)
    {
        var (verb, tag, behind) = WordSplitter.SplitTwo(argument);
        var (direction, text) = WordSplitter.Split(behind);
        return (verb.ToLowerInvariant(), tag, direction, text);
    }
}
