using System.Globalization;
using Laitos.Domain.Queue;
using Laitos.Domain.Status.Page;

namespace Laitos.Domain.Status.Web;

/// <summary>How far the daemon is.</summary>
public enum DaemonPhase
{
    /// <summary>It does not take mail yet.</summary>
    Starting,

    /// <summary>It takes mail.</summary>
    Ready,

    /// <summary>It takes no mail any more, and finishes what is under way.</summary>
    Draining,
}

/// <summary>What came of asking the queue to do something with a mail.</summary>
public enum ChangeFate
{
    /// <summary>It is laid down, and is done within seconds.</summary>
    Asked,

    /// <summary>There is no queue: nothing is stored.</summary>
    NoQueue,

    /// <summary>The spool does not take it now.</summary>
    NotTaken,
}

/// <summary>What was looked up for a request.</summary>
public abstract record StatusSight
{
    StatusSight() { }

    /// <summary>Nothing: the answer needs nothing.</summary>
    public sealed record Nothing : StatusSight;

    /// <summary>How far the daemon is.</summary>
    public sealed record Phase(DaemonPhase Value) : StatusSight;

    /// <summary>What the page shows; none before there is anything.</summary>
    public sealed record Snapshot(Option<StatusSnapshot> Value) : StatusSight;

    /// <summary>A mail in the queue; none when it is not there, or nothing can be looked at yet.</summary>
    public sealed record Mail(Option<QueueRow> Value) : StatusSight;

    /// <summary>What came of a change.</summary>
    public sealed record Change(ChangeFate Value) : StatusSight;

    /// <summary>A file of the page.</summary>
    public sealed record Asset(Octets Value) : StatusSight;
}

/// <summary>The answer to each request: its status (RFC 9110 §15), its words, its cookie.</summary>
/// <param name="Policy">Which sessions hold.</param>
/// <param name="Hostname">The name of the daemon.</param>
/// <param name="Now">The time.</param>
public sealed record StatusAnswer(StatusPolicy Policy, string Hostname, Instant Now)
{
    /// How soon a browser comes again while the daemon starts, and to a page that too many look at live, in seconds.
    const string StartSeconds = "2", CrowdSeconds = "30";

    /// <summary>The answer to an action, with what was looked up for it. Metrics and streams are not written as one answer.</summary>
    public StatusResponse To(StatusAction action, StatusSight sight) => (action, sight) switch
    {
        (StatusAction.Health, _) => StatusResponse.Text(200, "ok"),
        (StatusAction.Ready, StatusSight.Phase(var phase)) => phase == DaemonPhase.Ready ? StatusResponse.Text(200, "ready") : StatusResponse.Text(503, phase == DaemonPhase.Draining ? "draining" : "starting"),
        (StatusAction.Asset(var file), StatusSight.Asset(var octets)) => new StatusResponse(200, MediaType(file), octets),
        (StatusAction.ShowPage(var session, var isNew, var view), StatusSight.Snapshot(var found)) => WithSession(found.Match(
            snapshot => StatusResponse.Page(200, StatusPage.Of(snapshot, view, Policy.Password.Map(_ => session.FormToken(Policy.Key)))),
            () => StatusResponse.Page(503, StatusPage.Starting(Hostname)).With("Retry-After", StartSeconds)), session, isNew),
        (StatusAction.Ask(var session, var isNew, var request, var id), StatusSight.Mail(var found)) => WithSession(found.Match(
            mail => StatusResponse.Page(200, QuestionPages.Confirm(Hostname, request, mail, session.FormToken(Policy.Key), Now)),
            () => Message(404, "It is not there any more", $"There is no mail {id} in the queue: it has been delivered, or given up.")), session, isNew),
        (StatusAction.Change(var request, var id), StatusSight.Change(var fate)) => Changed(request, id, fate),
        (StatusAction.AskPassword, _) => Password(401, Option<string>.None),
        (StatusAction.WrongPassword, _) => Password(401, "That is not the password."),
        (StatusAction.TooManyPasswords(var until), _) => Password(429, $"Too many wrong passwords came: none is looked at for {Seconds(until)} seconds more.").With("Retry-After", Seconds(until)),
        (StatusAction.LetIn(var session), _) => StatusResponse.SeeOther("/").WithSession(Policy, session),
        (StatusAction.LetOut, _) => StatusResponse.SeeOther("/login").WithoutSession(Policy),
        (StatusAction.Challenge, _) => StatusResponse.Text(401, "The password is asked for.").With("WWW-Authenticate", "Basic realm=\"laitos\", charset=\"UTF-8\""),
        (StatusAction.Refuse(var status, var reason), _) => Message(status, "That is not possible", reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The answer where more browsers show the page live than are served.</summary>
    public static StatusResponse Crowded => StatusResponse.Text(503, "Too many browsers show this page live.").With("Retry-After", CrowdSeconds);

    StatusResponse Changed(QueueRequest request, string id, ChangeFate fate) => fate switch
    {
        ChangeFate.Asked => StatusResponse.SeeOther($"/?done={request.Format()}&id={id}"),
        ChangeFate.NoQueue => Message(404, "That is not possible", "No mail is stored here."),
        ChangeFate.NotTaken => Message(503, "That is not possible now", "The spool does not take the request: the log says why."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    StatusResponse Message(int status, string title, string words) => StatusResponse.Page(status, StatusPage.Message(Hostname, title, words));

    StatusResponse Password(int status, Option<string> trouble) => StatusResponse.Page(status, QuestionPages.Password(Hostname, trouble));

    StatusResponse WithSession(StatusResponse response, StatusSession session, bool isNew) => isNew ? response.WithSession(Policy, session) : response;

    string Seconds(Instant until) => Math.Max(1, (long)Math.Ceiling((until - Now).TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    static string MediaType(StatusAsset file) => file switch
    {
        StatusAsset.Style => "text/css; charset=utf-8",
        StatusAsset.Script => "text/javascript; charset=utf-8",
        StatusAsset.Icon => "image/svg+xml",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
