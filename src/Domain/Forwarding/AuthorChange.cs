using Laitos.Domain.Rewriting;

namespace Laitos.Domain.Forwarding;

/// <summary>
/// The other form of a mail that was stored as it came: with another author's address, for a relay that refuses it for lack of authentication. The stored octets
/// never change; what goes out is a function of them and of this.
/// </summary>
/// <param name="Mode">How the author's address is written in that form.</param>
/// <param name="Front">Octets in front of the mail's own header section: our trace fields and the ARC Set, behind the envelope line of a mail folder if there is one.</param>
/// <param name="Seal">Octets of an ARC Set of ours, in front of those.</param>
/// <param name="Head">Octets in front of the body.</param>
/// <param name="Refusal">What the relay said to the mail as it came; none as long as it goes out so.</param>
public sealed record AuthorChange(RewriteMode Mode, int Front, int Seal, int Head, Option<string> Refusal)
{
    /// <summary>True once the mail goes out in its other form; it never goes back.</summary>
    public bool IsMade => Refusal.IsSome;

    /// <summary>The change of a plan that leaves the author's address alone.</summary>
    /// <param name="plan">The plan, unsigned.</param>
    /// <param name="mode">How the address would be written.</param>
    /// <param name="body">Octets of the mail behind its header section.</param>
    public static AuthorChange Of(Plan plan, RewriteMode mode, long body) => new(mode, plan.Front, plan.Seal, (int)(plan.Job.Size - body), Option<string>.None);
}
