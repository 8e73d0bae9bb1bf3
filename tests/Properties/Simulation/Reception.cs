using Laitos.Domain.Dns;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Domain.Queue;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Journey;

namespace Laitos.Properties.Simulation;

/// <summary>Takes mails on their journeys, and remembers what was answered with 250.</summary>
sealed class Reception(World world)
{
    /// What ought to be remembered, by a simpler memory than the real one.
    readonly Dictionary<string, Instant> known = [];

    /// The letters whose journeys are not decided.
    readonly System.Collections.Generic.HashSet<string> underWay = [];
    KnownMails mails = KnownMails.Empty;

    public void Load()
    {
        foreach (var each in world.Disk.Remembered)
        {
            known[each.Name] = each.At;
            mails = mails with { Recent = mails.Recent.With(each.At, each.Mail, each.Id) };
        }
    }

    public void Receive(Letter letter, Action<Reply> answer)
    {
        var now = world.Agenda.Now;
        var arrival = Mails.Arrival(letter.Text, screening: letter.IsListed ? Mails.Listed : Mails.Welcome) with { Id = world.NewId(), At = now };
        var mail = Fingerprint.Of(arrival.Submission.Envelope, arrival.Submission.Content.HeaderOctets, arrival.Header, Octets.Utf8(letter.Text)).IfNone(() => throw new InvalidOperationException());
        (mails, var before) = mails.Meet(now, mail, arrival.Id);
        arrival = arrival with { Known = before, Pressure = world.Daemon.Queue.Pressure };
        Meet(letter, arrival);
        letter.Open++;
        Go(new Journey(letter, arrival, mail, answer), MailJourney.Advance(world.Policy, MailJourney.Start, new JourneyInput.Arrived(arrival)));
    }

    /// A mail that comes again must be known, or there is an excuse for a second copy.
    void Meet(Letter letter, Arrival arrival)
    {
        if (known.TryGetValue(letter.Name, out var when) && arrival.At < when + RecentMails.Span)
        {
            world.Check(arrival.Known.Exists(before => before is Encounter.Taken), $"{letter.Name} was answered with 250 within the hour, and is not known");
            world.Count("known again");
        }
        else if (!underWay.Add(letter.Name))
        {
            world.Check(arrival.Known.Exists(before => before is Encounter.UnderWay), $"{letter.Name} is on its way, and is not known");
        }
        else if (letter.Open > 0 || letter.IsAccepted || world.Relay.HasAny(letter))
        {
            letter.Excuse ??= "it came again when its former journey was not taken, or forgotten";
        }
    }

    void Go(Journey journey, Step<JourneyState, JourneyEffect> step)
    {
        void Next(JourneyInput input) => Go(journey, MailJourney.Advance(world.Policy, step.Next, input));
        switch (step.Effects.Last)
        {
            case JourneyEffect.Ask(var questions, var budget):
                world.Daemon.Later(Within(budget), () => Next(new JourneyInput.Answered(questions.Fold(Knowledge.Empty, (all, one) => all.With(one, Answer(one))), world.Agenda.Now)));
                break;
            case JourneyEffect.Deliver(var plan, var patience):
                var attempt = journey.Attempt = new Attempt();
                journey.Letter.Open++;
                world.Relay.Transfer(journey.Arrival.Id, journey.Letter, plan.Job, report =>
                {
                    attempt.End(report);
                    journey.Letter.Open--;
                });
                Wait(attempt, patience.IfNone(TimeSpan.FromDays(1)), Next);
                break;
            case JourneyEffect.Store(_, var first, _):
                world.Daemon.Queue.Take(first, journey.Letter, journey.Attempt, new Remembered(journey.Mail, journey.Arrival.Id, journey.Arrival.At, journey.Letter.Name), written =>
                    Next(written == Written.Stored ? new JourneyInput.Stored() : new JourneyInput.NotStored("trouble", written == Written.Full)));
                break;
            case JourneyEffect.Settle(var decision):
                Settle(journey, decision);
                break;
        }
    }

    void Wait(Attempt attempt, TimeSpan patience, Action<JourneyInput> next)
    {
        var isOver = false;
        void Over(FirstAttempt first)
        {
            if (!isOver)
            {
                isOver = true;
                next(new JourneyInput.Tried(first, world.Agenda.Now, world.Chance.Fraction()));
            }
        }

        attempt.Tell(report => Over(new FirstAttempt.Ended(report)));
        world.Daemon.Later(patience, () => Over(new FirstAttempt.UnderWay()));
    }

    void Settle(Journey journey, Decision decision)
    {
        var letter = journey.Letter;
        world.Count($"answered {decision.Reply.Code} {decision.Verdict.GetType().Name}");
        mails = mails.Settled(world.Agenda.Now, journey.Mail, decision);
        if (decision.Verdict is not Verdict.UnderWay)
        {
            underWay.Remove(letter.Name);
        }

        if (decision.Reply.IsPositive)
        {
            known[letter.Name] = world.Agenda.Now;
        }

        world.Daemon.Later(world.Chance.Seconds(0.01, 1), () =>
        {
            letter.Open--;
            letter.IsAccepted |= decision.Reply.IsPositive;
            if (decision.Reply.IsPermanent)
            {
                letter.Refused.Add(journey.Arrival.Id);
            }

            journey.Answer(decision.Reply);
        });
    }

    TimeSpan Within(TimeSpan budget) => world.Chance.OneIn(world.Faults.Silence) ? budget : world.Chance.Seconds(0.01, 0.5);

    Answer Answer(Question question) =>
        world.Chance.OneIn(world.Faults.Silence) ? new Answer.Unavailable("silence") : new SmallDns([world.Chance.Below(7)]).Answer(question);

    sealed record Journey(Letter Letter, Arrival Arrival, Fingerprint Mail, Action<Reply> Answer)
    {
        public Attempt? Attempt { get; set; }
    }
}
