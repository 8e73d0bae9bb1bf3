using Laitos.Domain.Addresses;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
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

    readonly List<SimulatedSender> simulatedSenders = [];
    readonly List<SimulatedMail> simulatedMails = [];
    int ids;
    int wishes;

    public World(int seed)
    {
        RandomChoice = new RandomChoice(seed);
        Faults = Faults.Draw(RandomChoice);
        Retry = RetryPolicy.Standard with { Expire = TimeSpan.FromHours(RandomChoice.Of(5, 24, 72)) };
        var mode = RandomChoice.Of(DeliveryMode.CutThrough, DeliveryMode.CutThrough, DeliveryMode.SpoolFirst);
        Policy = JourneyMails.Policy(RandomChoice.Of(RewriteStyle.NoDmarc, RewriteStyle.WhenNeeded), deferUnknown: RandomChoice.OneIn(4), mode: mode);
        Policy = Policy with { Acceptance = Policy.Acceptance with { Retry = Retry } };
        (SimulatedDisk, SimulatedRelay, SimulatedDaemon) = (new SimulatedDisk(this), new SimulatedRelay(this), new SimulatedDaemon(this));
    }

    public static NoticePolicy Notices { get; } =
        new(JourneyMails.Domain("mx.example.com"), JourneyMails.Box("forwarder@own.example"), JourneyMails.Box("owner@own.example"), Seqs.Of(JourneyMails.Box("owner@own.example")));

    public EventQueue EventQueue { get; } = new();

    public RandomChoice RandomChoice { get; }

    public Faults Faults { get; private set; }

    public JourneyPolicy Policy { get; }

    public RetryPolicy Retry { get; }

    public SimulatedDisk SimulatedDisk { get; }

    public SimulatedRelay SimulatedRelay { get; }

    public SimulatedDaemon SimulatedDaemon { get; }

    public IReadOnlyList<SimulatedSender> SimulatedSenders => simulatedSenders;

    /// <summary>All mails, and the notices that were ever written.</summary>
    public IReadOnlyList<SimulatedMail> SimulatedMails => simulatedMails;

    public Seq<Mailbox> Destinations => Policy.Forwarding.Destinations;

    public List<string> Complaints { get; } = [];

    /// <summary>How often what has happened.</summary>
    public Dictionary<string, int> Census { get; } = [];

    public string NewId() => $"id{++ids}";

    public SimulatedMail Post(SimulatedMail simulatedMail)
    {
        simulatedMails.Add(simulatedMail);
        return simulatedMail;
    }

    public void Count(string what, int times = 1) => Census[what] = Census.GetValueOrDefault(what) + times;

    public void Check(bool holds, string complaint)
    {
        if (!holds)
        {
            Complaints.Add($"{EventQueue.Now}: {complaint}");
        }
    }

    /// <summary>The whole history.</summary>
    public World Live()
    {
        SimulatedDaemon.Begin();
        Plan();
        var events = 0;
        while (EventQueue.Advance() && ++events < MostEvents)
        {
        }

        Check(events < MostEvents, "the world does not come to rest");
        Invariants.Check(this);
        return this;
    }

    void Plan()
    {
        for (var mails = 1 + RandomChoice.Below(6); mails > 0; mails--)
        {
            var simulatedMail = Post(new SimulatedMail(
                $"m{mails}", $"From: <a@bank.test>\r\nMessage-ID: <m{mails}@bank.test>\r\nSubject: s\r\n\r\nbody {mails}\r\n", IsListed: RandomChoice.OneIn(15))
            { Demand = RandomChoice.Of(AuthorDemand.None, AuthorDemand.None, AuthorDemand.Another, AuthorDemand.Never) });
            var simulatedSender = new SimulatedSender(this, simulatedMail);
            simulatedSenders.Add(simulatedSender);
            EventQueue.After(RandomChoice.Within(Faults.Span), simulatedSender.Send);
        }

        for (var outage = 0; outage < Faults.Outages; outage++)
        {
            var (relay, disk) = (RandomChoice.Within(Faults.Span), RandomChoice.Seconds(1, 1200));
            EventQueue.After(RandomChoice.Within(Faults.Span), () => SimulatedRelay.AwayUntil = EventQueue.Now + relay);
            EventQueue.After(RandomChoice.Within(Faults.Span), () => SimulatedDisk.FullUntil = EventQueue.Now + disk);
        }

        for (var wish = 0; Faults.Owner && wish < 5; wish++)
        {
            EventQueue.After(RandomChoice.Within(Faults.Span), Wish);
        }

        for (var stop = 0; stop < Faults.Stops; stop++)
        {
            EventQueue.After(RandomChoice.Within(Faults.Span), SimulatedDaemon.Stop);
        }

        EventQueue.After(Faults.Span, Heal);
    }

    /// What the owner wants is laid down on the disk, whether or not the daemon is up.
    void Wish() => Wish(RandomChoice.Of("hold", "release", "retry", "retry", "drop", "no such verb"), _ => RandomChoice.OneIn(2));

    void Wish(string verb, Func<SimulatedMail, bool> concerns)
    {
        foreach (var (id, slot) in SimulatedDisk.Slots.Where(slot => concerns(slot.Value.SimulatedMail)).ToArray())
        {
            slot.SimulatedMail.IsDropped |= verb == "drop";
            Count($"wish: {verb}");
            SimulatedDisk.Wishes.Add(new OwnerRequest(++wishes, id, verb));
        }

        if (SimulatedDaemon.IsUp)
        {
            SimulatedDaemon.SimulatedQueue.Look();
        }
    }

    /// No faults any more; what the owner held back, he lets go.
    void Heal()
    {
        Faults = Faults.None;
        SimulatedRelay.AwayUntil = SimulatedDisk.FullUntil = EventQueue.Now;
        EventQueue.After(TimeSpan.FromHours(8), () => Wish("release", simulatedMail => simulatedMail.IsMail));
    }
}
