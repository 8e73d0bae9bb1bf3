using Laitos.Domain.Queue;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Integration.Support;

/// <summary>All of a spool at once; those of tests are small.</summary>
static class WholeSpool
{
    /// <summary>Puts one mail in.</summary>
    public static Task<SpoolOutcome> Add(this ISpool spool, NewEntry entry, params IReadOnlyList<StoredFingerprint> remembered) => spool.Add(new NewMail(entry) { Remembered = remembered });

    public static async Task<Either<string, IReadOnlyList<SpoolEntry>>> All(this ISpoolReader spool) => (await spool.Load(ScheduledEntry.First, int.MaxValue)).Map(page => page.Entries);
}
