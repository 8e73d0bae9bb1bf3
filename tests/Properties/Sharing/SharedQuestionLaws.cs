using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Filtering;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Sharing;
using Laitos.Properties.Arbitraries;
using static Laitos.Properties.Arbitraries.FilteringArbitraries;

namespace Laitos.Properties.Sharing;

/// <summary>What several daemons count together comes to what one of them counts alone; and nobody is counted twice or not at all when they ask at the same time.</summary>
public class SharedQuestionLaws
{
    static readonly IpAddress[] Clients = [Ip("192.0.2.1"), Ip("192.0.2.2"), Ip("2001:db8::1"), Ip("2001:db8::2")];

    [Property(Arbitrary = [typeof(FilteringArbitraries)], MaxTest = 200)]
    public void Mails_a_second_are_those_of_one_daemon(Attempts attempts, byte seed)
    {
        var (table, window, now, limit) = (new SharedTable(), RateWindow.Empty, Noon, 1 + (seed % 5));
        foreach (var (pause, client) in attempts.Items)
        {
            now += TimeSpan.FromMilliseconds(pause);
            (window, var granted) = RateWindow.Take(window, now, client, limit);
            Assert.That(table.Ask(new SharedRateQuestion(client, limit), now), Is.EqualTo(granted));
        }
    }

    [Property(MaxTest = 200)]
    public void Who_asks_at_the_same_time_is_granted_the_limit_and_no_more(byte[] turns, byte seed)
    {
        var limit = 1 + (seed % 5);
        var granted = new SharedTable().Together([.. Enumerable.Range(0, 8).Select(_ => (ISharedQuestion<bool>)new SharedRateQuestion(Clients[0], limit))], Noon, turns ?? []);
        Assert.That(granted.Count(each => each), Is.EqualTo(limit));
    }

    [Property(MaxTest = 200)]
    public void Wrong_passwords_are_those_of_one_daemon((byte Client, bool IsWrong, ushort Pause)[] script)
    {
        var (table, wrong, now) = (new SharedTable(), WrongPasswords.None, Noon);
        foreach (var (number, isWrong, pause) in script ?? [])
        {
            now += TimeSpan.FromMilliseconds(pause);
            var client = Clients[number % Clients.Length];
            var bar = wrong.Until(client, now);
            wrong = isWrong && bar.IsNone ? wrong.After(client, now) : wrong;
            Assert.That(table.Ask(new SharedPasswordQuestion(client, isWrong), now), Is.EqualTo(bar));
        }
    }

    /// A guess at each of many daemons at once is as many guesses as one after the other: behind the third, the client is barred.
    [Property(MaxTest = 100)]
    public void Guesses_at_the_same_time_are_all_counted(byte[] turns)
    {
        var table = new SharedTable();
        var bars = table.Together([.. Enumerable.Repeat((ISharedQuestion<Option<Instant>>)new SharedPasswordQuestion(Clients[0], IsWrong: true), 6)], Noon, turns ?? []);
        Assert.That(bars.Count(bar => bar.IsNone), Is.EqualTo(LockoutRule.OfClient.Free));
        Assert.That(table.Ask(new SharedPasswordQuestion(Clients[0], IsWrong: false), Noon).IsSome);
        Assert.That(table.Ask(new SharedPasswordQuestion(Clients[1], IsWrong: false), Noon).IsNone, "another client");
    }

    [Property(MaxTest = 200)]
    public void A_mail_is_under_way_at_one_daemon_and_known_when_it_was_taken((byte Mail, byte What, ushort Pause)[] script)
    {
        var (table, now, ids) = (new SharedTable(), Noon, 0);
        var open = new List<(int Mail, string Id, Instant At)>();
        var taken = new Dictionary<int, (Instant At, string Id)>();
        foreach (var (number, what, pause) in script ?? [])
        {
            now += TimeSpan.FromMilliseconds(pause);
            open.RemoveAll(each => now >= each.At + SharedArrivalQuestion.Longest);
            var mail = number % 3;
            switch (what % 4)
            {
                case 0 when open.Count > 0:
                    var (ending, id, _) = open[number % open.Count];
                    open.RemoveAt(number % open.Count);
                    var isTaken = what % 8 == 0;
                    table.Ask(new SharedDepartureQuestion(Print(ending), id, isTaken ? id : Option<string>.None), now);
                    if (isTaken)
                    {
                        taken[ending] = (now, id);
                    }

                    break;
                case 1:
                    table.EndDaemons();
                    open.Clear();
                    break;
                default:
                    var mine = $"id{++ids}";
                    var before = table.Ask(new SharedArrivalQuestion(Print(mail), mine), now);
                    Assert.That(before, Is.EqualTo(
                        taken.TryGetValue(mail, out var known) && now < known.At + RecentMails.Span ? new Duplicate.Taken(known.Id)
                        : open.Where(each => each.Mail == mail).Select(each => (Duplicate)new Duplicate.InProgress(each.Id)).HeadOrNone()));
                    Assert.That(table.Ask(new SharedArrivalQuestion(Print(mail), mine), now), Is.EqualTo(before), "asked twice by the same journey");
                    if (before.IsNone)
                    {
                        open.Add((mail, mine, now));
                    }
                    else
                    {
                        // A journey that was told ends, and the other goes on.
                        table.Ask(new SharedDepartureQuestion(Print(mail), mine, Option<string>.None), now);
                    }

                    break;
            }
        }
    }

    [Property(MaxTest = 100)]
    public void Of_a_mail_that_comes_to_several_daemons_at_once_one_copy_goes_on(byte[] turns)
    {
        var found = new SharedTable().Together([.. Enumerable.Range(0, 5).Select(i => (ISharedQuestion<Option<Duplicate>>)new SharedArrivalQuestion(Print(0), $"id{i}"))], Noon, turns ?? []);
        Assert.That(found.Count(before => before.IsNone), Is.EqualTo(1));
        Assert.That(found.Where(before => before.IsSome), Is.All.EqualTo(Option<Duplicate>.Some(new Duplicate.InProgress($"id{found.ToList().FindIndex(before => before.IsNone)}"))));
    }

    /// A time far from all others, and counts at their ends: of both questions.
    [TestCase(new byte[] { 1, 0, 0, 0, 1, 0, 3, 73, 0, 0, 0, 0, 0 })]
    [TestCase(new byte[] { 1, 127, 255, 255, 255, 0, 0, 1, 163, 86, 125, 0, 0 })]
    [TestCase(new byte[] { 1, 0, 0, 0, 1, 128, 0, 0, 0, 0, 0, 0, 0 })]
    [TestCase(new byte[] { 1, 127, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 1 })]
    [TestCase(new byte[] { 1, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 })]
    [TestCase(new byte[] { 1, 0, 0, 1, 163, 86, 125, 0, 0, 127, 255, 255, 255, 255, 255, 255, 255 })]
    public void A_row_with_odd_numbers_never_throws(byte[] state) => Rows_that_nobody_can_read_count_as_none_or_as_some_and_never_throw(state);

    [Property(MaxTest = 200)]
    public void Rows_that_nobody_can_read_count_as_none_or_as_some_and_never_throw(byte[] state)
    {
        var table = new SharedTable();
        void AskAll()
        {
            table.Ask(new SharedRateQuestion(Clients[0], 3), Noon);
            table.Ask(new SharedPasswordQuestion(Clients[0], IsWrong: true), Noon);
            table.Ask(new SharedArrivalQuestion(Print(0), "one"), Noon);
            table.Ask(new SharedDepartureQuestion(Print(0), "one", Option<string>.None), Noon);
            table.Ask(new SharedArrivalQuestion(Print(0), "two"), Noon);
        }

        AskAll();
        table.Damage(new Octets(state ?? []));
        AskAll();
    }

    static Fingerprint Print(int mail) => new(new Octets((byte[])[(byte)mail, .. new byte[31]]));
}
