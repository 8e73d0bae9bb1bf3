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
        if (report.IsDelivered)
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

    /// <summary>
    /// A text with the number of each recipient in the place of its address: in each form in which servers write it, without a subaddress too (RFC 5233), and of the local part where it stands alone.
    /// </summary>
    public static string Mask(string words, Seq<Mailbox> recipients) =>
        recipients.AsEnumerable().SelectMany((recipient, index) => Forms(recipient).Select(form => (Form: form, Name: Name(index + 1))))
            .OrderByDescending(item => item.Form.Length)
            .Aggregate(words, (text, item) => item.Form.Contains('@', StringComparison.Ordinal) ? text.Replace(item.Form, item.Name, StringComparison.OrdinalIgnoreCase) : WithoutWord(text, item.Form, item.Name));

    /// A shorter local part is a syllable of too many words.
    const int ShortestLocalPart = 3;

    static IEnumerable<string> Forms(Mailbox recipient)
    {
        string[] locals = [$"{recipient.Local}", recipient.Local.Strict, recipient.Local.Value, recipient.Local.Value.Split('+')[0]];
        string[] hosts = [$"{recipient.Host}", Unicode($"{recipient.Host}")];
        return locals.Where(local => local.Length > 0).SelectMany(local => hosts.Select(host => $"{local}@{host}"))
            .Concat(locals.Where(local => local.Length >= ShortestLocalPart)).Distinct(StringComparer.OrdinalIgnoreCase);
    }

    /// A domain with its U-labels (RFC 5890 §2.3.2.1).
    static string Unicode(string host)
    {
        try
        {
            return host.Contains("xn--", StringComparison.OrdinalIgnoreCase) ? new IdnMapping().GetUnicode(host) : host;
        }
        catch (ArgumentException)
        {
            return host;
        }
    }

    /// What is no part of a longer word or address.
    static string WithoutWord(string text, string word, string name)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase))
        {
            var stands = (at == 0 || !IsWord(text[at - 1])) && (at + word.Length == text.Length || !IsWord(text[at + word.Length]));
            text = stands ? $"{text[..at]}{name}{text[(at + word.Length)..]}" : text;
            at += stands ? name.Length : 1;
        }

        return text;
    }

    static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '@' or '_' or '-' or '+' or '.';

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
