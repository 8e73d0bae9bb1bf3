using Laitos.Domain.Addresses;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell;
using Laitos.Shell.Queue;
using Laitos.Shell.Relay;
using LanguageExt;

namespace Laitos.Integration.Queue;

/// <summary>Mails that were stored a moment ago.</summary>
public class FreshContentsTests
{
    [Test]
    public void A_mail_is_given_out_once_and_is_the_one_that_was_kept()
    {
        var (fresh, content) = (new FreshContents(), new MemoryContent(new byte[100]));
        fresh.Keep([Mail("a", content), Mail("b", new MemoryContent(new byte[100]))]);
        Assert.That((fresh.Take("a"), fresh.Take("a"), fresh.Take("c")), Is.EqualTo(((IMailContent)content, (IMailContent?)null, (IMailContent?)null)));
    }

    [Test]
    public void A_large_mail_is_not_kept()
    {
        var fresh = new FreshContents();
        fresh.Keep([Mail("a", new MemoryContent(new byte[(64 << 10) + 1]))]);
        Assert.That(fresh.Take("a"), Is.Null);
    }

    [Test]
    public void There_is_room_for_so_many_octets_and_for_more_once_some_are_taken()
    {
        const int Size = 32 << 10;
        var (fresh, most) = (new FreshContents(), FreshContents.Room / Size);
        fresh.Keep(Enumerable.Range(0, 2 * most).Select(number => Mail($"m{number}", new MemoryContent(new byte[Size]))));
        var kept = Enumerable.Range(0, 2 * most).Count(number => fresh.Take($"m{number}") is not null);
        fresh.Keep([Mail("later", new MemoryContent(new byte[Size]))]);
        Assert.That((kept, fresh.Take("later") is not null), Is.EqualTo((most, true)));
    }

    static QueuedMail Mail(string id, MemoryContent content)
    {
        var job = new MailJob(new ReversePath.Null(), Option<Mailbox>.None, default, content.Size, EightBit: false, Utf8Need.Nothing);
        return new QueuedMail(
            QueueEntry.Of(RetryPolicy.Standard, id, EntryKind.Mail, Clock.Now, new OriginalEnvelope(job.Sender, default, default), job, default, default), content);
    }
}
