using Laitos.Domain.Filtering;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;

namespace Laitos.Properties.Journey;

/// <summary>The same mail in several sessions, one after the other and at the same time.</summary>
public class DuplicateFilterLaws
{
    const int Mails = 3;

    static readonly Arrival Some = Journey.JourneyMails.Arrival("Subject: s\r\n\r\n");

    /// Sessions begin, are answered, and break off in any order. A model that remembers all of it says what is known of each mail.
    [Property(MaxTest = 300)]
    public void Whatever_sessions_do_a_mail_is_on_its_way_once_and_known_when_it_was_taken((byte Mail, byte What, ushort Seconds)[] script)
    {
        var (known, now, ids) = (DuplicateFilter.Empty, Journey.JourneyMails.Noon, 0);
        var open = new List<(int Mail, string Id, Option<Duplicate> Before)>();
        var taken = new Dictionary<int, (Instant At, string Id)>();
        foreach (var (number, what, seconds) in script ?? [])
        {
            now += TimeSpan.FromSeconds(seconds % 1500);
            if (what % 3 == 0 || open.Count == 0)
            {
                var (mail, id) = (number % Mails, $"{ids++}");
                (known, var before) = known.Check(now, Print(mail), id);
                var expected = taken.TryGetValue(mail, out var when) && now - when.At < RecentMails.Span
                    ? new Duplicate.Taken(when.Id)
                    : open.Where(each => each.Mail == mail && each.Before.IsNone).Select(each => (Duplicate)new Duplicate.InProgress(each.Id)).HeadOrNone();
                Assert.That(before, Is.EqualTo(expected));
                open.Add((mail, id, before));
                continue;
            }

            var ending = open[number % open.Count];
            open.Remove(ending);
            if (what % 3 == 1)
            {
                known = known.Ended(Print(ending.Mail), ending.Id);
                continue;
            }

            var decision = Decided(ending.Id, ending.Before, isTaken: what % 2 == 0);
            known = known.Decided(now, Print(ending.Mail), decision);
            if (decision.Reply.IsPositive)
            {
                taken[ending.Mail] = (now, ending.Before.Match(before => ((Duplicate.Taken)before).Id, () => ending.Id));
            }
        }

        Assert.That(known.InProgress.Count, Is.EqualTo(open.Count(each => each.Before.IsNone)));
    }

    static Decision Decided(string id, Option<Duplicate> before, bool isTaken) => before.Match(
        seen => seen is Duplicate.Taken(var first)
            ? new Decision(Some with { Id = id }, new Verdict.Duplicate(first), QueueReplies.Duplicate(first))
            : new Decision(Some with { Id = id }, new Verdict.InProgress("other"), QueueReplies.DuplicateInProgress("other")),
        () => isTaken
            ? new Decision(Some with { Id = id }, new Verdict.Postponed("stands for any"), Reply.Of(250, 0, 0, "ok"))
            : new Decision(Some with { Id = id }, new Verdict.Blocked(Journey.JourneyMails.Blocked), JourneyReplies.Blocked(Journey.JourneyMails.Blocked)));

    static Fingerprint Print(int mail) => new(Octets.Utf8($"{mail}"));
}
