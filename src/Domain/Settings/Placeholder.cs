using Laitos.Domain.Addresses;

namespace Laitos.Domain.Settings;

/// <summary>
/// Values that stand in a seed until a required key replaces them. None of them leaves the parser: a required key that is
/// absent is a mistake, and then there are no settings.
/// </summary>
static class Placeholder
{
    internal static IpAddress Anywhere { get; } = Certain(IpAddress.Parse("0.0.0.0"));

    internal static DomainName Domain { get; } = Certain(DomainName.Parse("unset.invalid"));

    internal static Mailbox Mailbox { get; } = Certain(Addresses.Mailbox.Parse("unset@unset.invalid"));

    static A Certain<A>(Either<SyntaxError, A> parsed) => parsed.IfLeft(error => throw new System.Diagnostics.UnreachableException(error.ToString()));
}
