using Laitos.Domain.Queue;
using Laitos.Domain.Status.Markup;
using Laitos.Domain.Status.Web;

namespace Laitos.Domain.Status.Page;

/// <summary>The queue: what waits, until when, why, and what its owner can do about it.</summary>
static class QueueSection
{
    static readonly Seq<string> Heading = Seqs.Of("Next attempt", "From", "To", "Subject", "Tries", "Last reply", "Actions");

    internal static Html Of(QueueSnapshot queue, Instant now) => Tag.Section("queue", queue.Count == 0 ? "Queue" : $"Queue ({Tag.Number(queue.Count)})", Content(queue, now));

    /// <summary>Where a person is asked about a request.</summary>
    internal static string Address(QueueRequest request, string id) => $"/confirm?do={request.Format()}&id={FormFields.Encode(id)}";

    /// <summary>What a button is called.</summary>
    internal static string Label(QueueRequest request) => request switch
    {
        QueueRequest.Retry => "Retry",
        QueueRequest.Hold => "Hold",
        QueueRequest.Release => "Release",
        QueueRequest.Drop => "Drop",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Html Content(QueueSnapshot queue, Instant now) =>
        queue.Trouble.Case is string trouble ? Tag.Class("p", "trouble", $"The queue cannot be read: {trouble}")
        : !queue.IsKept ? Tag.Class("p", "quiet", "Nothing is stored: MailDaemon.Delivery is \"no-spool\".")
        : queue.Count == 0 ? Tag.Class("p", "quiet", "No mail waits.")
        : Html.Of(Seqs.Of(
            Tag.Class("div", "scroll", Tag.Table("Mails in the queue", Heading, queue.Held.Then(queue.Due).Map(row => Row(row, now)))),
            queue.Count > queue.Due.Count + queue.Held.Count
                ? Tag.Class("p", "quiet", $"Of {Tag.Number(queue.Count)} mails those that are due first, and those that are held; laitos queue list shows all of them.")
                : Html.Nothing));

    static Html Row(QueueRow row, Instant now) => row.Trouble.Match(
        trouble => Tag.Of("tr", Tag.Of("td", [("colspan", "7"), ("class", "trouble")], $"{row.Id} cannot be read: {trouble}")),
        () => Tag.Of(
            "tr",
            Tag.Cell("Next attempt", row.Held.Match(reason => Html.Of(Seqs.Of(Tag.Badge("held", "held"), $" {reason}")), () => row.Daemon.Match(name => Html.Of(Seqs.Of(Tag.Badge("working", "at work"), $" {name}")), () => Tag.Time(row.Due, now)))),
            Tag.Cell("From", row.Sender),
            Tag.Cell("To", row.Recipients),
            Tag.Cell("Subject", Tag.Of("a", [("href", $"/?q={FormFields.Encode(row.Id)}")], row.Subject is { Length: > 0 } subject ? subject : "(none)")),
            Tag.Cell("Tries", Tag.Number(row.Attempts)),
            Tag.Cell("Last reply", row.LastReply.IfNone("not tried yet")),
            Tag.Cell("Actions", Buttons(row.Id, row.Held.IsSome ? Seqs.Of(QueueRequest.Retry, QueueRequest.Release, QueueRequest.Drop) : Seqs.Of(QueueRequest.Retry, QueueRequest.Hold, QueueRequest.Drop)))));

    static Html Buttons(string id, Seq<QueueRequest> requests) => Tag.Class("span", "buttons", Html.Of(requests.Map(request => Tag.Of(
        "a", [("class", request == QueueRequest.Drop ? "button danger" : "button"), ("href", Address(request, id)), ("aria-label", $"{Label(request)} mail {id}")], Label(request)))));
}
