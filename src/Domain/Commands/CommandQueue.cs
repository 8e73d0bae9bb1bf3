using System.Collections.Immutable;

namespace Laitos.Domain.Commands;

/// <summary>The commands of a running daemon: which of them are taken care of, and which wait for a place to run.</summary>
/// <param name="Stages">How far each is, by its id.</param>
/// <param name="Waiting">Those that wait for a place, the first in front.</param>
/// <param name="Running">How many places are taken.</param>
/// <param name="Found">Those that were found in the spool while they were being stored. Whether they were stored is told later than others can see it: a commit in doubt may be told to have failed.</param>
/// <remarks>It is compared by nobody, so its collections need no equality.</remarks>
public sealed record CommandQueue(ImmutableDictionary<string, CommandStage> Stages, ImmutableQueue<ClaimedOrder> Waiting, int Running, ImmutableDictionary<string, StoredCommand> Found)
{
    /// <summary>How many commands run at a time.</summary>
    public const int MaxRunning = 8;

    /// <summary>No command.</summary>
    public static CommandQueue Empty { get; } = new(ImmutableDictionary<string, CommandStage>.Empty, [], 0, ImmutableDictionary<string, StoredCommand>.Empty);

    /// <summary>What one input does. What was not asked for changes nothing, and nothing is done: so a command that is known already does not begin again.</summary>
    public static Step<CommandQueue, CommandQueueEffect> Advance(CommandPolicy policy, CommandQueue queue, CommandQueueInput input) => input switch
    {
        CommandQueueInput.Loaded(var orders) => orders.Fold(new Step<CommandQueue, CommandQueueEffect>(queue, default), (step, order) => Then(step, all => Load(policy, all, order))),
        CommandQueueInput.Storing(var id) when !queue.Stages.ContainsKey(id) => new(queue.With(id, CommandStage.Storing), default),
        CommandQueueInput.NotStored(var id) when queue.StageOf(id) == CommandStage.Storing => Forget(policy, queue, id),
        CommandQueueInput.Stored(var order, var claim) when queue.StageOf(order.Id) is null or CommandStage.Storing => Keep(policy, queue, new ClaimedOrder(order, claim)),
        CommandQueueInput.Ended(var id) when queue.StageOf(id) == CommandStage.Running => Free(queue.Without(id)),
        CommandQueueInput.Ended(var id) when queue.StageOf(id) == CommandStage.Unlimited => new(queue.Without(id), default),
        _ => new(queue, default),
    };

    CommandStage? StageOf(string id) => Stages.TryGetValue(id, out var stage) ? stage : null;

    CommandQueue With(string id, CommandStage stage) => this with { Stages = Stages.SetItem(id, stage) };

    CommandQueue Without(string id) => this with { Stages = Stages.Remove(id), Found = Found.Remove(id) };

    /// What was not stored, as this daemon was told, but lies in the spool all the same, is taken up like what another daemon has left.
    static Step<CommandQueue, CommandQueueEffect> Forget(CommandPolicy policy, CommandQueue queue, string id) =>
        queue.Found.TryGetValue(id, out var found) ? Load(policy, queue.Without(id), found) : new(queue.Without(id), default);

    /// The claim under which it was found is the later one.
    static Step<CommandQueue, CommandQueueEffect> Keep(CommandPolicy policy, CommandQueue queue, ClaimedOrder stored) =>
        Admit(policy, queue.Without(stored.Order.Id), queue.Found.TryGetValue(stored.Order.Id, out var found) ? stored with { Claim = found.Claim } : stored);

    /// A command out of a damaged spool may have been started since.
    static Step<CommandQueue, CommandQueueEffect> Load(CommandPolicy policy, CommandQueue queue, StoredCommand stored) =>
        queue.StageOf(stored.Id) is { } stage
            ? new(stage == CommandStage.Storing ? queue with { Found = queue.Found.SetItem(stored.Id, stored) } : queue, default)
            : OrderCodec.Read(stored.State).Match(
                Right: order => Admit(policy, queue, new ClaimedOrder(stored.IsFromDamagedSpool ? order.AsStarted() : order, stored.Claim)),
                Left: error => new(queue, Seqs.Of<CommandQueueEffect>(new CommandQueueEffect.Log(
                    "spool", Seqs.Of(("id", stored.Id), ("trouble", $"the command cannot be read and is left alone: {error}"))))));

    /// What does nothing to the world, or nothing before its reply is stored, must not wait behind slow commands: to lock and to stop, for instance.
    static Step<CommandQueue, CommandQueueEffect> Admit(CommandPolicy policy, CommandQueue queue, ClaimedOrder claimed) => claimed.Order is var order && !CommandProcess.IsStarted(policy, order)
        ? Begin(queue.With(order.Id, CommandStage.Unlimited), claimed)
        : queue.Running < MaxRunning ? Begin(queue.With(order.Id, CommandStage.Running) with { Running = queue.Running + 1 }, claimed)
        : new(queue.With(order.Id, CommandStage.Waiting) with { Waiting = queue.Waiting.Enqueue(claimed) }, default);

    /// A place becomes free, and goes to whoever has waited longest.
    static Step<CommandQueue, CommandQueueEffect> Free(CommandQueue queue)
    {
        if (queue.Waiting.IsEmpty)
        {
            return new(queue with { Running = queue.Running - 1 }, default);
        }

        var rest = queue.Waiting.Dequeue(out var next);
        return Begin(queue.With(next.Order.Id, CommandStage.Running) with { Waiting = rest }, next);
    }

    static Step<CommandQueue, CommandQueueEffect> Begin(CommandQueue queue, ClaimedOrder claimed) =>
        new(queue, Seqs.Of<CommandQueueEffect>(new CommandQueueEffect.Begin(claimed.Order, claimed.Claim)));

    static Step<CommandQueue, CommandQueueEffect> Then(Step<CommandQueue, CommandQueueEffect> step, Func<CommandQueue, Step<CommandQueue, CommandQueueEffect>> next) =>
        next(step.Next) is var (queue, effects) ? new(queue, step.Effects.Then(effects)) : default;
}

/// <summary>How far a command is.</summary>
public enum CommandStage
{
    /// <summary>Its order is being stored with its mail; that may still come to nothing.</summary>
    Storing,

    /// <summary>It waits for a place.</summary>
    Waiting,

    /// <summary>It has a place.</summary>
    Running,

    /// <summary>It needs no place.</summary>
    Unlimited,
}

/// <summary>An order as it lies in the spool.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">The order, as <see cref="OrderCodec"/> reads it.</param>
/// <param name="IsFromDamagedSpool">True when it was read out of a damaged spool.</param>
/// <param name="Claim">The claim under which it is worked on; 0 where nobody else may work on it.</param>
public sealed record StoredCommand(string Id, Octets State, bool IsFromDamagedSpool, long Claim = 0);

/// <summary>An order that is this daemon's to work on.</summary>
/// <param name="Order">The order.</param>
/// <param name="Claim">The claim under which that is so; 0 where nobody else may work on it.</param>
public readonly record struct ClaimedOrder(CommandOrder Order, long Claim);

/// <summary>What can happen to the commands of a running daemon.</summary>
public abstract record CommandQueueInput
{
    CommandQueueInput() { }

    /// <summary>What an earlier run has left on disk was read, or what another daemon has left was claimed.</summary>
    public sealed record Loaded(Seq<StoredCommand> Orders) : CommandQueueInput;

    /// <summary>An order is about to be stored. Followed by <see cref="Stored"/> or <see cref="NotStored"/>.</summary>
    public sealed record Storing(string Id) : CommandQueueInput;

    /// <summary>The order is on disk.</summary>
    public sealed record Stored(CommandOrder Order, long Claim = 0) : CommandQueueInput;

    /// <summary>The order is not on disk.</summary>
    public sealed record NotStored(string Id) : CommandQueueInput;

    /// <summary>A command has come to its end.</summary>
    public sealed record Ended(string Id) : CommandQueueInput;
}

/// <summary>What the commands ask of the shell.</summary>
public abstract record CommandQueueEffect
{
    CommandQueueEffect() { }

    /// <summary>Drive a command (<see cref="CommandProcess"/>) to its end. Gives Ended.</summary>
    public sealed record Begin(CommandOrder Order, long Claim = 0) : CommandQueueEffect;

    /// <summary>A line for the log.</summary>
    /// <param name="Event">Its kind, one word.</param>
    /// <param name="Facts">Names and values, none of them secret.</param>
    public sealed record Log(string Event, Seq<(string Name, string Value)> Facts) : CommandQueueEffect;
}
