namespace Laitos.Domain.Addresses;

/// <summary>
/// The mailboxes of roles (RFC 2142), at each of our domains: who cannot reach us in another way writes to them that we block him in error, or that we send what we should not. Mail for
/// them alone is refused neither for its client nor as spam (RFC 5321 §4.5.1).
/// </summary>
/// <param name="Names">Their local parts, in lower case.</param>
public sealed record RoleMailboxes(Seq<string> Names)
{
    const string Postmaster = "postmaster";

    /// <summary>Those where the settings name none.</summary>
    public static RoleMailboxes Standard { get; } = new(Seqs.Of(Postmaster, "abuse"));

    /// <summary>No mailbox.</summary>
    public static RoleMailboxes None { get; } = new(Seqs.Of<string>());

    /// <summary>True for a recipient of such a name; letter case does not count (RFC 2142 §2). Whether the domain is ours is not looked at.</summary>
    public bool Have(ForwardPath recipient) => recipient switch
    {
        ForwardPath.Postmaster => Names.Contains(Postmaster),
        ForwardPath.Recipient(var mailbox) => IsName(mailbox.Local),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>True when there are recipients, and all of them are such: nobody gets spam into another mailbox by naming postmaster too.</summary>
    public bool HaveAll(Seq<ForwardPath> recipients)
    {
        var count = 0;
        while (count < recipients.Count && Have(recipients[count]))
        {
            count++;
        }

        return count > 0 && count == recipients.Count;
    }

    bool IsName(LocalPart local)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (local.Value.Equals(Names[i], StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
