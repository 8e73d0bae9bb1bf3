using Laitos.Domain.Addresses;

namespace Laitos.Domain.Status.Web;

/// <summary>One request to the status page, as far as anything is decided by it (RFC 9110). All of it may be hostile.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, decoded.</param>
/// <param name="Query">The query, with its question mark or without; or empty.</param>
/// <param name="Client">Who asks.</param>
public sealed record StatusRequest(string Method, string Path, string Query, IpAddress Client)
{
    /// <summary>The Host field.</summary>
    public Option<string> Host { get; init; }

    /// <summary>The Origin field (RFC 6454 §7).</summary>
    public Option<string> Origin { get; init; }

    /// <summary>The Sec-Fetch-Site field of the Fetch Metadata specification.</summary>
    public Option<string> FetchSite { get; init; }

    /// <summary>The Cookie fields, joined by semicolons (RFC 6265 §4.2).</summary>
    public Option<string> Cookie { get; init; }

    /// <summary>The Authorization field.</summary>
    public Option<string> Authorization { get; init; }

    /// <summary>The body of a form, <c>application/x-www-form-urlencoded</c>; empty for none.</summary>
    public string Form { get; init; } = "";

    /// <summary>The session that its cookie stands for.</summary>
    /// <param name="policy">Which cookies hold.</param>
    /// <param name="now">The time.</param>
    public Option<StatusSession> Session(StatusPolicy policy, Instant now) =>
        Cookie.Bind(header => header.Split(';').Select(each => each.Trim()).Take(MostCookies)
            .Where(each => each.StartsWith(policy.CookieName + "=", StringComparison.Ordinal))
            .Select(each => StatusSession.Parse(policy.Key, each[(policy.CookieName.Length + 1)..], now))
            .FirstOrDefault(session => session.IsSome));

    const int MostCookies = 100;
}

/// <summary>What the gate of the status page goes by.</summary>
/// <param name="Password">The password; none where everybody who reaches the page may use it.</param>
/// <param name="Hosts">The names under which it may be asked for, in lower case.</param>
/// <param name="IsSecure">True when it is served by HTTPS.</param>
/// <param name="Key">Signs sessions and tokens: octets drawn at random when the daemon starts.</param>
public sealed record StatusPolicy(Option<Secret> Password, Seq<string> Hosts, bool IsSecure, Octets Key)
{
    /// <summary>The name of the cookie. The prefix has browsers take it by HTTPS and for this host alone.</summary>
    public string CookieName => IsSecure ? "__Host-laitos" : "laitos";

    /// <summary>How long a session lasts.</summary>
    public static TimeSpan SessionTime { get; } = TimeSpan.FromHours(12);

    /// <summary>True when a text is the password. It takes as long for a wrong one, of whatever length.</summary>
    public bool IsPassword(string text) => Password.Exists(password => KeyedDigest.Same(KeyedDigest.Of(Key, "password", Octets.Utf8(text)), KeyedDigest.Of(Key, "password", Octets.Utf8(password.Reveal()))));
}
