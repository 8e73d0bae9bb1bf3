using Laitos.Domain.Queue;
using Laitos.Domain.Status.Markup;
using Laitos.Domain.Status.Web;

namespace Laitos.Domain.Status.Page;

/// <summary>The page, as a function of what is known.</summary>
public static class StatusPage
{
    /// <summary>The parts that are replaced one by one while the page is live, with their ids.</summary>
    public static Seq<(string Id, Html Html)> Sections(StatusSnapshot snapshot) => Seqs.Of(
        ("summary", Summary(snapshot)),
        ("mails", MailPlot.Of(snapshot.AllHours, snapshot.Now, MailPlot.Daemons(snapshot))),
        ("queue", QueueSection.Of(snapshot.Queue, snapshot.Now)),
        ("decisions", DecisionSection.Of(snapshot.Decisions, snapshot.Now)),
        ("lists", SurroundingsSection.Lists(snapshot.Lists, snapshot.Now)),
        ("relay", SurroundingsSection.Relay(snapshot.Relay, snapshot.Now)),
        ("daemon", SurroundingsSection.Daemon(snapshot.Daemon, snapshot.Certificate, snapshot.Now)));

    /// <summary>The whole page.</summary>
    /// <param name="snapshot">What is known.</param>
    /// <param name="view">What was asked for.</param>
    /// <param name="logOut">The token of the form that ends the session; none where there is no password.</param>
    public static Html Of(StatusSnapshot snapshot, PageView view, Option<string> logOut) => PageFrame.Of(
        snapshot.Daemon.Hostname.Value, isLive: true, logOut,
        view.Asked.Match(asked => Tag.Of("p", [("class", "notice"), ("role", "status")], Done(asked.Request, asked.Id)), () => Html.Nothing),
        Html.Of(Sections(snapshot).Map(section => section.Html)));

    /// <summary>The same before there is anything to show.</summary>
    public static Html Starting(string hostname) => PageFrame.Of(hostname, isLive: false, Option<string>.None, Tag.Of("p", [("class", "notice"), ("role", "status")], "The daemon starts. This page is there in a moment: load it again."));

    /// <summary>One message, and the way back.</summary>
    public static Html Message(string hostname, string title, string words) => PageFrame.Of(
        hostname, isLive: false, Option<string>.None, Tag.Class("section", "narrow", Tag.Of("h2", title), Tag.Of("p", words), Tag.Of("p", Tag.Of("a", [("href", "/"), ("class", "button")], "Back to the page"))));

    static Html Summary(StatusSnapshot snapshot) => Tag.Of(
        "section", [("id", "summary"), ("aria-label", "At a glance")],
        Tag.Class("ul", "tiles", Html.Of(Seqs.Of(
            Tile("Daemon", snapshot.Daemon.IsDraining ? "going down" : "takes mail", snapshot.Daemon.IsDraining),
            Tile("Relay", snapshot.Relay.IsPaused ? "slowed down" : snapshot.Relay.IsInTrouble ? "puts mail off" : snapshot.Relay.LastDelivered.IsSome ? "takes mail" : "not used yet", snapshot.Relay.IsPaused || snapshot.Relay.IsInTrouble),
            Tile("In the queue", Waiting(snapshot.Queue), snapshot.Queue.Trouble.IsSome),
            Tile("Forwarded, 24 h", Tag.Number(snapshot.AllHours.Sum(FateGroup.Forwarded, snapshot.Now) + snapshot.AllHours.Sum(FateGroup.Queued, snapshot.Now)), false),
            Tile("Blocked, 24 h", Tag.Number(snapshot.AllHours.Sum(FateGroup.Blocked, snapshot.Now)), false),
            Tile("Block lists", Lists(snapshot.Lists), snapshot.Lists.Exists(list => list.Health is Filtering.ListHealth.SetAside)),
            snapshot.Certificate.Match(
                facts => Tile("Certificate", snapshot.Now > facts.NotAfter ? "expired" : $"{SurroundingsSection.DaysLeft(facts, snapshot.Now)} days left", !facts.Judge(snapshot.Daemon.Hostname, snapshot.Now).IsEmpty),
                () => Tile("Certificate", "none", false)),
            Tile("Memory", TimeWords.Octets(snapshot.Daemon.Memory), false)))));

    static string Waiting(QueueSnapshot queue) => queue.Trouble.IsSome ? "cannot be read" : !queue.IsKept ? "not kept" : queue.Held.IsEmpty ? Tag.Number(queue.Count) : $"{Tag.Number(queue.Count)}, {queue.Held.Count} held";

    static string Lists(Seq<ListSnapshot> lists) => lists.IsEmpty ? "none asked" : $"{lists.AsEnumerable().Count(list => list.Health is Filtering.ListHealth.Healthy)} of {lists.Count} in use";

    static Html Tile(string name, string value, bool isTrouble) => Tag.Class("li", isTrouble ? "trouble" : "", Tag.Class("span", "name", name), Tag.Class("span", "value", value));

    static string Done(QueueRequest request, string id) => $"The daemon has been asked to {request.Format()} mail {id}. It does so within some seconds.";
}
