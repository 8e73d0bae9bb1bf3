using System.Globalization;
using Laitos.Domain.Foundation;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>
/// Sets a damaged database aside, together with its log and the files of large mails, and brings over what can still be read. Until that is done a
/// file says so: when it breaks off, the next start does it again.
/// </summary>
sealed class DamagedSpool
{
    readonly SpoolDirectory directory;
    readonly string aside;
    readonly string bodiesAside;

    DamagedSpool(SpoolDirectory directory, string mark)
    {
        this.directory = directory;
        aside = $"{directory.Database}.damaged-{mark}";
        bodiesAside = $"{directory.Bodies}.damaged-{mark}";
    }

    /// <summary>Leaves a new database in the place of the damaged one, and tells what was done.</summary>
    public static Seq<string> SetAside(SpoolDirectory directory, Instant now) => SetAside(directory, SpoolDirectory.Mark(now));

    /// <summary>Does what an earlier start has begun and not ended; none when there was none.</summary>
    public static Option<Seq<string>> GoOn(SpoolDirectory directory) =>
        File.Exists(directory.Salvage) && File.ReadAllText(directory.Salvage).Trim() is { Length: > 0 } mark && mark.All(char.IsAsciiLetterOrDigit)
            ? SetAside(directory, mark)
            : Option<Seq<string>>.None;

    static Seq<string> SetAside(SpoolDirectory directory, string mark)
    {
        using (var note = new StreamWriter(directory.Salvage, SpoolDirectory.NewFile(FileMode.Create)))
        {
            note.Write(mark);
        }

        FileCalls.FlushDirectory(directory.Root);
        var spool = new DamagedSpool(directory, mark);
        spool.MoveAside();
        var told = spool.Save();
        File.Delete(directory.Salvage);
        FileCalls.FlushDirectory(directory.Root);
        return Seqs.Of(told);
    }

    /// The files of mails go first: after a crash in between, nobody takes them for orphans.
    void MoveAside()
    {
        if (!Directory.Exists(bodiesAside))
        {
            Directory.Move(directory.Bodies, bodiesAside);
        }

        var isAside = File.Exists(aside);
        foreach (var part in (string[])["-wal", "-shm", ""])
        {
            if (!File.Exists(directory.Database + part))
            {
                continue;
            }

            // Beside a database that is aside already lies the new one of a start that broke off.
            if (isAside)
            {
                File.Delete(directory.Database + part);
            }
            else
            {
                File.Move(directory.Database + part, aside + part);
            }
        }

        directory.Create();
    }

    string Save()
    {
        new FileStream(directory.Database, SpoolDirectory.NewFile(FileMode.CreateNew)).Dispose();
        using var fresh = SpoolSchema.Connect(directory.Database);
        SpoolSchema.Upgrade(fresh);
        using var pages = DamagedPages.Open(aside);
        var rows = DamagedRows.Read(pages);
        using var tables = new SpoolTables(fresh);
        fresh.Run("BEGIN IMMEDIATE");
        var lost = SaveMails(pages, rows.Entries, tables);
        // The damage may have hidden that a command was started: each says so from now on.
        _ = tables.Apply(new SpoolChange { Orders = [.. rows.Orders.Select(order => order with { IsFromDamagedSpool = true })], StoredCodePairs = rows.Used }, out var _);
        FileCalls.FlushDirectory(directory.Bodies);
        fresh.Run("COMMIT");
        return Report(rows, lost);
    }

    /// The entries whose mails cannot be read any more; they are kept, for they tell what is lost.
    System.Collections.Generic.HashSet<string> SaveMails(DamagedPages pages, IReadOnlyList<SpoolEntry> entries, SpoolTables tables)
    {
        var missing = entries.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        _ = tables.Apply(new SpoolChange { Added = [.. entries.Select(entry => new StagedEntry(entry, null))] }, out var _);
        foreach (var (id, mail) in DamagedRows.Mails(pages))
        {
            if (!missing.Contains(id) || (mail.Length > 0 && !HasBody(directory.File(id, mail.Segment))))
            {
                continue;
            }

            tables.InsertMail(id, mail);
            missing.Remove(id);
        }

        return missing;
    }

    /// Brings the file of a mail back; other mails may lie in it, too.
    bool HasBody(string body)
    {
        var found = Path.Combine(bodiesAside, Path.GetFileName(body));
        if (File.Exists(found) && !File.Exists(body))
        {
            File.Move(found, body);
        }

        return File.Exists(body);
    }

    string Report(DamagedRows rows, System.Collections.Generic.HashSet<string> lost)
    {
        var bodies = Directory.EnumerateFiles(bodiesAside).Count();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the database of the spool was damaged and has been set aside as {aside}; {rows.Entries.Count - lost.Count} mails and {rows.Orders.Count} commands could be read and are kept.")
            + (lost.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" Of {lost.Count} more only the entry could be read: {string.Join(", ", lost.Take(20))}. They are held."))
            + (bodies == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {bodies} files with bodies of mails that could not be read lie in {bodiesAside}."))
            + " Other mails may be lost.";
    }
}
