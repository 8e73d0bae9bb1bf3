using Laitos.Domain.Message;
using Laitos.Domain.Message.Mime;

namespace Laitos.Domain.Commands;

/// <summary>The search for a command through the octets of a mail, cut anywhere.</summary>
/// <param name="Policy">What is a command.</param>
/// <param name="Now">The time, for one-time codes.</param>
/// <param name="Walk">How far the mail has been read.</param>
/// <param name="Search">What has been seen so far.</param>
public sealed record CommandScan(CommandPolicy Policy, Instant Now, MimeWalk Walk, CommandSearch Search)
{
    /// <summary>Before the body of the mail whose header section this is.</summary>
    public static CommandScan Start(CommandPolicy policy, HeaderSection header, Instant now) => new(policy, now, MimeWalk.Begin(header), CommandSearch.Start);

    /// <summary>The stretch of a mail that is looked through: what follows its header section.</summary>
    /// <param name="header">The header section.</param>
    /// <param name="size">Octets of the whole mail.</param>
    public static Segment.Original Body(HeaderSection header, long size) => new(header.Size, size - header.Size);

    /// <summary>After more octets of the body.</summary>
    public CommandScan Advance(ReadOnlySpan<byte> body)
    {
        var (walk, parts) = Walk.Advance(body);
        return this with { Walk = walk, Search = Searched(parts) };
    }

    /// <summary>What the whole mail holds.</summary>
    public CommandCandidate End() => Searched(Walk.End()).End();

    CommandSearch Searched(Seq<TextPart> parts) => parts.Fold(Search, (search, part) => CommandSearch.Advance(Policy, Now, search, part));
}

/// <summary>The search for what must be hidden in a mail that carries a command, through its octets, cut anywhere.</summary>
/// <param name="Policy">Whether anything is hidden.</param>
/// <param name="Command">The command; none when nothing is to be hidden in the body.</param>
/// <param name="Walk">How far the mail has been read.</param>
/// <param name="Masks">What has been found so far.</param>
public sealed record CommandMaskScan(CommandPolicy Policy, Option<CommandCandidate.Command> Command, MimeWalk Walk, Seq<Overwrite> Masks)
{
    /// <summary>
    /// Before the body of the mail whose header section this is; what is in that section has been found. It is looked for whatever happens to the mail,
    /// because subjects are shown in the log, in the queue and in notices.
    /// </summary>
    public static CommandMaskScan Start(CommandPolicy policy, HeaderSection header, CommandCandidate seen)
    {
        var found = seen is CommandCandidate.Command command ? Prelude.Some(command) : Option<CommandCandidate.Command>.None;
        return new(
            policy, found.Filter(_ => policy.Carrier == CarrierTreatment.Masked), MimeWalk.Begin(header),
            found.Match(each => HeaderMask.Of(policy, each, header), () => default));
    }

    /// <summary>True when there is nothing to look for in the body.</summary>
    public bool IsIdle => Command.IsNone;

    /// <summary>After more octets of the body.</summary>
    public CommandMaskScan Advance(ReadOnlySpan<byte> body)
    {
        var (walk, parts) = Walk.Advance(body);
        return this with { Walk = walk, Masks = Covered(parts) };
    }

    /// <summary>The changes that hide it, in no particular order.</summary>
    public Seq<Overwrite> End() => IsIdle ? Masks : Covered(Walk.End());

    Seq<Overwrite> Covered(Seq<TextPart> parts) => Command.Match(
        command => Masks.Then(parts.SelectEach(part => CommandMask.Of(Policy, command, part))),
        () => Masks);
}
