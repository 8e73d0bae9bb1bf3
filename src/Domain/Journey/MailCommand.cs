using Laitos.Domain.Commands;
using Laitos.Domain.Message.Mime;

namespace Laitos.Domain.Journey;

/// <summary>The command that a mail carries, if it carries one.</summary>
/// <param name="Verdict">What becomes of it.</param>
/// <param name="Masks">The changes that hide its secrets: in the header section, and in the text of a mail that is forwarded without them.</param>
public sealed record MailCommand(CommandVerdict Verdict, Seq<Overwrite> Masks)
{
    /// <summary>No command.</summary>
    public static MailCommand None { get; } = new(new CommandVerdict.None(), default);

    /// <summary>The command that is to run.</summary>
    public Option<CommandVerdict.Run> Command => Verdict is CommandVerdict.Run run ? run : Option<CommandVerdict.Run>.None;

    /// <summary>True when a command is to run: the mail is stored together with it, for both or neither are taken.</summary>
    public bool IsOrdered => Verdict is CommandVerdict.Run;
}
