using Laitos.Domain.Queue;
using Laitos.Domain.Smtp.Client;
using Outcome = Laitos.Domain.Smtp.Client.Outcome;

namespace Laitos.Properties.Queue;

/// <summary>A queue, and all that it has asked for.</summary>
sealed class QueueCourse
{
    /// <summary>A standard queue that tries a disk again after ten seconds.</summary>
    public static readonly QueuePolicy Policy = new(RetryPolicy.Standard, TimeSpan.FromSeconds(10));

    readonly QueuePolicy policy;

    public QueueCourse(long entries = 0, bool isOpen = true, int room = QueuePolicy.StandardRoom)
    {
        policy = Policy with { Room = room };
        Feed(new MailQueueInput.Begun(entries, Noon));
        _ = isOpen ? Feed(new MailQueueInput.PhaseBegan(QueuePhase.Open, Noon)) : this;
    }

    public MailQueue Queue { get; private set; } = MailQueue.Start(connections: 2);

    public List<MailQueueEffect> Effects { get; } = [];

    public QueueCourse Feed(MailQueueInput input)
    {
        (Queue, var effects) = MailQueueProcess.Advance(policy, Queue, input);
        Effects.AddRange(effects.AsEnumerable());
        return this;
    }

    public QueueCourse Take(QueueEntry entry) =>
        Feed(new MailQueueInput.Storing(Seqs.Of(entry.Id), Noon)).Feed(new MailQueueInput.Stored(Seqs.Of(entry), Option<string>.None, Noon));

    public MailQueueEffect Last() => Effects[^1];

    /// <summary>How an attempt for all that an entry owes has ended.</summary>
    public static MailQueueInput.Attempted Report(QueueEntry entry, Outcome outcome) =>
        new(entry.Id, new DeliveryReport(entry.Owed.Map(recipient => (recipient, outcome))), Noon, 0.5);

    static Instant Noon => Entries.Noon;
}
