using Laitos.Domain.Commands;

namespace Laitos.Properties.Commands;

/// <summary>Which commands run, and when.</summary>
public class CommandQueueLaws
{
    [TestCase(false, TestName = "A_command_that_is_found_on_the_disk_while_its_mail_is_taken_runs_once")]
    [TestCase(true, TestName = "A_command_that_is_found_on_the_disk_after_its_mail_was_taken_runs_once")]
    public void A_command_has_one_driver(bool isTakenFirst)
    {
        var order = Orders.Fresh();
        CommandQueueInput found = new CommandQueueInput.Loaded(Seqs.Of(new StoredCommand(order.Id, OrderCodec.Write(order), false)));
        CommandQueueInput taken = new CommandQueueInput.Stored(order);
        var (_, effects) = Run(new CommandQueueInput.Storing(order.Id), isTakenFirst ? taken : found, isTakenFirst ? found : taken);
        Assert.That(effects, Is.EqualTo(new CommandQueueEffect[] { new CommandQueueEffect.Begin(order) }));
    }

    [Test]
    public void A_command_that_was_found_on_the_disk_and_then_told_not_to_be_stored_runs_under_the_claim_it_was_found_with()
    {
        var order = Orders.Fresh();
        var found = new CommandQueueInput.Loaded(Seqs.Of(new StoredCommand(order.Id, OrderCodec.Write(order), false, 7)));
        var (queue, effects) = Run(new CommandQueueInput.Storing(order.Id), found, new CommandQueueInput.NotStored(order.Id));
        Assert.That(effects, Is.EqualTo(new CommandQueueEffect[] { new CommandQueueEffect.Begin(order, 7) }));
        Assert.That(CommandQueue.Advance(Orders.Policy, queue, new CommandQueueInput.Ended(order.Id)).Next.Stages, Is.Empty);
    }

    [Test]
    public void A_command_that_was_claimed_anew_before_it_was_told_to_be_stored_runs_under_the_later_claim()
    {
        var order = Orders.Fresh();
        var claimed = new CommandQueueInput.Loaded(Seqs.Of(new StoredCommand(order.Id, OrderCodec.Write(order), false, 8)));
        var (queue, effects) = Run(new CommandQueueInput.Storing(order.Id), claimed, new CommandQueueInput.Stored(order, 7));
        Assert.That(effects, Is.EqualTo(new CommandQueueEffect[] { new CommandQueueEffect.Begin(order, 8) }));
        Assert.That(queue.Found, Is.Empty);
    }

    [Test]
    public void A_command_whose_order_has_gone_from_the_disk_does_not_run()
    {
        var starting = CommandProcess.Advance(Orders.Policy, new CommandState.Ordered(Orders.Fresh()), new CommandInput.Due(Orders.Noon));
        var gone = CommandProcess.Advance(Orders.Policy, starting.Next, new CommandInput.Gone());
        Assert.That(gone.Next, Is.InstanceOf<CommandState.Done>());
        Assert.That(gone.Effects.ToArray(), Has.None.InstanceOf<CommandEffect.Run>().And.Some.InstanceOf<CommandEffect.End>());
    }

    [Test]
    public void A_command_that_could_not_be_stored_is_forgotten()
    {
        var (queue, effects) = Run(new CommandQueueInput.Storing("id1"), new CommandQueueInput.NotStored("id1"));
        Assert.That((queue.Stages.Count, effects.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void So_many_run_at_a_time_and_the_others_in_their_order()
    {
        var (queue, effects) = Run([.. Enumerable.Range(0, 20).Select(i => (CommandQueueInput)new CommandQueueInput.Stored(Orders.Fresh() with { Id = $"id{i}" }))]);
        Assert.That(effects, Has.Count.EqualTo(CommandQueue.MaxRunning));
        for (var i = 0; i < 20; i++)
        {
            (queue, var more) = CommandQueue.Advance(Orders.Policy, queue, new CommandQueueInput.Ended($"id{i}"));
            effects.AddRange(more.AsEnumerable());
        }

        Assert.That(effects.OfType<CommandQueueEffect.Begin>().Select(begun => begun.Order.Id), Is.EqualTo(Enumerable.Range(0, 20).Select(i => $"id{i}")));
        Assert.That((queue.Running, queue.Stages.Count), Is.EqualTo((0, 0)));
    }

    [TestCase(".lock")]
    [TestCase(".stop")]
    [TestCase(".n")]
    [TestCase("no such app")]
    public void What_has_no_effect_before_its_reply_does_not_wait_behind_slow_commands(string command)
    {
        var slow = Enumerable.Range(0, 20).Select(i => (CommandQueueInput)new CommandQueueInput.Stored(Orders.Fresh() with { Id = $"id{i}" }));
        var (_, effects) = Run([.. slow, new CommandQueueInput.Stored(Orders.Fresh(command) with { Id = "quick" })]);
        Assert.That(effects[^1], Is.InstanceOf<CommandQueueEffect.Begin>().With.Property("Order").Property("Id").EqualTo("quick"));
    }

    [Test]
    public void A_command_out_of_a_damaged_spool_counts_as_started()
    {
        var order = Orders.Fresh();
        var (_, effects) = Run(new CommandQueueInput.Loaded(Seqs.Of(new StoredCommand(order.Id, OrderCodec.Write(order), true), new StoredCommand("id2", Octets.Utf8("rubbish"), false))));
        Assert.That(effects[0], Is.EqualTo(new CommandQueueEffect.Begin(order.AsStarted())));
        Assert.That(effects[1], Is.InstanceOf<CommandQueueEffect.Log>());
    }

    static (CommandQueue Queue, List<CommandQueueEffect> Effects) Run(params CommandQueueInput[] inputs)
    {
        var (queue, effects) = (CommandQueue.Empty, new List<CommandQueueEffect>());
        foreach (var input in inputs)
        {
            (queue, var more) = CommandQueue.Advance(Orders.Policy, queue, input);
            effects.AddRange(more.AsEnumerable());
        }

        return (queue, effects);
    }
}
