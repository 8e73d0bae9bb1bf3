using System.Globalization;
using Laitos.Domain.Foundation;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>
/// Sets a damaged database aside, together with its log and the files of large mails, and brings those mails over that can still be read.
/// A row is only believed when its digest is right.
/// </summary>
static class DamagedSpool
{
    /// <summary>Leaves a new database in the place of the damaged one, and tells what was done.</summary>
    public static Seq<string> SetAside(SpoolDirectory directory, Instant now)
    {
        var mark = DateTimeOffset.FromUnixTimeMilliseconds(now.UnixMilliseconds).ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var aside = $"{directory.Database}.damaged-{mark}";
        var bodiesAside = $"{directory.Bodies}.damaged-{mark}";

        // The files go first: after a crash in between, nobody takes them for orphans.
        Directory.Move(directory.Bodies, bodiesAside);
        foreach (var part in (string[])["", "-wal", "-shm"])
        {
            if (File.Exists(directory.Database + part))
            {
                File.Move(directory.Database + part, aside + part);
            }
        }

        directory.Create();
        new FileStream(directory.Database, SpoolDirectory.NewFile(FileMode.CreateNew)).Dispose();
        using var fresh = SpoolSchema.Connect(directory.Database);
        SpoolSchema.Upgrade(fresh);
        using var tables = new SpoolTables(fresh);
        var mails = SaveMails(directory, aside, bodiesAside, tables);
        var orders = SaveOrders(aside, tables);
        return Seqs.Of(
            $"the database of the spool was damaged and has been set aside as {aside}; {mails} mails and {orders} commands could be read and are kept. "
            + $"Bodies of others, if any, lie in {bodiesAside}.");
    }

    static int SaveMails(SpoolDirectory directory, string aside, string bodiesAside, SpoolTables tables)
    {
        var saved = 0;
        foreach (var (entry, mail) in DamagedRows.Entries(aside))
        {
            if (mail.Length > 0)
            {
                var body = Path.Combine(bodiesAside, Path.GetFileName(directory.Body(entry.Id)));
                if (!File.Exists(body))
                {
                    continue;
                }

                File.Move(body, directory.Body(entry.Id));
                FileCalls.FlushDirectory(directory.Bodies);
            }

            tables.Apply(new SpoolChange { Added = [new StagedEntry(entry, mail)] });
            saved++;
        }

        return saved;
    }

    /// The damage may have hidden that a command was started: each says so from now on.
    static int SaveOrders(string aside, SpoolTables tables)
    {
        var orders = DamagedRows.Orders(aside).Select(order => order with { IsSalvaged = true }).ToArray();
        tables.Apply(new SpoolChange { Orders = orders, StoredCodePairs = DamagedRows.Used(aside) });
        return orders.Length;
    }
}
