using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Properties.Queue;

namespace Laitos.Properties.Journey;

/// <summary>The owner is told of held mails: of each, and at most once a day, whoever sends how many.</summary>
public class HeldMailsLaws
{
    static readonly NoticePolicy Policy = new(
        JourneyMails.Domain("mx.example.com"), JourneyMails.Box("forwarder@own.example"), JourneyMails.Box("owner@own.example"), Seqs.Of(JourneyMails.Box("owner@own.example")));

    [Property(MaxTest = 200)]
    public bool Each_is_told_within_a_day_and_no_two_notices_are_less_than_a_day_apart(ushort[] minutes, bool restarts)
    {
        var (told, now, held, notices, waiting) = (HeldMails.Untold, Entries.Noon, Seqs.Of<QueueEntry>(), new List<Instant>(), new Dictionary<string, Instant>());
        foreach (var (n, pause) in minutes.Index())
        {
            now += TimeSpan.FromMinutes(pause % 2000);
            held = held.Add(Held($"id{n}"));
            waiting[$"id{n}"] = now;
            Tell();
        }

        now += HeldMails.Pause;
        Tell();
        return waiting.Count == 0 && notices.Zip(notices.Skip(1), (one, next) => next - one >= HeldMails.Pause).All(isApart => isApart);

        // What is due is told when it is due, or, where that is over already, now. A daemon that starts anew knows when it told, and not what.
        void Tell()
        {
            while (told.Due(HeldList.Empty.With(held.AsEnumerable().Where(entry => !restarts || waiting.ContainsKey(entry.Id)))).Filter(due => due <= now).Case is Instant due)
            {
                var at = notices.Count == 0 || due > notices[^1] ? (due.UnixMilliseconds == 0 ? now : due) : now;
                notices.Add(at);
                foreach (var id in waiting.Keys.ToArray())
                {
                    waiting.Remove(id);
                }

                told = restarts ? HeldMails.Untold with { LastTold = at } : told.Told(HeldList.Empty.With(held.AsEnumerable()), at);
            }
        }
    }

    [Test]
    public void Only_mails_that_nobody_has_decided_about_are_told_of()
    {
        Assert.That(HeldMails.IsOne(Held("id1")));
        Assert.That(HeldMails.IsOne(Entries.Fresh()), Is.False, "not held");
        Assert.That(HeldMails.IsOne(Held("id1") with { Held = QueueRequests.HeldByOwner }), Is.False, "the owner has done it");
        Assert.That(HeldMails.IsOne(Held("id1") with { Attempts = 1 }), Is.False, "damaged, which is told by a notice of its own");
        Assert.That(HeldMails.IsOne(Held("id1") with { Kind = EntryKind.NoticeToOwner }), Is.False);
    }

    [Test]
    public void A_long_list_is_cut_and_no_text_of_a_stranger_breaks_it()
    {
        var held = Enumerable.Range(0, 70).Select(n => Held($"id{n}") with { AcceptedAt = Entries.Noon + TimeSpan.FromMinutes(n), Header = Octets.Utf8("Subject: x\r\n y\r\nFrom: =?utf-8?q?a=0Ab?=\r\n") }).Gather();
        var text = HeldNotice.Of(Policy, Entries.Policy, HeldList.Empty.With(held.AsEnumerable().Take(30)).With(held.AsEnumerable().Skip(30)), "n1", Entries.Noon).Content.ToUtf8();
        Assert.That(text, Does.Contain("Subject: 70 mails are held").And.Contain("There are 20 more, accepted earlier.").And.Contain("    Id:        id69\r\n").And.Not.Contain("    Id:        id19\r\n"));
        Assert.That(text.Split("\r\n"), Has.None.StartsWith("b"));
    }

    static QueueEntry Held(string id) => Entries.Fresh() with { Id = id, Held = "it fails DMARC for bank.test" };
}
