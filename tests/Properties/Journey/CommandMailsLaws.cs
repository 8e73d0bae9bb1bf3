using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Commands;

namespace Laitos.Properties.Journey;

/// <summary>Mails about commands as entries of the queue.</summary>
public class CommandMailsLaws
{
    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 200)]
    public bool The_entry_is_what_the_mail_says_and_survives_the_disk(CommandOrder order, HostileText text) =>
        ReplyMail.Of(Orders.Policy, Orders.Report(order, text.Value, text.Value)).ForAll(mail =>
        {
            var entry = CommandMails.Entry(RetryPolicy.Standard, "id2", Orders.Noon, mail, Orders.Policy.From);
            return entry is { Id: "id2", Kind: EntryKind.Reply, Transfer: { Sender: ReversePath.Null, EightBit: false } }
                && entry.Owed == mail.Recipients && entry.Due == Orders.Noon && entry.Transfer.Size == mail.Content.Length && entry.Transfer.Fallback == Orders.Policy.From
                && EntryCodec.Read(EntryCodec.Write(entry)) == entry;
        });

    [Test]
    public void The_queue_lists_its_subject_and_to_whom_it_goes()
    {
        var entry = CommandMails.Entry(RetryPolicy.Standard, "id2", Orders.Noon, ReplyMail.Of(Orders.Policy, Orders.Report(Orders.Fresh(), ".s hi", "hi")).Head, Orders.Policy.From);
        Assert.That(string.Join('\n', QueueListing.Details(entry)), Does.Contain("laitos-reply-.s hi").And.Contain("alice@sender.test").And.Contain("reply"));
    }
}
