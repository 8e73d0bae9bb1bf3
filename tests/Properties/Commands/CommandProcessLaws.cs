using Laitos.Domain.Commands;
using Laitos.Domain.Commands.Apps;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Commands;

/// <summary>The life of a command.</summary>
public class CommandProcessLaws
{
    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 3000)]
    public Property A_command_runs_at_most_once_and_is_answered_exactly_once(CommandFate fate)
    {
        var world = new CommandWorld(Orders.Commands[fate.Which]).Live(fate).Finish();
        return (world.Complaints.Count == 0).Label(string.Join("; ", world.Complaints.Distinct()))
            .Classify(world.Runs == 1, "ran").Classify(world.Runs == 0, "did not run").Classify(world.Afterwards.Count > 0, "locked or stopped");
    }

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 500)]
    public bool The_secret_of_a_command_is_shown_to_its_sender_alone(CommandFate fate, bool isRefused)
    {
        var world = new CommandWorld(Orders.Commands[isRefused ? 5 : 1]).Live(fate).Finish();
        return !world.Shown.Exists(text => text.Contains(Orders.Planted) || text.Contains(Orders.Code));
    }

    [Property(Arbitrary = [typeof(OrderArbitraries)], MaxTest = 300)]
    public bool To_lock_or_to_stop_takes_effect_once_and_after_its_reply_is_stored(CommandFate fate, bool stop)
    {
        var world = new CommandWorld(Orders.Commands[stop ? 4 : 3]).Live(fate).Finish();
        return world.Afterwards.Count == 1 && world.Afterwards[0] is AppRequest.Stop == stop;
    }

    [TestCase(".x hello", "did hello\r\n")]
    [TestCase(".2 PLANTED7", "CODE314159 for PLANTED7\r\n")]
    [TestCase(".stop", "did \r\n")]
    public void The_reply_is_the_result_alone(string command, string text) => Assert.That(Reply(command), Is.EqualTo(text));

    [TestCase("no such app")]
    [TestCase("")]
    [TestCase(".bad thing")]
    public void A_refused_command_is_answered_too(string command) => Assert.That(Reply(command).Trim(), Is.Not.Empty);

    [Test]
    public void A_command_that_nobody_may_be_told_of_still_runs()
    {
        var order = Orders.Fresh() with { ReplyTo = default };
        var policy = Orders.Policy with { Notify = default };
        var step = CommandProcess.Advance(policy, new CommandState.Ordered(order with { StartedAt = Orders.Noon }), new CommandInput.Due(Orders.Noon));
        Assert.That(step.Effects.Last, Is.InstanceOf<CommandEffect.Report>());
        Assert.That(((CommandEffect.Report)step.Effects.Last).Mails.IsEmpty, Is.True);
        Assert.That(CommandProcess.Advance(policy, new CommandState.Ordered(order), new CommandInput.Due(Orders.Noon)).Effects.Last, Is.InstanceOf<CommandEffect.Record>());
    }

    [Test]
    public void The_log_tells_who_commanded_what_and_how_it_went()
    {
        var started = Orders.Fresh() with { StartedAt = Orders.Noon };
        var begun = CommandProcess.Advance(
            Orders.Policy, CommandProcess.Advance(Orders.Policy, new CommandState.Ordered(Orders.Fresh()), new CommandInput.Due(Orders.Noon)).Next, new CommandInput.Recorded());
        Assert.That(begun.Effects, Is.EqualTo(Seqs.Of<CommandEffect>(
            new CommandEffect.Log("command-started", Seqs.Of(("id", "id1"), ("client", "192.0.2.1"), ("command", ".x hello"))),
            new CommandEffect.Run(new AppRequest.Run("/bin/x", default), CommandPolicy.StandardLimit))));
        var ended = CommandProcess.Advance(
            Orders.Policy, begun.Next, new CommandInput.Ran(new AppResponse.Failed("too slow"), Orders.Noon + TimeSpan.FromSeconds(2)));
        Assert.That(ended.Effects.Head, Is.EqualTo(new CommandEffect.Log(
            "command-ended", Seqs.Of(("id", "id1"), ("client", "192.0.2.1"), ("command", ".x hello"), ("outcome", "error"), ("ms", "2000")))));
        Assert.That(((CommandEffect.Report)ended.Effects.Last).Order, Is.EqualTo(started));
        Assert.That(CommandProcess.Advance(Orders.Policy, ended.Next, new CommandInput.Reported()).Effects.Head, Is.EqualTo(new CommandEffect.Log(
            "command-answered", Seqs.Of(("id", "id1"), ("to", "alice@sender.test"), ("to", "owner@private.example")))));
    }

    static string Reply(string command) => Orders.TextOf(new CommandWorld(command).Finish().Reports[0].Head.Content);
}
