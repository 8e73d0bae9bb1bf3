using Laitos.Domain.Addresses;

namespace Laitos.Domain.Status.Web;

/// <summary>Where a request comes from: whether it is meant for us, and whether a page of ours sent it.</summary>
public static class RequestOrigin
{
    /// <summary>
    /// True when the Host field names us: an address, <c>localhost</c>, or a name of the configuration. A page of a stranger whose name has been made to lead here (DNS rebinding) is asked for by
    /// that name.
    /// </summary>
    public static bool IsHostOurs(StatusPolicy policy, Option<string> host) =>
        host.Map(Name).Exists(name => name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal) || IpAddress.Parse(name).IsRight || policy.Hosts.Exists(ours => ours == name));

    /// <summary>
    /// True when no other site can have sent it: Sec-Fetch-Site says so, where the browser tells, and Origin is the host that was asked. What tells neither is no browser of these years; a
    /// form needs its token besides.
    /// </summary>
    public static bool IsSameSite(StatusRequest request) =>
        request.FetchSite.ForAll(site => site is "same-origin" or "none")
        && request.Origin.ForAll(origin => Authority(origin).Exists(authority => request.Host.Exists(host => host.Equals(authority, StringComparison.OrdinalIgnoreCase))));

    /// A host without its port and the brackets of IPv6.
    static string Name(string host)
    {
        var end = host.LastIndexOf(':');
        var name = host.StartsWith('[')
            ? host.IndexOf(']', StringComparison.Ordinal) is > 0 and var close && IsPortOrNothing(host[(close + 1)..]) ? host[1..close] : ""
            : end >= 0 && IsPortOrNothing(host[end..]) ? host[..end] : host;
        return name.ToLowerInvariant();
    }

    static bool IsPortOrNothing(string text) => text.Length == 0 || (text[0] == ':' && text.Length <= 6 && text[1..].All(char.IsAsciiDigit));

    /// The host of an origin; none for the opaque one, which is written "null".
    static Option<string> Authority(string origin) =>
        origin.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? origin[7..]
        : origin.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? origin[8..]
        : Option<string>.None;
}
