using Laitos.Domain.Queue;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Integration.Support;

/// <summary>All of a spool at once; those of tests are small.</summary>
static class WholeSpool
{
    public static async Task<Either<string, IReadOnlyList<SpoolEntry>>> All(this ISpoolReader spool) => (await spool.Load(ScheduledEntry.First, int.MaxValue)).Map(page => page.Entries);
}
