using Laitos.Domain.Addresses;
using Laitos.Domain.Filtering;
using Laitos.Domain.Sharing;
using static Laitos.Properties.Arbitraries.FilteringArbitraries;

namespace Laitos.Properties.Sharing;

public class SharedAskingLaws
{
    static readonly SharedRateQuestion Question = new(Ip("192.0.2.1"), 3);

    [Property(MaxTest = 100)]
    public void It_ends_with_the_first_change_that_is_made_and_is_given_up_after_so_many(byte vain)
    {
        SharedAsking<bool> asking = SharedAsking.Begin(Question);
        var (reads, changes) = (0, 0);
        while (asking is not SharedAsking<bool>.Ended)
        {
            asking = asking switch
            {
                SharedAsking<bool>.Reading reading when ++reads > 0 => reading.Read(Seqs.Of(Option<SharedRow>.None), Noon),
                SharedAsking<bool>.Changing changing => changing.Made(++changes > vain),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }

        var tries = Math.Min(vain + 1, SharedAsking.MostTries);
        Assert.That((reads, changes, ((SharedAsking<bool>.Ended)asking).Answer.IsRight), Is.EqualTo((tries, tries, vain < SharedAsking.MostTries)));
    }

    [Test]
    public void What_changes_nothing_is_answered_by_what_was_read()
    {
        var full = (SharedAsking<bool>.Changing)((SharedAsking<bool>.Reading)SharedAsking.Begin(Question with { Limit = 1 })).Read(Seqs.Of(Option<SharedRow>.None), Noon);
        var asked = ((SharedAsking<bool>.Reading)SharedAsking.Begin(Question with { Limit = 1 })).Read(Seqs.Of(full.Changes[0].After), Noon);
        Assert.That(asked, Is.EqualTo(new SharedAsking<bool>.Ended(false)));
    }

    /// Each has its own connection at any time: a pool that is empty would look like a server that has gone.
    [Test]
    public void All_that_a_daemon_does_at_a_time_has_its_connections() => Assert.That(DatabaseBounds.MostInUse, Is.LessThanOrEqualTo(DatabaseBounds.Connections));

    [Property(MaxTest = 100)]
    public void A_transaction_takes_changes_in_until_there_are_too_many_or_too_large_and_always_the_first(int[] sizes)
    {
        var (changes, octets) = (0, 0L);
        foreach (var size in (sizes ?? []).Select(size => Math.Abs((long)size)))
        {
            if (!DatabaseBounds.HasRoom(changes, octets))
            {
                Assert.That(changes == DatabaseBounds.ChangesTogether || octets >= DatabaseBounds.OctetsTogether);
                (changes, octets) = (0, 0);
            }

            (changes, octets) = (changes + 1, octets + size);
            Assert.That(changes, Is.LessThanOrEqualTo(DatabaseBounds.ChangesTogether));
        }

        Assert.That(DatabaseBounds.HasRoom(0, long.MaxValue));
    }
}
