using Laitos.Domain.Addresses;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Journey;
using Laitos.Properties.Support;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Forwarding;

/// <summary>What the sending server is told of a delivery.</summary>
public class DeliveryReplyLaws
{
    static readonly Mailbox[] Boxes = [.. Enumerable.Range(1, 4).Select(i => JourneyMails.Box($"me{i}@private.example"))];

    [Property]
    public bool Success_is_told_only_when_every_destination_has_the_mail(byte[] kinds)
    {
        var report = Report(kinds);
        return DeliveryReply.Of(report, "id").IsPositive == report.Outcomes.ForAll(item => item.Outcome is Outcome.Delivered);
    }

    [Property]
    public bool The_sender_keeps_the_mail_while_any_destination_may_still_get_it(byte[] kinds)
    {
        var report = Report(kinds);
        return DeliveryReply.Of(report, "id").IsTransient == report.Outcomes.Exists(item => item.Outcome is Outcome.Deferred);
    }

    [Property]
    public bool No_reply_shows_the_owners_address(byte[] kinds) =>
        !DeliveryReply.Of(Report(kinds), "id").OnTheWire().ToLatin1().Contains("private.example", StringComparison.OrdinalIgnoreCase);

    [Property]
    public void An_address_within_another_is_not_masked_in_its_place(byte[] order)
    {
        var nested = Enumerable.Range(0, 4).Select(i => JourneyMails.Box(new string('x', i) + "me@private.example")).OrderBy(box => box.Local.Value.Length - 2 < order.Length ? order[box.Local.Value.Length - 2] : 0).Gather();
        Assert.That(
            nested.Map(box => DeliveryReply.Mask($"<{box}>: no", nested)),
            Is.EqualTo(Enumerable.Range(1, 4).Select(number => $"<destination {number}>: no")));
    }

    [Property]
    public bool Class_of_status_and_code_agree(byte[] kinds)
    {
        var reply = DeliveryReply.Of(Report(kinds), "id");
        return reply.Status.Exists(status => status.Class == reply.Code / 100);
    }

    [Test]
    public void The_relays_words_are_passed_on_for_each_refused_destination()
    {
        var reply = DeliveryReply.Of(
            new DeliveryReport(Seqs.Of<(Mailbox, Outcome)>(
                (Boxes[0], new Outcome.Delivered(Reply.Of(250, 0, 0, "ok"))),
                (Boxes[1], new Outcome.Failed(Reply.Of(550, 1, 1, "<ME2@private.example>: no such user"))))),
            "id");
        Assert.That(
            reply.OnTheWire().ToLatin1(),
            Is.EqualTo("554-5.1.1 destination 2: 550 5.1.1 <destination 2>: no such user\r\n554 5.1.1 the mail has reached 1 other destination(s)\r\n"));
    }

    [TestCase("me+mail@private.example", "<me+mail@private.example>: the mailbox of me@private.example", "<destination 1>: the mailbox of destination 1", TestName = "Without its subaddress")]
    [TestCase("anna@xn--bcher-kva.example", "no anna@b\u00fccher.example here", "no destination 1 here", TestName = "With U-labels")]
    [TestCase("anna@private.example", "User 'anna' unknown (anna): joanna, anna.b and susanna are others", "User 'destination 1' unknown (destination 1): joanna, anna.b and susanna are others", TestName = "The local part alone")]
    [TestCase("me@private.example", "some time me", "some time me", TestName = "But not a short one")]
    [TestCase("\"a b\"@private.example", "no \"a b\"@private.example, no a b@private.example", "no destination 1, no destination 1", TestName = "Quoted or not")]
    public void An_address_is_masked_in_each_of_its_forms(string address, string words, string masked) =>
        Assert.That(DeliveryReply.Mask(words, Seqs.Of(JourneyMails.Box(address))), Is.EqualTo(masked));

    static DeliveryReport Report(byte[] kinds) => new(Boxes.Select((box, i) => (box, Kind(box, i < kinds.Length ? kinds[i] % 5 : 0))).Gather());

    static Outcome Kind(Mailbox box, int kind) => kind switch
    {
        0 => new Outcome.Delivered(Reply.Of(250, 0, 0, $"queued for {box}")),
        1 => new Outcome.Deferred(Reply.Of(450, 2, 1, $"<{box}> is busy")),
        2 => new Outcome.Failed(Reply.Of(550, 1, 1, $"{box.ToString().ToUpperInvariant()} unknown")),
        3 => new Outcome.Failed(Reply.Of(553, "no status")),
        _ => new Outcome.Deferred(Reply.Of(421, 4, 2, "connection lost")),
    };
}
