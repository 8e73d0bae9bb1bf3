using System.Text;
using Laitos.Domain.Addresses;

namespace Laitos.Domain.Rules;

/// <summary>
/// A local part as user and detail (RFC 5233 §1): <c>shop</c> and <c>tag</c> of <c>shop+tag</c>. The first plus sign parts them, unless it comes first.
/// </summary>
/// <param name="User">What stands before the plus sign; the whole local part where there is none.</param>
/// <param name="Detail">What stands behind it; none without one.</param>
public readonly record struct Subaddress(string User, Option<string> Detail)
{
    /// <summary>Between user and detail.</summary>
    public const char Separator = '+';

    /// The most octets of a local part that receivers must take (RFC 5321 §4.5.3.1.1).
    const int MostOctets = 64;

    /// <summary>The user and the detail of a local part.</summary>
    public static Subaddress Of(string local) =>
        local.IndexOf(Separator, StringComparison.Ordinal) is var at and > 0 ? new(local[..at], local[(at + 1)..]) : new(local, Option<string>.None);

    /// <summary>
    /// A destination with a detail behind its local part. The detail comes from whoever writes to us: one that might mean more to the next server than a name, such as
    /// <c>a%b</c> or <c>"a@b"</c>, is left out, and so is one that makes the local part longer than 64 octets.
    /// </summary>
    public static Mailbox Attach(Mailbox destination, string detail) => IsPlain(detail)
        ? LocalPart.Parse($"{destination.Local.Value}{Separator}{detail}").Match(
            local => Encoding.UTF8.GetByteCount(local.Value) <= MostOctets ? destination with { Local = local } : destination,
            _ => destination)
        : destination;

    static bool IsPlain(string detail) =>
        detail.Length > 0 && detail[0] != '.' && detail[^1] != '.' && !detail.Contains("..", StringComparison.Ordinal)
        && detail.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=' or Separator);
}
