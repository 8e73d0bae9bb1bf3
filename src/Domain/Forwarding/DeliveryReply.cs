using System.Globalization;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Forwarding;

/// <summary>
/// The reply to the end of the data that tells the sending server how its mail fared (RFC 5321 §4.2.5), when it was delivered
/// while the sender waited. The owner's private addresses are not shown: destinations are numbered, in the order of the configuration.
/// </summary>
public static class DeliveryReply
{
    /// The most octets of a relay's words that are passed on, for each destination.
    const int WordsLimit = 300;

    /// <summary>
    /// 250 when every destination has the mail; 451 when any may still get it; otherwise 554 with the relay's words,
    /// a line for each destination that refused and one that says how many others have the mail.
    /// </summary>
    /// <param name="report">How the delivery went; at least one recipient.</param>
    /// <param name="id">The mail's id in our log.</param>
    public static Reply Of(DeliveryReport report, string id)
    {
        if (report.Outcomes.ForAll(static item => item.Outcome is Outcome.Delivered))
        {
            return Reply.Of(250, 0, 0, $"Ok: forwarded as {id}");
        }

        var numbered = report.Outcomes.AsEnumerable().Select((item, index) => (Number: index + 1, item.Outcome)).Gather();
        var deferred = numbered.Filter(item => item.Outcome is Outcome.Deferred);
        var failed = numbered.Filter(item => item.Outcome is Outcome.Failed);
        return deferred.IsEmpty
            ? new Reply(554, StatusOf(failed, fallback: new EnhancedStatus(5, 0, 0)), Words(report, failed).Then(Rest(numbered.Count - failed.Count)))
            : new Reply(451, StatusOf(deferred, fallback: new EnhancedStatus(4, 4, 1)), Words(report, deferred));
    }

    /// <summary>The relay's words with each recipient's address replaced by its number.</summary>
    public static string Mask(string words, Seq<Mailbox> recipients) =>
        recipients.AsEnumerable().Select((recipient, index) => (Number: index + 1, Address: recipient.ToString()))
            .OrderByDescending(item => item.Address.Length)
            .Aggregate(words, (text, item) => text.Replace(item.Address, Name(item.Number), StringComparison.OrdinalIgnoreCase));

    static EnhancedStatus StatusOf(Seq<(int Number, Outcome Outcome)> outcomes, EnhancedStatus fallback) =>
        outcomes.Head.Outcome.Because.Status.Filter(status => status.Class == fallback.Class).IfNone(fallback);

    static Seq<string> Words(DeliveryReport report, Seq<(int Number, Outcome Outcome)> outcomes)
    {
        var recipients = report.Outcomes.Map(item => item.Recipient);
        return outcomes.GroupBy(item => item.Outcome.Because)
            .Select(group => $"{string.Join(", ", group.Select(item => Name(item.Number)))}: {Printable.ReplyText(Mask(group.Key.ToString(), recipients), WordsLimit)}")
            .Gather();
    }

    static Seq<string> Rest(int others) =>
        others == 0 ? default : Seqs.Of(string.Create(CultureInfo.InvariantCulture, $"the mail has reached {others} other destination(s)"));

    static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"destination {number}");
}
