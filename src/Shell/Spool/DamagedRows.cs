using Laitos.Domain.Foundation;

namespace Laitos.Shell.Spool;

/// <summary>What can still be read of the tables of a damaged database. A row is only believed when its digest is right.</summary>
sealed class DamagedRows
{
    readonly Dictionary<string, SpoolEntry> entries = [];
    readonly Dictionary<string, SpoolOrder> orders = [];
    readonly Dictionary<Octets, StoredCodePair> used = [];

    /// <summary>The entries, the one due first in front.</summary>
    public IReadOnlyList<SpoolEntry> Entries => [.. entries.Values.OrderBy(entry => entry.Due.UnixMilliseconds).ThenBy(entry => entry.Id, StringComparer.Ordinal)];

    /// <summary>The commands in the order of their ids, which is the order in which they came.</summary>
    public IReadOnlyList<SpoolOrder> Orders => [.. orders.Values.OrderBy(order => order.Id, StringComparer.Ordinal)];

    /// <summary>The used one-time passwords, which carry no digest: a false one does no harm.</summary>
    public IReadOnlyList<StoredCodePair> Used => [.. used.Values];

    /// <summary>Reads all but the mails.</summary>
    public static DamagedRows Read(DamagedPages pages)
    {
        var rows = new DamagedRows();
        foreach (var record in BTreeRecords.Of(pages))
        {
            rows.Take(record);
        }

        return rows;
    }

    /// <summary>Where the octets of mails lie, one after the other, for they may be too many to be held.</summary>
    public static IEnumerable<(string Id, StagedMail Mail)> Mails(DamagedPages pages)
    {
        foreach (var record in BTreeRecords.Of(pages))
        {
            if (record is [string id, byte[] front, long skip, long length, byte[] digest, .. var rest] && rest is [] or [null or byte[]] or [null or byte[], long]
                && new StagedMail(front, skip, length, rest is [byte[] body, ..] ? body : null, rest is [_, long segment] ? segment : 0) is var mail
                && RowDigest.OfMail(id, mail).AsSpan().SequenceEqual(digest))
            {
                yield return (id, mail);
            }
        }
    }

    void Take(object?[] record)
    {
        switch (record)
        {
            case [string id, long due, byte[] state, byte[] digest] when RowDigest.OfEntry(id, due, state).AsSpan().SequenceEqual(digest):
                entries.TryAdd(id, new SpoolEntry(id, new Instant(due), new Octets(state)));
                break;
            case [string id, byte[] state, long salvaged, byte[] digest] when RowDigest.OfOrder(id, state, salvaged != 0).AsSpan().SequenceEqual(digest):
                orders.TryAdd(id, new SpoolOrder(id, new Octets(state)) { IsFromDamagedSpool = salvaged != 0 });
                break;
            case [byte[] pair, byte[] command, long until]:
                used.TryAdd(new Octets(pair), new StoredCodePair(new Octets(pair), new Octets(command), new Instant(until)));
                break;
        }
    }
}
