using Laitos.Domain.Tracing;

namespace Laitos.Properties.Tracing;

/// <summary>Records that are copied out of a file which grows, is pruned, and is set aside now and then.</summary>
public class TraceCopyLaws
{
    [Property(MaxTest = 300)]
    public void Each_record_that_is_not_deleted_before_is_copied_once_and_in_order(byte[] script)
    {
        var (copy, file, copied, written, deleted, next) = (TraceCopy.None, new SortedDictionary<long, int>(), new List<int>(), 0, new System.Collections.Generic.HashSet<int>(), 1L);
        foreach (var what in (script ?? []).Append((byte)2))
        {
            switch (what % 5)
            {
                case 0 or 1:
                    // A file whose records are all gone counts from the beginning, as SQLite does.
                    next = file.Count == 0 ? 1 : file.Keys.Last() + 1;
                    file[next] = written++;
                    break;
                case 2:
                    var behind = copy.Behind(file.TryGetValue(copy.Number, out var there) ? At(there) : Option<Instant>.None, file.Count == 0 ? Option<long>.None : file.Keys.First());
                    var rows = file.Where(row => row.Key > behind).Take(1 + (what / 5 % 3)).ToArray();
                    copied.AddRange(rows.Select(row => row.Value));
                    copy = rows.Length == 0 ? copy : new TraceCopy(rows[^1].Key, At(rows[^1].Value));
                    break;
                case 3 when file.Count > 0:
                    deleted.UnionWith([file.Values.First()]);
                    file.Remove(file.Keys.First());
                    break;
                case 4 when what > 200:
                    deleted.UnionWith(file.Values);
                    file.Clear();
                    break;
            }
        }

        Assert.That(copied, Is.Ordered.And.Unique);
        Assert.That(Enumerable.Range(0, copied.LastOrDefault()).Where(record => !copied.Contains(record)), Is.SubsetOf(deleted));
    }

    static Instant At(int record) => new(1_000 + record);
}
