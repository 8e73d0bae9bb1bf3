using System.Text;
using Laitos.Domain.Commands;

namespace Laitos.Domain.Status.Web;

/// <summary>Who may see and do what on the status page. Health and readiness tell nothing but themselves, and are for everybody.</summary>
public static class StatusGate
{
    /// <summary>What is to be done about a request, and the wrong passwords after it.</summary>
    /// <param name="policy">What it goes by.</param>
    /// <param name="wrong">The wrong passwords so far.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">The time.</param>
    /// <param name="chance">Octets drawn at random for this request, at least <see cref="StatusSession.ChanceOctets"/>.</param>
    public static (WrongPasswords Wrong, StatusAction Action) Judge(StatusPolicy policy, WrongPasswords wrong, StatusRequest request, Instant now, Octets chance) =>
        Open(request) is { } open ? (wrong, open)
        : !RequestOrigin.IsHostOurs(policy, request.Host) ? (wrong, new StatusAction.Refuse(421, "This is not the host that was asked for. If it is yours, name it in MailDaemon.Status.Hosts."))
        : (request.Method, request.Path) switch
        {
            ("GET" or "HEAD", "/metrics") => Metrics(policy, wrong, request, now),
            ("POST", _) when !RequestOrigin.IsSameSite(request) => (wrong, new StatusAction.Refuse(403, "Another site has sent this request.")),
            ("POST", "/login") => LogIn(policy, wrong, request, now, chance),
            ("GET" or "HEAD", "/login") => (wrong, new StatusAction.AskPassword()),
            _ => (wrong, Within(policy, request, now, chance)),
        };

    /// <summary>What is to be done about a request of which not all could be read.</summary>
    /// <param name="status">The status that the server has for that: 400, 408, 413, 431 …</param>
    public static StatusAction Unreadable(int status) => new StatusAction.Refuse(status is >= 400 and < 500 ? status : 400, "The request is too large, or came too slowly.");

    static StatusAction? Open(StatusRequest request) => (request.Method, request.Path) switch
    {
        ("GET" or "HEAD", "/healthz") => new StatusAction.Health(),
        ("GET" or "HEAD", "/readyz") => new StatusAction.Ready(),
        ("GET" or "HEAD", "/status.css") => new StatusAction.Asset(StatusAsset.Style),
        ("GET" or "HEAD", "/status.js") => new StatusAction.Asset(StatusAsset.Script),
        ("GET" or "HEAD", "/icon.svg") => new StatusAction.Asset(StatusAsset.Icon),
        _ => null,
    };

    /// What only those see who were let in; everybody, where there is no password.
    static StatusAction Within(StatusPolicy policy, StatusRequest request, Instant now, Octets chance)
    {
        var known = request.Session(policy, now);
        var isNew = known.IsNone;
        if (isNew && policy.Password.IsSome)
        {
            return request is { Method: "GET" or "HEAD", Path: "/" or "/confirm" } ? new StatusAction.AskPassword() : new StatusAction.Refuse(401, "The session is over: log in again.");
        }

        var (session, query) = (known.IfNone(() => StatusSession.Begin(now, chance)), FormFields.Parse(request.Query));
        return (request.Method, request.Path) switch
        {
            ("GET" or "HEAD", "/") => new StatusAction.ShowPage(session, isNew, PageView.Of(query)),
            ("GET", "/events") => RequestOrigin.IsSameSite(request) ? new StatusAction.Stream(session, PageView.Of(query)) : new StatusAction.Refuse(403, "Another site has sent this request."),
            ("GET" or "HEAD", "/confirm") => PageView.MailRequest(query, "do").Match<StatusAction>(
                asked => new StatusAction.Ask(session, isNew, asked.Request, asked.Id), () => new StatusAction.Refuse(400, "There is no such request.")),
            ("POST", "/queue" or "/logout") => Form(policy, request, known),
            (_, "/" or "/events" or "/confirm" or "/queue" or "/logout" or "/login" or "/metrics") => new StatusAction.Refuse(405, "That method is not for this address."),
            _ => new StatusAction.Refuse(404, "There is nothing here."),
        };
    }

    /// A form of ours carries the token of its session.
    static StatusAction Form(StatusPolicy policy, StatusRequest request, Option<StatusSession> session)
    {
        var fields = FormFields.Parse(request.Form);
        return !session.Exists(mine => fields.Find("token").Exists(token => mine.IsFormToken(policy.Key, token)))
            ? new StatusAction.Refuse(403, "The form is not from this page, or too old: go back to the page and ask again.")
            : request.Path == "/logout" ? new StatusAction.LetOut()
            : PageView.MailRequest(fields, "do").Match<StatusAction>(asked => new StatusAction.Change(asked.Request, asked.Id), () => new StatusAction.Refuse(400, "There is no such request."));
    }

    static (WrongPasswords, StatusAction) LogIn(StatusPolicy policy, WrongPasswords wrong, StatusRequest request, Instant now, Octets chance) =>
        policy.Password.IsNone ? (wrong, new StatusAction.LetIn(StatusSession.Begin(now, chance)))
        : Tried(policy, wrong, request, now, FormFields.Parse(request.Form).Find("password").IfNone(""), new StatusAction.LetIn(StatusSession.Begin(now, chance)), new StatusAction.WrongPassword());

    /// A collector of metrics has a password and no session; the user name does not count.
    static (WrongPasswords, StatusAction) Metrics(StatusPolicy policy, WrongPasswords wrong, StatusRequest request, Instant now) =>
        policy.Password.IsNone || request.Session(policy, now).IsSome ? (wrong, new StatusAction.Metrics())
        : BasicPassword(request).Match(
            password => Tried(policy, wrong, request, now, password, new StatusAction.Metrics(), new StatusAction.Challenge()),
            () => (wrong, new StatusAction.Challenge()));

    static (WrongPasswords, StatusAction) Tried(StatusPolicy policy, WrongPasswords wrong, StatusRequest request, Instant now, string password, StatusAction right, StatusAction refused) =>
        wrong.Until(request.Client, now).Case is Instant until ? (wrong, new StatusAction.TooManyPasswords(until))
        : policy.IsPassword(password) ? (wrong, right)
        : (wrong.After(request.Client, now), refused);

    /// <summary><c>Basic</c> and the base64 of a user name, a colon and a password (RFC 7617 §2).</summary>
    static Option<string> BasicPassword(StatusRequest request) => request.Authorization
        .Filter(field => field.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && field.Length <= 1024)
        .Bind(field => Decoded(field[6..].Trim()))
        .Bind(pair => pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? pair[(colon + 1)..] : Option<string>.None);

    static Option<string> Decoded(string base64)
    {
        var octets = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, octets, out var written) ? Encoding.UTF8.GetString(octets, 0, written) : Option<string>.None;
    }
}
