using Laitos.Domain.Sharing;

namespace Laitos.Properties.Sharing;

/// <summary>A transaction that is tried again, beside a server that makes it or not, and says so or not.</summary>
public class TransactionTriesLaws
{
    /// What may become of a try: made and told, made without a word, not made without a word, refused because another one was in its way, or because the lease is lost.
    enum Fate
    {
        Made, MadeInSilence, LostInSilence, Collided, Fenced,
    }

    /// <summary>Who is told that it was made has it, once; who is told that it failed knows whether it may be there.</summary>
    [Property(MaxTest = 500)]
    public void What_is_told_of_a_transaction_is_what_is_there((byte Fate, bool IsLeaseLost)[] script)
    {
        var (tries, lease, holder, copies) = (TransactionTries.None, 1L, 0L, 0);
        foreach (var (fate, isLost) in (script ?? []).Append(((byte)Fate.Made, false)))
        {
            tries = tries.OneMore;
            Assert.That(tries.Count, Is.LessThanOrEqualTo(TransactionTries.Most));
            var ends = (Fate)(fate % 5);
            if (copies > 0 && ends is Fate.Made or Fate.MadeInSilence)
            {
                Assert.That(tries.After(TransactionFault.NameTaken).Remedy, Is.EqualTo(TransactionRemedy.GiveUp));
                Assert.That((tries.End(TransactionFault.NameTaken, 1, isNew: true), tries.End(TransactionFault.NameTaken, 1, isNew: false)), Is.EqualTo((TransactionEnd.Made, TransactionEnd.Failed)));
                Assert.That(TransactionTries.ClaimOf([holder], lease), Is.EqualTo(holder == lease ? lease : Option<long>.None));
                return;
            }

            (copies, holder) = ends is Fate.Made or Fate.MadeInSilence ? (copies + 1, lease) : (copies, holder);
            if (ends == Fate.Made)
            {
                Assert.That(copies, Is.EqualTo(1));
                return;
            }

            (tries, var remedy) = tries.After(ends switch { Fate.Collided => TransactionFault.Collided, Fate.Fenced => TransactionFault.Fenced, _ => TransactionFault.InDoubt });
            if (remedy == TransactionRemedy.GiveUp)
            {
                Assert.That((tries.Count, copies == 0 || tries.IsInDoubt), Is.EqualTo((TransactionTries.Most, true)));
                return;
            }

            // Another daemon may have it then.
            (lease, holder) = isLost ? (lease + 1, 0) : (lease, holder);
        }
    }

    /// A mail that shares a transaction with others: its connection failed, and another mail of the transaction was refused at the next try. It was told to be claimed without anybody having looked, and two daemons attempted it.
    [Test]
    public void A_part_of_a_transaction_may_have_been_made_where_the_whole_may_have_been()
    {
        var tried = TransactionTries.None.OneMore.After(TransactionFault.InDoubt).Next.OneMore;
        Assert.That(tried.End(TransactionFault.NameTaken, changes: 2, isNew: true), Is.EqualTo(TransactionEnd.Split));
        var part = tried.OfPart.OneMore;
        Assert.That((part.Count, part.End(TransactionFault.NameTaken, 1, isNew: true)), Is.EqualTo((1, TransactionEnd.Made)));
        Assert.That((TransactionTries.ClaimOf([0L], 2), TransactionTries.ClaimOf([3L], 2), TransactionTries.ClaimOf([0L, 2L], 2)), Is.EqualTo((Option<long>.None, Option<long>.None, Option<long>.Some(2))));
    }

    [Test]
    public void One_of_several_changes_that_is_refused_does_not_keep_the_others_out([Values] TransactionFault fault) => Assert.That(
        TransactionTries.None.OneMore.End(fault, changes: 2, isNew: true),
        Is.EqualTo(fault is TransactionFault.Refused or TransactionFault.NameTaken or TransactionFault.Collided ? TransactionEnd.Split : TransactionEnd.Failed));

    /// No mail that may have been answered 250 is taken out, and none that comes again unknown is left in.
    [Property(MaxTest = 20)]
    public void What_is_in_doubt_stays_unless_its_sender_comes_again_and_is_not_recognised(bool isNew, bool isRemembered, bool puts) => Assert.That(
        Settlements.Of(isNew, isRemembered, puts), Is.EqualTo(!puts ? Settlement.None : isNew && !isRemembered ? Settlement.TakeBack : Settlement.LetGo));

    [TestCase("08006", TransactionFault.InDoubt, "connection_failure")]
    [TestCase("57P01", TransactionFault.InDoubt, "admin_shutdown")]
    [TestCase("57P03", TransactionFault.InDoubt, "cannot_connect_now")]
    [TestCase("57014", TransactionFault.Refused, "query_canceled: told before the commit")]
    [TestCase("53300", TransactionFault.InDoubt, "too_many_connections")]
    [TestCase("53100", TransactionFault.Refused, "disk_full")]
    [TestCase("25006", TransactionFault.InDoubt, "read_only_sql_transaction: a standby")]
    [TestCase("23505", TransactionFault.NameTaken, "unique_violation")]
    [TestCase("40P01", TransactionFault.Collided, "deadlock_detected")]
    [TestCase("40001", TransactionFault.Collided, "serialization_failure")]
    [TestCase("LT001", TransactionFault.Fenced, "the lease is lost")]
    [TestCase("LT002", TransactionFault.Refused, "one-time codes used for another command")]
    [TestCase("", TransactionFault.Refused, "")]
    public void What_a_server_answers_means(string state, TransactionFault fault, string name) => Assert.That(TransactionFaults.OfState(state), Is.EqualTo(fault), name);
}
