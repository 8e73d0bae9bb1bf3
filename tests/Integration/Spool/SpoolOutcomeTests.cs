using Laitos.Domain.Queue;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Spool;

/// <summary>What the queue and its owner are told of a change of the spool.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SpoolOutcomeTests
{
    /// The log once said trouble="Broken { Reason = …, IsMissing = False }".
    [Test]
    public void What_was_not_done_is_told_in_the_words_of_its_reason()
    {
        foreach (var outcome in (SpoolOutcome[])[new SpoolOutcome.Broken("the disk fails"), new SpoolOutcome.NoSpace("the disk fails")])
        {
            Assert.That((outcome.Trouble, outcome.ToWriteOutcome()), Is.EqualTo(("the disk fails", new WriteOutcome.Failed("the disk fails"))));
        }
    }

    [Test]
    public void What_was_done_is_no_trouble() =>
        Assert.That((new SpoolOutcome.Stored().Trouble, new SpoolOutcome.Stored().ToWriteOutcome()), Is.EqualTo(((string?)null, new WriteOutcome.Stored())));

    [Test]
    public void What_is_not_there_is_gone_for_the_queue() => Assert.That(SpoolOutcome.Missing.ToWriteOutcome(), Is.EqualTo(new WriteOutcome.Gone()));
}
