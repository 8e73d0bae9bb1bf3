using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Journey;

/// <summary>The mail that tells the owner what was found wrong with the place where mail is kept, when the daemon started.</summary>
public static class SpoolNotice
{
    /// <summary>The mail and its entry. Like each notice it has the null sender, and is held when it cannot be delivered.</summary>
    /// <param name="policy">From whom it comes and where it goes.</param>
    /// <param name="retry">How it is tried.</param>
    /// <param name="findings">What was found, a paragraph each; at least one.</param>
    /// <param name="id">A fresh id.</param>
    /// <param name="now">Its date.</param>
    public static NoticeMail Of(NoticePolicy policy, RetryPolicy retry, Seq<string> findings, string id, Instant now)
    {
        var text = $"This is the mail forwarder at {policy.Hostname}. When it started it found this in its spool:\n\n"
            + string.Join("\n\n", findings.Map(found => Printable.Escape(found)))
            + "\n\nIts log says the same. Nothing of it has been deleted.\n";
        var mail = new PlainMail(
            policy.Hostname, policy.From, Seqs.Of(policy.Postmaster), "Found in the mail spool", text, now, "spool" + id, AutoSubmitted.Generated, default, default);
        var content = new Octets((byte[])[.. LoopMark.Field(policy.Hostname.Value).Span, .. mail.Compose().Span]);
        var job = new MailJob(
            new ReversePath.Null(), policy.From, policy.Recipients, content.Length, EightBit: false, Utf8Need.Nothing);
        var entry = QueueEntry.Of(
            retry, id, EntryKind.NoticeToOwner, now, new OriginalEnvelope(new ReversePath.Null(), default, Option<bool>.None), job,
            Seqs.Of(("notice", "spool")), HeaderSection.Parse(content).Render());
        return new NoticeMail(entry, content);
    }
}
