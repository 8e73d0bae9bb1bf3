using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Commands;

/// <summary>Whether a mail may carry commands at all.</summary>
static class CarrierMail
{
    /// <summary>Why no command may come in such a mail: no person wrote it, or it is one of ours that came back; none when one may.</summary>
    public static Option<string> Objection(CommandFacts facts) =>
        facts.NullSender ? "the mail has no sender"
        : AutomaticMail.Is(facts.Header) ? "no person wrote the mail"
        : IsAnswer(facts.Header) ? "its subject is that of a mail about a command"
        : Option<string>.None;

    /// <summary>True when every author may command.</summary>
    public static bool IsOfSender(CommandPolicy policy, HeaderSection header) =>
        policy.Senders.ForAll(senders => Authors.Of(header) is { IsEmpty: false } authors && authors.ForAll(author => senders.Exists(sender => IsAccepted(sender, author))));

    static bool IsAccepted(CommandSender sender, AddressEntry author) => sender switch
    {
        CommandSender.Address(var mailbox) => author.Mailbox == mailbox,
        CommandSender.Domain(var name) => author.DomainName == name,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// Ours may come back with "Re:" in front, encoded, or folded within a word by a program that knows no better.
    static bool IsAnswer(HeaderSection header) => header.Named("Subject").Exists(field =>
        string.Concat(EncodedWord.Decode(Folding.Unfold(field.Body)).Where(c => !Blanks.IsBlank(c))) is var subject
        && (subject.Contains("laitos-reply-", StringComparison.OrdinalIgnoreCase) || subject.Contains("laitos-notify-", StringComparison.OrdinalIgnoreCase)));
}
