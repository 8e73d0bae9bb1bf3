using Laitos.Domain.Commands;

namespace Laitos.Properties.Simulation;

/// <summary>The commands that lie on the shared disk, and what has become of them.</summary>
sealed class SimulatedOrders
{
    readonly Dictionary<string, (Octets State, long Holder)> orders = [];

    /// <summary>How often each has run.</summary>
    public Dictionary<string, int> Runs { get; } = [];

    /// <summary>How often each has been answered.</summary>
    public Dictionary<string, int> Answers { get; } = [];

    public bool IsEmpty => orders.Count == 0;

    public void Add(CommandOrder order, long holder)
    {
        orders[order.Id] = (OrderCodec.Write(order), holder);
        (Runs[order.Id], Answers[order.Id]) = (0, 0);
    }

    /// <summary>What nobody has becomes a daemon's own; all that it has then.</summary>
    public Seq<StoredCommand> Claim(long session)
    {
        orders.Where(each => each.Value.Holder == 0).Select(each => each.Key).ToList().ForEach(id => orders[id] = orders[id] with { Holder = session });
        return orders.Where(each => each.Value.Holder == session).OrderBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => new StoredCommand(each.Key, each.Value.State, IsFromDamagedSpool: false, session)).Gather();
    }

    /// <summary>Changes one under a claim; false where that does not hold any more.</summary>
    public bool Update(CommandOrder order, long claim)
    {
        if (!orders.TryGetValue(order.Id, out var known) || known.Holder != claim)
        {
            return false;
        }

        orders[order.Id] = (OrderCodec.Write(order), claim);
        return true;
    }

    /// <summary>Takes one out, with its answer, under a claim.</summary>
    public bool Answer(string id, long claim)
    {
        if (!orders.TryGetValue(id, out var known) || known.Holder != claim)
        {
            return false;
        }

        Answers[id]++;
        return orders.Remove(id);
    }

    /// <summary>A daemon has lost its claims.</summary>
    public void Release(long session) => orders.Where(each => each.Value.Holder == session).Select(each => each.Key).ToList().ForEach(id => orders[id] = orders[id] with { Holder = 0 });
}
