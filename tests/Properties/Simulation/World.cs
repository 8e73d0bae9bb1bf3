using Laitos.Domain.Addresses;
using Laitos.Domain.Journey;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Properties.Commands;
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
    bool isReleased;
    int requests;
    int commands;

    /// <param name="seed">What all is drawn from.</param>
    /// <param name="daemons">How many daemons share the spool; 1 has it for itself.</param>
    public World(int seed, int daemons = 1)
    {
        RandomChoice = new RandomChoice(seed);
        IsShared = daemons > 1;
        Faults = Faults.Draw(RandomChoice);
        Faults = IsShared ? Faults with { Span = TimeSpan.FromHours(RandomChoice.Of(1, 3, 6)) } : Faults;
        Retry = RetryPolicy.Standard with { Expire = TimeSpan.FromHours(IsShared ? 5 : RandomChoice.Of(5, 24, 72)) };
        var mode = RandomChoice.Of(DeliveryMode.CutThrough, DeliveryMode.CutThrough, DeliveryMode.SpoolFirst);
        Policy = JourneyMails.Policy(RandomChoice.Of(RewriteStyle.NoDmarc, RewriteStyle.WhenNeeded), deferUnknown: RandomChoice.OneIn(4), mode: mode);
        Policy = Policy with { Acceptance = Policy.Acceptance with { Retry = Retry } };
        (SimulatedDisk, SimulatedRelay) = (new SimulatedDisk(this), new SimulatedRelay(this));
        SimulatedDaemons = IsShared ? [.. Enumerable.Range(0, daemons).Select(_ => new SimulatedDaemon(this, RandomChoice.Of(TimeSpan.Zero, RandomChoice.Seconds(-60, 60), RandomChoice.Seconds(-4000, 4000))))] : [new SimulatedDaemon(this)];
    }

    /// <summary>True when several daemons share the spool.</summary>
    public bool IsShared { get; }

    public static NoticePolicy Notices { get; } =
        new(JourneyMails.Domain("mx.example.com"), JourneyMails.Box("forwarder@own.example"), JourneyMails.Box("owner@own.example"), Seqs.Of(JourneyMails.Box("owner@own.example")));

    public EventQueue EventQueue { get; } = new();

    public RandomChoice RandomChoice { get; }

    public Faults Faults { get; private set; }

    public JourneyPolicy Policy { get; }

    public RetryPolicy Retry { get; }

    public SimulatedDisk SimulatedDisk { get; }

    /// <summary>The commands on the disk, where several daemons share it.</summary>
    public SimulatedOrders SimulatedOrders { get; } = new();

    public SimulatedRelay SimulatedRelay { get; }

    public IReadOnlyList<SimulatedDaemon> SimulatedDaemons { get; }

    /// <summary>One that takes mail; null when none is up.</summary>
    public SimulatedDaemon? AnyDaemon() => SimulatedDaemons.Where(daemon => daemon.IsUp).ToArray() is { Length: > 0 } up ? up.Length == 1 ? up[0] : RandomChoice.Of(up) : null;

    /// <summary>All are told that something may be due.</summary>
    public void Wake() => SimulatedDaemons.Where(daemon => daemon.IsUp).Iter(daemon =>
    {
        daemon.Later(RandomChoice.Seconds(0, 1), () => daemon.SimulatedQueue.Hear(new MailQueueInput.Woken(daemon.Now)));
        daemon.SimulatedCommands.TakeUp();
    });

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
        SimulatedDaemons.Iter(daemon => daemon.Begin());
        Plan();
        var events = 0;
        while (!IsAtRest && EventQueue.Advance() && ++events < MostEvents)
        {
        }

        Check(events < MostEvents, "the world does not come to rest");
        Invariants.Check(this);
        return this;
    }

    /// Daemons that share a spool never stop looking at it.
    bool IsAtRest => IsShared && isReleased && simulatedSenders.All(simulatedSender => simulatedSender.IsDone) && SimulatedDisk.Requests.Count == 0 && commands == 0 && SimulatedOrders.IsEmpty && SimulatedDisk.Slots.Values.All(slot => slot.Entry is { Held.IsSome: true, Kind: EntryKind.NoticeToOwner });

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

        for (var request = 0; Faults.Owner && request < 5; request++)
        {
            EventQueue.After(RandomChoice.Within(Faults.Span), Request);
        }

        for (var stop = 0; stop < Faults.Stops; stop++)
        {
            EventQueue.After(RandomChoice.Within(Faults.Span), IsShared ? RandomChoice.Of([.. SimulatedDaemons]).Stop : SimulatedDaemons[0].Stop);
        }

        for (var pause = IsShared ? RandomChoice.Below(12) : 0; pause > 0; pause--)
        {
            var (daemon, time) = (RandomChoice.Of([.. SimulatedDaemons]), RandomChoice.Of(RandomChoice.Seconds(1, 50), RandomChoice.Seconds(50, 90), RandomChoice.Seconds(90, 400)));
            EventQueue.After(RandomChoice.Within(Faults.Span), () => daemon.Pause(time));
        }

        for (var command = commands = IsShared ? RandomChoice.Below(5) : 0; command > 0; command--)
        {
            EventQueue.After(RandomChoice.Within(Faults.Span), Command);
        }

        for (var promotion = IsShared ? RandomChoice.Below(3) : 0; promotion > 0; promotion--)
        {
            var (away, ahead) = (RandomChoice.Of(RandomChoice.Seconds(1, 8), RandomChoice.Seconds(8, 60), RandomChoice.Seconds(60, 300)), RandomChoice.Of(TimeSpan.Zero, RandomChoice.Seconds(-300, 300)));
            EventQueue.After(RandomChoice.Within(Faults.Span), () => SimulatedDisk.Outage.OnNextWrite(() => Promote(away, ahead)));
        }

        EventQueue.After(Faults.Span, Heal);
    }

    /// A command comes by mail; while nobody takes it, it comes again.
    void Command()
    {
        void Again() => EventQueue.After(RandomChoice.Seconds(60, 3000), Command);
        if (AnyDaemon() is { } daemon)
        {
            var isHeard = false;
            daemon.SimulatedCommands.Take(Orders.Fresh() with { Id = NewId() }, isStored =>
            {
                isHeard = true;
                if (isStored)
                {
                    commands--;
                }
                else
                {
                    Again();
                }
            });
            EventQueue.After(TimeSpan.FromHours(1), () =>
            {
                // The daemon has gone without an answer, and it comes as another mail.
                if (!isHeard)
                {
                    Again();
                }
            });
        }
        else
        {
            Again();
        }
    }

    /// The server goes, and some time later a standby is there in its place: it has all that was told to be committed, and it may have what was under way.
    void Promote(TimeSpan away, TimeSpan ahead)
    {
        Count("standby promoted");
        SimulatedDisk.Outage.Begin(EventQueue.Now + away);
        SimulatedDisk.Leases!.Promote(ahead);
        SimulatedDaemons.Iter(daemon => daemon.Disconnect(EventQueue.Now + away));
    }

    /// What the owner wants is laid down on the disk, whether or not the daemon is up.
    void Request() => Request(RandomChoice.Of("hold", "release", "retry", "retry", "drop", "no such verb"), _ => RandomChoice.OneIn(2));

    void Request(string verb, Func<SimulatedMail, bool> concerns)
    {
        foreach (var (id, slot) in SimulatedDisk.Slots.Where(slot => concerns(slot.Value.SimulatedMail)).ToArray())
        {
            slot.SimulatedMail.IsDropped |= verb == "drop";
            Count($"request: {verb}");
            SimulatedDisk.Requests.Add(new OwnerRequest(++requests, id, verb));
        }

        SimulatedDaemons.Where(daemon => daemon.IsUp).Iter(daemon => daemon.SimulatedQueue.Look());
    }

    /// No faults any more; what the owner held back, he lets go.
    void Heal()
    {
        Faults = Faults.None;
        SimulatedRelay.AwayUntil = SimulatedDisk.FullUntil = EventQueue.Now;
        EventQueue.After(TimeSpan.FromHours(IsShared ? 1 : 8), () =>
        {
            Request("release", simulatedMail => simulatedMail.IsMail);
            isReleased = true;
        });
    }
}
