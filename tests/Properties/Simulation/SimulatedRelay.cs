using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Simulation;

/// <summary>The relay: what it says, and what each mailbox behind it has got.</summary>
sealed class SimulatedRelay(World world)
{
    static readonly Reply Busy = Reply.Of(450, 2, 1, "mailbox busy");
    static readonly Reply Slower = Reply.Of(421, 7, 0, "slow down");
    static readonly Reply Unproven = Reply.Of(550, 7, 26, "unauthenticated");
    static readonly Reply Gone = Reply.Of(451, 4, 2, "the connection was lost");

    readonly Dictionary<(string Letter, string Mailbox), List<string>> copies = [];

    /// The journeys and entries that came with another author's address, and those that were refused so.
    readonly System.Collections.Generic.HashSet<string> rewritten = [];
    readonly System.Collections.Generic.HashSet<string> unproven = [];
    readonly System.Collections.Generic.HashSet<string> offered = [];

    public Instant AwayUntil { get; set; }

    /// <summary>The journeys and entries by which a mailbox got a letter, one for each copy.</summary>
    public IReadOnlyList<string> Copies(SimulatedMail simulatedMail, Mailbox mailbox) => copies.GetValueOrDefault((simulatedMail.Name, mailbox.ToString()), []);

    public bool HasAny(SimulatedMail simulatedMail) => copies.Keys.Any(key => key.Letter == simulatedMail.Name);

    /// <summary>True once it was attempted to transfer a mail.</summary>
    public bool IsOffered(SimulatedMail simulatedMail) => offered.Contains(simulatedMail.Name);

    /// <summary>One session, for as long as the daemon lives.</summary>
    public void Transfer(SimulatedDaemon daemon, string id, SimulatedMail simulatedMail, MailJob job, bool isRewritten, Action<DeliveryReport> report)
    {
        Look(id, simulatedMail, isRewritten);
        offered.Add(simulatedMail.Name);
        var isUnproven = simulatedMail.Demand == AuthorDemand.Never || (simulatedMail.Demand == AuthorDemand.Another && !isRewritten);
        var verdicts = job.Recipients.Map(recipient => (recipient, Outcome: isUnproven ? new Outcome.Failed(Unproven) : Draw()));
        var (taking, telling) = (world.RandomChoice.Seconds(0.2, 3), world.RandomChoice.Seconds(0.05, 1));
        var isCut = false;
        if (world.EventQueue.Now < AwayUntil)
        {
            world.Count("relay away");
            (verdicts, taking) = (All(job, new Outcome.Deferred(Gone)), world.RandomChoice.Seconds(1, 130));
        }
        else if (world.RandomChoice.OneIn(world.Faults.Relay))
        {
            switch (world.RandomChoice.Below(6))
            {
                case 0:
                    world.Count("relay slow");
                    taking = world.RandomChoice.Seconds(15, 120);
                    break;
                case 1:
                    world.Count("relay asks for less");
                    verdicts = All(job, new Outcome.Deferred(Slower));
                    break;
                case 2:
                    world.Count("cut before the mail was taken");
                    verdicts = All(job, new Outcome.Deferred(Gone));
                    break;
                case 3:
                    world.Count("cut after the mail was taken");
                    isCut = true;
                    break;
                case 4:
                    world.Count("all refused");
                    verdicts = All(job, new Outcome.Failed(Reply.Of(554, 7, 1, "not this one")));
                    break;
                default:
                    world.Count("relay silent");
                    (verdicts, taking) = (All(job, new Outcome.Deferred(Gone)), TimeSpan.FromMinutes(5));
                    break;
            }
        }

        daemon.Later(taking, () =>
        {
            Judged(id, simulatedMail, isRewritten, isCut ? default : verdicts);
            foreach (var (recipient, _) in verdicts.Filter(verdict => verdict.Outcome is Outcome.Delivered))
            {
                Deliver(simulatedMail, recipient, id);
                simulatedMail.Excuse ??= isCut ? "the connection was cut after the relay had taken it" : null;
            }

            daemon.Later(telling, () => report(new DeliveryReport(isCut ? All(job, new Outcome.Deferred(Gone)) : verdicts)));
        });
    }

    /// A mail that was offered with another author's address is never offered as it came again.
    void Look(string id, SimulatedMail simulatedMail, bool isRewritten)
    {
        world.Check(isRewritten || !rewritten.Contains(id), $"{simulatedMail.Name} goes out as it came once more");
        world.Check(simulatedMail.Excuse is not null || !unproven.Contains(id), $"{simulatedMail.Name} is tried a third time");
        _ = isRewritten && rewritten.Add(id);
    }

    void Judged(string id, SimulatedMail simulatedMail, bool isRewritten, Seq<(Mailbox Recipient, Outcome Outcome)> verdicts)
    {
        if (verdicts.Exists(verdict => verdict.Outcome.Because == Unproven))
        {
            world.Count(isRewritten ? "refused with another author's address" : "refused as it came");
            _ = isRewritten && unproven.Add(id);
        }
        else if (simulatedMail.Demand == AuthorDemand.Another && !verdicts.IsEmpty)
        {
            world.Count("taken with another author's address");
        }
    }

    void Deliver(SimulatedMail simulatedMail, Mailbox recipient, string id)
    {
        if (!copies.TryGetValue((simulatedMail.Name, recipient.ToString()), out var had))
        {
            copies[(simulatedMail.Name, recipient.ToString())] = had = [];
        }

        had.Add(id);
    }

    Outcome Draw() => world.RandomChoice.OneIn(world.Faults.Relay * 2)
        ? world.RandomChoice.Of<Outcome>(new Outcome.Deferred(Busy), new Outcome.Deferred(Busy), new Outcome.Failed(Reply.Of(550, 1, 1, "no such mailbox")))
        : new Outcome.Delivered(Reply.Of(250, 0, 0, "taken"));

    static Seq<(Mailbox Recipient, Outcome Outcome)> All(MailJob job, Outcome outcome) => job.Recipients.Map(recipient => (recipient, outcome));
}
