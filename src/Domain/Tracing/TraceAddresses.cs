using Laitos.Domain.Addresses;

namespace Laitos.Domain.Tracing;

/// <summary>Addresses in the form in which they are kept and looked for: without angle brackets.</summary>
static class TraceAddresses
{
    /// <summary>The null reverse-path.</summary>
    internal const string Nobody = "<>";

    /// <summary>An envelope sender.</summary>
    internal static string Of(ReversePath path) => path.Address.Match(mailbox => mailbox.ToString(), () => Nobody);

    /// <summary>An envelope recipient.</summary>
    internal static string Of(ForwardPath path) => path is ForwardPath.Recipient(var mailbox) ? mailbox.ToString() : "postmaster";
}
