using Laitos.Domain.Foundation;
using Laitos.Domain.Sharing;
using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>Writes changes as statements of a batch. A batch is one transaction and one way to the server and back.</summary>
static class PostgreSqlTables
{
    /// <summary>The holder of what could not be read: nobody, and it is not free either.</summary>
    public const string Aside = "-2";

    /// Of an entry that is claimed: with it goes its mail.
    const string OfMine = "(SELECT id FROM entries WHERE id=$1 AND holder=$2)";

    /// <summary>Lets the transaction fail when the lease of this daemon has been taken away; until it ends, that waits.</summary>
    public static void Fence(NpgsqlBatch batch, PostgreSqlFence fence) => batch.Then("SELECT fence($1, $2)", fence.Session, fence.Token);

    /// <summary>
    /// The first part of a change: what it takes out or updates. Gives the statement whose number of rows says whether that was there; null when nothing must be there.
    /// </summary>
    public static NpgsqlBatchCommand? Replace(NpgsqlBatch batch, SpoolChange change)
    {
        switch (change)
        {
            case { Removed: { } entry }:
                batch.Then($"DELETE FROM mails WHERE id IN {OfMine}", entry.Id, entry.Claim);
                batch.Then($"DELETE FROM chunks WHERE mail IN {OfMine}", entry.Id, entry.Claim);
                return batch.Then("DELETE FROM entries WHERE id=$1 AND holder=$2", entry.Id, entry.Claim);
            case { Updated: { } entry }:
                var (due, state) = (entry.Due.UnixMilliseconds, entry.State.Span.ToArray());
                return batch.Then(
                    "UPDATE entries SET due=$2, state=$3, digest=$4, holder=$5 WHERE id=$1 AND holder=$6",
                    entry.Id, due, state, RowDigest.OfEntry(entry.Id, due, state), entry.IsReleased ? 0L : entry.Claim, entry.Claim);
            case { Released: { } entry }:
                var released = batch.Then("UPDATE entries SET holder=0 WHERE id=$1 AND holder=$2", entry.Id, entry.Claim);
                batch.Then("SELECT wake()");
                return released;
            case { SetAside: { } entry }:
                return batch.Then($"UPDATE entries SET holder={Aside} WHERE id=$1 AND holder=$2", entry.Id, entry.Claim);
            case { RemovedOrder: { } order }:
                return batch.Then("DELETE FROM orders WHERE id=$1 AND holder=$2", order.Id, order.Claim);
            case { UpdatedOrder: { } order }:
                var octets = order.State.Span.ToArray();
                return batch.Then("UPDATE orders SET state=$2, salvaged=$3, digest=$4 WHERE id=$1 AND holder=$5", order.Id, octets, order.IsFromDamagedSpool, RowDigest.OfOrder(order.Id, octets, order.IsFromDamagedSpool), order.Claim);
            default:
                return null;
        }
    }

    /// <summary>The second part: what it puts in, remembers and forgets.</summary>
    /// <param name="batch">Where its statements go.</param>
    /// <param name="change">The change.</param>
    /// <param name="session">The number of this daemon's claims.</param>
    public static void Insert(NpgsqlBatch batch, SpoolChange change, long session)
    {
        foreach (var (entry, mail, isClaimed) in change.Added)
        {
            var (due, state) = (entry.Due.UnixMilliseconds, entry.State.Span.ToArray());
            batch.Then("INSERT INTO entries(id, due, state, digest, holder) VALUES($1,$2,$3,$4,$5)", entry.Id, due, state, RowDigest.OfEntry(entry.Id, due, state), isClaimed ? session : 0L);
            if (mail is { } staged)
            {
                batch.Then("INSERT INTO mails(id, front, length, body, digest) VALUES($1,$2,$3,$4,$5)", entry.Id, staged.Front, staged.Length, staged.Body ?? (object)DBNull.Value, RowDigest.OfMail(entry.Id, staged));
            }
        }

        foreach (var (value, until) in change.Remembered)
        {
            batch.Then("INSERT INTO recent(fingerprint, until) VALUES($1,$2) ON CONFLICT (fingerprint) DO UPDATE SET until=greatest(recent.until, excluded.until)", value.Span.ToArray(), until.UnixMilliseconds);
        }

        foreach (var order in change.Orders)
        {
            var state = order.State.Span.ToArray();
            batch.Then(
                "INSERT INTO orders(id, state, salvaged, digest, holder) VALUES($1,$2,$3,$4,$5)",
                order.Id, state, order.IsFromDamagedSpool, RowDigest.OfOrder(order.Id, state, order.IsFromDamagedSpool), change.AreOrdersClaimed ? session : 0L);
        }

        foreach (var (pair, command, until) in change.StoredCodePairs)
        {
            batch.Then("SELECT use_code($1, $2, $3)", pair.Span.ToArray(), command.Span.ToArray(), until.UnixMilliseconds);
        }

        if (change.Completed is { } request)
        {
            batch.Then("DELETE FROM requests WHERE entry=$1 AND number<=$2", request.Id, request.Number);
        }

        if (change.Forgotten is { } now)
        {
            Forget(batch, now);
        }
    }

    /// <summary>Forgets what has lapsed by then.</summary>
    public static void Forget(NpgsqlBatch batch, Instant now)
    {
        batch.Then("DELETE FROM recent WHERE until<=$1", now.UnixMilliseconds);
        batch.Then("DELETE FROM used WHERE until<=$1", now.UnixMilliseconds);
    }

    /// <summary>Settles changes that were told to have failed, though the server may have made them (<see cref="Settlements.Of"/>). What another daemon works on by now stays; so do used one-time passwords.</summary>
    public static void Settle(NpgsqlBatch batch, IReadOnlyCollection<SpoolChange> changes, long session)
    {
        const string OfNobodyElse = "(SELECT id FROM entries WHERE id = ANY($1) AND holder IN (0, $2))";
        foreach (var change in changes)
        {
            var (ids, orders) = (change.Added.Select(added => added.Entry.Id).ToArray(), change.Orders.Select(order => order.Id).ToArray());
            if (change.Settlement == Settlement.TakeBack)
            {
                batch.Then($"DELETE FROM mails WHERE id IN {OfNobodyElse}", ids, session);
                batch.Then($"DELETE FROM chunks WHERE mail IN {OfNobodyElse}", ids, session);
                batch.Then("DELETE FROM entries WHERE id = ANY($1) AND holder IN (0, $2)", ids, session);
                batch.Then("DELETE FROM orders WHERE id = ANY($1) AND holder IN (0, $2)", orders, session);
            }
            else
            {
                batch.Then("UPDATE entries SET holder=0 WHERE id = ANY($1) AND holder=$2", ids, session);
                batch.Then("UPDATE orders SET holder=0 WHERE id = ANY($1) AND holder=$2", orders, session);
                batch.Then("SELECT wake()");
            }
        }
    }
}
