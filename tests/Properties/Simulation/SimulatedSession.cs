using Laitos.Domain.Dns;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Rewriting;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Simulation;

/// <summary>Takes mails on their journeys, and remembers what was answered with 250.</summary>
sealed class SimulatedSession(World world, SimulatedDaemon daemon)
{
    /// What ought to be remembered, by a simpler memory than the real one.
    readonly Dictionary<string, Instant> known = [];

    /// The letters whose journeys are not decided.
    readonly System.Collections.Generic.HashSet<string> underWay = [];
    DuplicateFilter mails = DuplicateFilter.Empty;
    int journeys;

    /// <summary>True when no mail is on its way.</summary>
    public bool IsIdle => journeys == 0;

    public void Load()
    {
        foreach (var each in world.SimulatedDisk.Remembered)
        {
            known[each.Name] = each.At;
            mails = mails with { Recent = mails.Recent.With(each.At, each.Mail, each.Id) };
        }
    }

    public void Receive(SimulatedMail simulatedMail, Action<Reply> answer)
    {
        var now = daemon.Now;
        var arrival = JourneyMails.Arrival(simulatedMail.Text, answers: simulatedMail.IsListed ? JourneyMails.Listed : JourneyMails.Welcome) with { Id = world.NewId(), At = now };
        var mail = Fingerprint.Of(arrival.Mail.Envelope, arrival.Mail.Content.HeaderOctets, arrival.Header, Octets.Utf8(simulatedMail.Text)).IfNone(() => throw new InvalidOperationException());
        (mails, var before) = mails.Check(now, mail, arrival.Id);
        before |= daemon.Recalled(mail, now);
        arrival = arrival with { Duplicate = before, Load = daemon.SimulatedQueue.RelayLoad };
        Meet(simulatedMail, arrival);
        journeys++;
        simulatedMail.Count(daemon, 1);
        Go(new Journey(simulatedMail, arrival, mail, answer), MailJourney.Advance(world.Policy, MailJourney.Start, new JourneyInput.Arrived(arrival)));
    }

    /// A mail that comes again must be known, or there is an excuse for a second copy.
    void Meet(SimulatedMail simulatedMail, Arrival arrival)
    {
        if (arrival.Duplicate.IsSome && !known.ContainsKey(simulatedMail.Name) && !underWay.Contains(simulatedMail.Name))
        {
            world.Count("known by what another daemon has stored");
        }
        else if (known.TryGetValue(simulatedMail.Name, out var when) && arrival.At < when + RecentMails.Span)
        {
            world.Check(arrival.Duplicate.Exists(before => before is Duplicate.Taken), $"{simulatedMail.Name} was answered with 250 within the hour, and is not known");
            world.Count("known again");
        }
        else if (!underWay.Add(simulatedMail.Name))
        {
            world.Check(arrival.Duplicate.Exists(before => before is Duplicate.InProgress), $"{simulatedMail.Name} is on its way, and is not known");
        }
        else if (simulatedMail.Open > 0 || simulatedMail.IsAccepted || world.SimulatedRelay.HasAny(simulatedMail) || world.SimulatedDisk.Slots.Values.Any(slot => slot.SimulatedMail == simulatedMail))
        {
            simulatedMail.Excuse ??= "it came again when its former journey was not taken, or forgotten";
        }
    }

    void Go(Journey journey, Step<JourneyState, JourneyEffect> step)
    {
        void Next(JourneyInput input) => Go(journey, MailJourney.Advance(world.Policy, step.Next, input));
        switch (step.Effects.Last)
        {
            case JourneyEffect.Ask(var questions, var budget):
                daemon.Later(Within(budget), () => Next(new JourneyInput.Answered(questions.Fold(Knowledge.Empty, (all, one) => all.With(one, Answer(one))), daemon.Now)));
                break;
            case JourneyEffect.Deliver(var plan, var patience):
                var simulatedAttempt = journey.SimulatedAttempt = new SimulatedAttempt();
                journey.SimulatedMail.Count(daemon, 1);
                world.SimulatedRelay.Transfer(daemon, journey.Arrival.Id, journey.SimulatedMail, plan.Job, plan.Need is not RewriteNeed.NotNeeded, report =>
                {
                    simulatedAttempt.End(report);
                    journey.SimulatedMail.Count(daemon, -1);
                });
                Wait(simulatedAttempt, patience.IfNone(TimeSpan.FromDays(1)), Next);
                break;
            case JourneyEffect.Store(_, var owed, _):
                daemon.SimulatedQueue.Take(owed, journey.SimulatedMail, journey.SimulatedAttempt, new Remembered(journey.Mail, journey.Arrival.Id, journey.Arrival.At, journey.SimulatedMail.Name), written =>
                    Next(written == Written.Stored ? new JourneyInput.Stored() : new JourneyInput.NotStored("trouble", written == Written.Full)));
                break;
            case JourneyEffect.Finish(var decision):
                Settle(journey, decision);
                break;
        }
    }

    void Wait(SimulatedAttempt simulatedAttempt, TimeSpan patience, Action<JourneyInput> next)
    {
        var isOver = false;
        void Over(FirstAttempt first)
        {
            if (!isOver)
            {
                isOver = true;
                next(new JourneyInput.Attempted(first, daemon.Now, world.RandomChoice.Fraction()));
            }
        }

        simulatedAttempt.Tell(report => Over(new FirstAttempt.Ended(report)));
        daemon.Later(patience, () => Over(new FirstAttempt.UnderWay()));
    }

    void Settle(Journey journey, Decision decision)
    {
        var simulatedMail = journey.SimulatedMail;
        world.Count($"answered {decision.Reply.Code} {decision.Verdict.GetType().Name}");
        mails = mails.Decided(daemon.Now, journey.Mail, decision);
        if (decision.Verdict is not Verdict.InProgress)
        {
            underWay.Remove(simulatedMail.Name);
        }

        if (decision.Reply.IsPositive)
        {
            known[simulatedMail.Name] = daemon.Now;
        }

        daemon.Later(world.RandomChoice.Seconds(0.01, 1), () =>
        {
            journeys--;
            simulatedMail.Count(daemon, -1);
            simulatedMail.IsAccepted |= decision.Reply.IsPositive;
            if (decision.Reply.IsPermanent)
            {
                simulatedMail.Refused.Add(journey.Arrival.Id);
            }

            journey.Answer(decision.Reply);
        });
    }

    TimeSpan Within(TimeSpan budget) => world.RandomChoice.OneIn(world.Faults.Silence) ? budget : world.RandomChoice.Seconds(0.01, 0.5);

    Answer Answer(Question question) =>
        world.RandomChoice.OneIn(world.Faults.Silence) ? new Answer.Unavailable("silence") : new SmallDns([world.RandomChoice.Below(7)]).Answer(question);

    sealed record Journey(SimulatedMail SimulatedMail, Arrival Arrival, Fingerprint Mail, Action<Reply> Answer)
    {
        public SimulatedAttempt? SimulatedAttempt { get; set; }
    }
}
