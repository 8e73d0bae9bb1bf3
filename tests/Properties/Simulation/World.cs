using Laitos.Domain.Addresses;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Simulation;

/// <summary>
/// Senders, the daemon, its disk, the relay and the DNS on one clock. All that happens is drawn from the seed. After a time of faults the
/// world heals, and is watched until nothing happens any more.
/// </summary>
sealed class World
{
    /// The standard schedule, in numbers of its own.
    public static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1)];

    const int MostEvents = 200_000;

    readonly List<Sender> senders = [];
    readonly List<Letter> letters = [];
    int ids;

    public World(int seed)
    {
        Chance = new Chance(seed);
        Faults = Faults.Draw(Chance);
        Retry = RetryPolicy.Standard with { Expire = TimeSpan.FromHours(Chance.Of(5, 24, 72)) };
        var mode = Chance.Of(DeliveryMode.CutThrough, DeliveryMode.CutThrough, DeliveryMode.SpoolFirst);
        Policy = Mails.Policy(deferUnknown: Chance.OneIn(4), mode: mode);
        Policy = Policy with { Taking = Policy.Taking with { Retry = Retry } };
        (Disk, Relay, Daemon) = (new Disk(this), new Relay(this), new Daemon(this));
    }

    public static NoticePolicy Notices { get; } =
        new(Mails.Domain("mx.example.com"), Mails.Box("forwarder@own.example"), Mails.Box("owner@own.example"), Seqs.Of(Mails.Box("owner@own.example")));

    public Agenda Agenda { get; } = new();

    public Chance Chance { get; }

    public Faults Faults { get; private set; }

    public JourneyPolicy Policy { get; }

    public RetryPolicy Retry { get; }

    public Disk Disk { get; }

    public Relay Relay { get; }

    public Daemon Daemon { get; }

    public IReadOnlyList<Sender> Senders => senders;

    /// <summary>All mails, and the notices that were ever written.</summary>
    public IReadOnlyList<Letter> Letters => letters;

    public Seq<Mailbox> Destinations => Policy.Forwarding.Destinations;

    public List<string> Complaints { get; } = [];

    /// <summary>How often what has happened.</summary>
    public Dictionary<string, int> Census { get; } = [];

    public string NewId() => $"id{++ids}";

    public Letter Post(Letter letter)
    {
        letters.Add(letter);
        return letter;
    }

    public void Count(string what, int times = 1) => Census[what] = Census.GetValueOrDefault(what) + times;

    public void Check(bool holds, string complaint)
    {
        if (!holds)
        {
            Complaints.Add($"{Agenda.Now}: {complaint}");
        }
    }

    /// <summary>The whole history.</summary>
    public World Live()
    {
        Plan();
        var events = 0;
        while (Agenda.Advance() && ++events < MostEvents)
        {
        }

        Check(events < MostEvents, "the world does not come to rest");
        Invariants.Check(this);
        return this;
    }

    void Plan()
    {
        for (var mails = 1 + Chance.Below(6); mails > 0; mails--)
        {
            var letter = Post(new Letter(
                $"m{mails}", $"From: <a@bank.test>\r\nMessage-ID: <m{mails}@bank.test>\r\nSubject: s\r\n\r\nbody {mails}\r\n", IsListed: Chance.OneIn(15)));
            var sender = new Sender(this, letter);
            senders.Add(sender);
            Agenda.After(Chance.Within(Faults.Span), sender.Send);
        }

        for (var outage = 0; outage < Faults.Outages; outage++)
        {
            var (relay, disk) = (Chance.Within(Faults.Span), Chance.Seconds(1, 1200));
            Agenda.After(Chance.Within(Faults.Span), () => Relay.AwayUntil = Agenda.Now + relay);
            Agenda.After(Chance.Within(Faults.Span), () => Disk.FullUntil = Agenda.Now + disk);
        }

        for (var wish = 0; Faults.Owner && wish < 5; wish++)
        {
            Agenda.After(Chance.Within(Faults.Span), Wish);
        }

        Agenda.After(Faults.Span, Heal);
    }

    /// A wish waits for a daemon that is down.
    void Wish()
    {
        if (!Daemon.IsUp)
        {
            Agenda.After(TimeSpan.FromMinutes(1), Wish);
            return;
        }

        Daemon.Queue.Wish(Chance.Of<QueueInput>(new QueueInput.Hold("wanted"), new QueueInput.Release(Agenda.Now), new QueueInput.RetryNow(Agenda.Now)), isForAllMails: false);
    }

    /// No faults any more; what the owner held back, he lets go once the daemon is up.
    void Heal()
    {
        Faults = Faults.None;
        Relay.AwayUntil = Disk.FullUntil = Agenda.Now;
        Agenda.After(TimeSpan.FromHours(8), () => Daemon.Queue.Wish(new QueueInput.Release(Agenda.Now), isForAllMails: true));
    }
}
