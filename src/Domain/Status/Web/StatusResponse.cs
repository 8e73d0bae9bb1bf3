using Laitos.Domain.Status.Markup;

namespace Laitos.Domain.Status.Web;

/// <summary>The answer to a request to the status page.</summary>
/// <param name="Status">The status of HTTP.</param>
/// <param name="ContentType">The media type.</param>
/// <param name="Body">The octets.</param>
public sealed record StatusResponse(int Status, string ContentType, Octets Body)
{
    /// <summary>Fields beside those that all answers have.</summary>
    public Seq<(string Name, string Value)> Fields { get; init; }

    /// <summary>
    /// The fields of all answers: no script, style or frame but our own, nothing kept, nothing guessed. The referrer policy is the strictest that leaves forms their Origin field.
    /// </summary>
    public static Seq<(string Name, string Value)> CommonFields { get; } = Seqs.Of(
        ("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"),
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"));

    /// <summary>A line of text.</summary>
    public static StatusResponse Text(int status, string text) => new(status, "text/plain; charset=utf-8", Octets.Utf8(text + "\n"));

    /// <summary>A page.</summary>
    public static StatusResponse Page(int status, Html html) => new(status, "text/html; charset=utf-8", Octets.Utf8(html.ToDocument()));

    /// <summary>Sends the browser to a page, with GET (RFC 9110 §15.4.4).</summary>
    public static StatusResponse SeeOther(string path) => Text(303, "See " + path).With("Location", path);

    /// <summary>The same with one field more.</summary>
    public StatusResponse With(string name, string value) => this with { Fields = Fields.Then(Seqs.Of((name, value))) };

    /// <summary>The same with the cookie of a session.</summary>
    public StatusResponse WithSession(StatusPolicy policy, StatusSession session) => With("Set-Cookie", Cookie(policy, session.Format(policy.Key), (long)StatusPolicy.SessionTime.TotalSeconds));

    /// <summary>The same, and the browser forgets its session.</summary>
    public StatusResponse WithoutSession(StatusPolicy policy) => With("Set-Cookie", Cookie(policy, "", 0));

    /// No other site's page sends it, and no script reads it.
    static string Cookie(StatusPolicy policy, string value, long seconds) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{policy.CookieName}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{(policy.IsSecure ? "; Secure" : "")}");
}
