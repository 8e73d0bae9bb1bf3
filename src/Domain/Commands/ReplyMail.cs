using Laitos.Domain.Addresses;
using Laitos.Domain.Message;

namespace Laitos.Domain.Commands;

/// <summary>The mails that tell of a command: the reply to its sender, and the notice to those who hear of each command.</summary>
public static class ReplyMail
{
    /// <summary>What the subject of a reply begins with.</summary>
    public const string ReplyKeyword = "laitos-reply-";

    /// <summary>What the subject of a notice begins with.</summary>
    public const string NoticeKeyword = "laitos-notify-";

    /// The most characters of a subject: more would not be shown.
    const int SubjectLimit = 200;

    /// The characters of a subject that are searched for a keyword.
    const int Considered = 4096;

    /// <summary>
    /// The mails: a reply if there is anybody to reply to, a notice if anybody hears of commands; each of them 7-bit in well-formed lines, whatever the command
    /// and its result hold. The notice of a secret command holds neither its argument nor its result.
    /// </summary>
    public static Seq<CommandMail> Of(CommandPolicy policy, CommandReport report) => Reply(policy, report).Then(Notice(policy, report));

    /// <summary>True for a mail whose subject says that it is a reply or a notice of this kind, or an answer to one.</summary>
    public static bool IsOurs(HeaderSection header) => Subject.Of(header, Considered).Exists(subject =>
        subject.Contains(ReplyKeyword, StringComparison.OrdinalIgnoreCase) || subject.Contains(NoticeKeyword, StringComparison.OrdinalIgnoreCase));

    /// In-Reply-To is the mail of the command; References are its own and then itself (RFC 5322 §3.6.4).
    static Seq<CommandMail> Reply(CommandPolicy policy, CommandReport report)
    {
        var parent = report.Order.MessageId.Filter(MessageIds.IsOne).Match(id => Seqs.Of(id), () => default);
        var to = report.Order.ReplyTo.Match(mailbox => Seqs.Of(mailbox), () => default);
        return Send(policy, Mail(policy, to, report, ReplyKeyword, report.Text) with
        {
            Id = "reply" + report.Order.Id,
            Origin = AutoSubmitted.Replied,
            InReplyTo = parent,
            References = MessageIds.Bounded(report.Order.References.Filter(MessageIds.IsOne)).Then(parent),
        });
    }

    static Seq<CommandMail> Notice(CommandPolicy policy, CommandReport report) => Send(policy, Mail(
        policy, policy.Notify, report, NoticeKeyword, report.IsSecret ? "The result of this command is told to its sender alone." : CommandLine.WithoutPasswords(policy, report.Text)));

    static PlainMail Mail(CommandPolicy policy, Seq<Mailbox> to, CommandReport report, string keyword, string text) => new(
        policy.Hostname, policy.From, to, SubjectOf(keyword, report.Shown), text, report.At, "notice" + report.Order.Id, AutoSubmitted.Generated, default, default);

    /// A mail to one of our own domains would come back to us; it goes at once where such mail goes in the end.
    static Seq<CommandMail> Send(CommandPolicy policy, PlainMail mail)
    {
        var recipients = mail.To
            .SelectEach(mailbox => mailbox.Domain.Exists(policy.MyDomains.Contains) ? policy.ForwardTo : Seqs.Of(mailbox))
            .AsEnumerable().Distinct().Gather();
        return recipients.IsEmpty ? default : Seqs.Of(new CommandMail(recipients, mail.Compose()));
    }

    /// One line of whole characters; a cut is shown by an ellipsis.
    static string SubjectOf(string keyword, string shown)
    {
        var line = Printable.Escape(keyword + shown);
        if (line.Length <= SubjectLimit)
        {
            return line;
        }

        var end = SubjectLimit - 1;
        return line[..(char.IsHighSurrogate(line[end - 1]) ? end - 1 : end)] + "…";
    }
}

/// <summary>What there is to tell about a command that has come to its end.</summary>
/// <param name="Order">The command.</param>
/// <param name="Shown">The command as it may be shown.</param>
/// <param name="IsSecret">True when nobody but its sender may learn its argument or its result.</param>
/// <param name="Text">The text of its result.</param>
/// <param name="At">When it came to its end.</param>
public sealed record CommandReport(CommandOrder Order, string Shown, bool IsSecret, string Text, Instant At)
{
    /// <summary>Without the result, which may hold what nobody should see.</summary>
    public override string ToString() => $"CommandReport of {Order.Id} at {At}";
}

/// <summary>The one text that a result is shown as.</summary>
public static class ResultText
{
    /// <summary>What is shown in the place of a text without anything visible.</summary>
    public const string Empty = "EMPTY OUTPUT";

    /// <summary>The error and the output, <c>error|output</c>; one alone without the bar.</summary>
    public static string Combine(CommandResult result) =>
        string.Join('|', result.Error.AsEnumerable().Append(result.Output).Where(part => part.Length > 0));

    /// <summary>The text itself, or <see cref="Empty"/>.</summary>
    public static string OrEmpty(string text) => WhiteSpace.Trim(text).IsEmpty ? Empty : text;
}
