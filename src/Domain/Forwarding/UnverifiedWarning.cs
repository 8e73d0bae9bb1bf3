using Laitos.Domain.Addresses;
using Laitos.Domain.Authentication;

namespace Laitos.Domain.Forwarding;

/// <summary>What a person reads above a mail that failed DMARC.</summary>
static class UnverifiedWarning
{
    /// <summary>The words: ASCII, lines that end in LF.</summary>
    /// <param name="hostname">Our name.</param>
    /// <param name="sender">What was found out.</param>
    public static string Of(DomainName hostname, SenderAuthentication sender)
    {
        var isEnforced = !sender.Failing.IsEmpty;
        var domains = string.Join(", ", (isEnforced ? sender.Failing : sender.Failed).Map(each => each.Author.Value));
        return $"The attached mail says that it comes from {domains}.\n\n"
            + (isEnforced
                ? "The owner of that domain asks receivers not to trust mail that cannot prove it,\n"
                + "and this mail could not: neither a signature of the domain nor the address of the\n"
                + "sending server speaks for it. It is probably forged.\n\n"
                : "It could not prove that: neither a signature of the domain nor the address of the\n"
                + "sending server speaks for it. The owner of the domain does not ask receivers to\n"
                + "act on this, and mailing lists cause it too; but it may be forged.\n\n")
            + "Do not follow its links, open its attachments or answer it, unless you know from\n"
            + "elsewhere that it is genuine.\n\n"
            + $"-- \n{hostname}\n";
    }
}
