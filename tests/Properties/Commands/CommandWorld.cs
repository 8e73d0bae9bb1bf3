using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Commands;

/// <summary>
/// One command through all that can befall it: a disk that fails, or that stores and says it did not; a daemon that dies at any moment; answers to questions that
/// nobody asked. What is stored goes through the codec onto a disk, from which the next life begins.
/// </summary>
sealed class CommandWorld
{
    static readonly CommandInput[] Inputs =
    [
        new CommandInput.Due(Orders.Noon), new CommandInput.Recorded(), new CommandInput.NotRecorded("?"),
        new CommandInput.Ran(new AppResponse.Done(), Orders.Noon), new CommandInput.Reported(), new CommandInput.NotReported("?"),
    ];

    readonly string command;
    CommandState state;
    Octets? disk;
    CommandEffect awaited = new CommandEffect.Await();
    bool wasStartedBefore;
    Instant now = Orders.Noon;

    public CommandWorld(string command)
    {
        this.command = command;
        disk = OrderCodec.Write(Orders.Fresh(command));
        state = new CommandState.Ordered(Orders.Fresh(command));
        Step(new CommandInput.Due(now));
    }

    public int Runs { get; private set; }

    public List<Seq<CommandMail>> Reports { get; } = [];

    public List<AppRequest> Afterwards { get; } = [];

    public List<string> Complaints { get; } = [];

    /// <summary>All that was shown to anybody but the sender of the command.</summary>
    public List<string> Shown { get; } = [];

    public bool IsOver => state is CommandState.Done;

    public CommandWorld Live(CommandFate fate)
    {
        foreach (var turn in fate.Turns)
        {
            now += TimeSpan.FromSeconds(1);
            switch (turn)
            {
                case 0 or 1:
                    Crash();
                    break;
                case 2 or 3:
                    Unasked(turn + fate.Turns.Length);
                    break;
                default:
                    Grant(turn);
                    break;
            }
        }

        return this;
    }

    /// <summary>Lets the world heal.</summary>
    public CommandWorld Finish()
    {
        for (var round = 0; round < 10 && !IsOver; round++)
        {
            now += TimeSpan.FromSeconds(1);
            Grant(fault: 11);
        }

        Check(IsOver && disk is null, "every command comes to its end, and leaves nothing on disk");
        Check(Reports.Count == 1, "it is reported exactly once");
        Check(Runs <= 1, "it runs at most once");
        var needsToRun = command.StartsWith(".x", StringComparison.Ordinal) || command.StartsWith(".2", StringComparison.Ordinal);
        Check(needsToRun ? Runs == 1 || wasStartedBefore : Runs == 0, "it runs, unless the daemon died after it had noted that");
        Check(Orders.TextOf(Reports[0].Head.Content).Contains("Not repeated") == wasStartedBefore, "the sender learns when that happened, and only then");
        return this;
    }

    void Crash()
    {
        if (disk is not { } octets)
        {
            return;
        }

        var order = OrderCodec.Read(octets).IfLeft(_ => throw new InvalidOperationException());
        wasStartedBefore = order.StartedAt.IsSome;
        state = new CommandState.Ordered(order);
        Step(new CommandInput.Due(now));
    }

    void Unasked(int which)
    {
        var input = Inputs[which % Inputs.Length];
        var isAnswer = (awaited, input) switch
        {
            (CommandEffect.Record, CommandInput.Recorded or CommandInput.NotRecorded) => true,
            (CommandEffect.Run, CommandInput.Ran) => true,
            (CommandEffect.Report, CommandInput.Reported or CommandInput.NotReported or CommandInput.Due) => true,
            (CommandEffect.Pause, CommandInput.Due) => true,
            (CommandEffect.Pause, CommandInput.Reported or CommandInput.NotReported) => true,
            _ => false,
        };
        if (!isAnswer)
        {
            var before = state;
            Step(input);
            Check(state == before, "what was not asked for changes nothing");
        }
    }

    void Grant(int fault)
    {
        switch (awaited)
        {
            case CommandEffect.Record(var order):
                disk = fault == 4 ? disk : OrderCodec.Write(order);
                Step(fault is 4 or 5 ? new CommandInput.NotRecorded("disk full") : new CommandInput.Recorded());
                break;
            case CommandEffect.Run(_, var limit):
                Runs++;
                Check(OrderCodec.Read(disk!.Value).Exists(order => order.StartedAt.IsSome), "it runs only when the disk says that it has started");
                Check(limit == CommandPolicy.StandardLimit, "it runs no longer than it may");
                Step(new CommandInput.Ran(fault < 8 ? new AppResponse.Failed("too slow") : new AppResponse.Done(), now));
                break;
            case CommandEffect.Report when fault is 4 or 5:
                Step(new CommandInput.NotReported("disk full"));
                break;
            case CommandEffect.Report(_, var mails):
                disk = null;
                Reports.Add(mails);
                Step(new CommandInput.Reported());
                break;
            case CommandEffect.Pause(var duration):
                Check(duration > TimeSpan.Zero, "a pause is a pause");
                Step(new CommandInput.Due(now));
                break;
        }
    }

    void Step(CommandInput input)
    {
        var wasOver = IsOver;
        var step = CommandProcess.Advance(Orders.Policy, state, input);
        var waiting = step.Effects.Last;
        Check(step.Effects.AsEnumerable().Count(Waits) == 1 && Waits(waiting), "a step ends in exactly one waiting effect");
        Check(!wasOver || step.Effects == Seqs.Of<CommandEffect>(new CommandEffect.End()), "nothing comes after the end");
        Check(step.Effects.ForAll(effect => effect is not CommandEffect.TakeEffect) || Reports.Count == 1, "what comes afterwards comes after the report");
        Afterwards.AddRange(step.Effects.AsEnumerable().OfType<CommandEffect.TakeEffect>().Select(effect => effect.Request));
        Shown.Add($"{input} {state} {step.Next} {step.Effects}");
        Shown.AddRange(step.Effects.AsEnumerable().OfType<CommandEffect.Log>().Select(told => told.Event + string.Join(' ', told.Facts)));
        Shown.AddRange(step.Effects.AsEnumerable().OfType<CommandEffect.Report>().SelectMany(report => report.Mails.AsEnumerable().Select(mail => Orders.SubjectOf(mail.Content))));
        Shown.AddRange(step.Effects.AsEnumerable().OfType<CommandEffect.Report>().SelectMany(report => report.Mails.AsEnumerable().Skip(1).Select(mail => Orders.TextOf(mail.Content))));
        state = step.Next;
        awaited = waiting is CommandEffect.Await ? awaited : waiting;
    }

    static bool Waits(CommandEffect effect) => effect is not (CommandEffect.Log or CommandEffect.TakeEffect);

    void Check(bool holds, string law)
    {
        if (!holds)
        {
            Complaints.Add(law);
        }
    }
}
