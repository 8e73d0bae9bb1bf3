using System.Security.Cryptography;
using Laitos.Shell.Relay;

namespace Laitos.Shell.Spool;

/// <summary>
/// Files that hold bodies one behind the other, so that those that arrive together share a flush. Bodies are appended to the one that is open; it is closed once it is full, or nothing has come for a
/// while. From then on the room of a body that goes is given back to the disk, and with the last body goes the file.
/// </summary>
/// <remarks>
/// What was appended counts when the file has been flushed and a row that names the place is committed: <see cref="Append"/>, <see cref="Flush"/>, the row, <see cref="Keep"/>. A file that could not
/// be flushed is not believed any further: nothing is appended to it. Files of an earlier run are never appended to.
/// </remarks>
sealed class SegmentFiles : IDisposable
{
    /// <summary>The octets from which on a mail lies here; a smaller one lies in its row, at the price of one flush instead of two.</summary>
    public const int Least = 32 << 10;

    /// <summary>The octets at which a file is full.</summary>
    public const long Full = 16 << 20;

    readonly SpoolDirectory directory;
    readonly Lock gate = new();
    readonly Dictionary<long, SegmentFile> segments;
    SegmentFile? open;
    long latest;

    /// <param name="directory">The spool.</param>
    /// <param name="left">The files that an earlier run has left, with the places of their bodies.</param>
    public SegmentFiles(SpoolDirectory directory, IReadOnlyList<MailPlace> left)
    {
        this.directory = directory;
        segments = left.GroupBy(place => place.Segment).ToDictionary(group => group.Key, group => new SegmentFile(group.Key) { Bodies = group.Count() });
        latest = segments.Keys.DefaultIfEmpty().Max();
        foreach (var group in left.GroupBy(place => place.Segment))
        {
            FreeGaps(group.Key, [.. group.OrderBy(place => place.Skip)]);
        }
    }

    /// <summary>Appends a body, which is on the disk once its file is flushed.</summary>
    /// <exception cref="IOException">The disk is full or broken; nothing stays behind.</exception>
    public StagedMail Append(MemoryContent content)
    {
        var (segment, at) = Reserved(content.Size);
        try
        {
            RandomAccess.Write(segment.File!, content.Stretches, at);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var stretch in content.Stretches)
            {
                hash.AppendData(stretch.Span);
            }

            return new StagedMail([], at, content.Size, hash.GetHashAndReset(), segment.Number);
        }
        catch
        {
            Discard(new MailPlace(segment.Number, at, content.Size));
            throw;
        }
    }

    /// <summary>Flushes files to which something was appended, those that are new with their names.</summary>
    /// <exception cref="IOException">One could not be flushed.</exception>
    public void Flush(IEnumerable<long> numbers)
    {
        foreach (var number in numbers)
        {
            SegmentFile segment;
            lock (gate)
            {
                segment = segments[number];
            }

            try
            {
                if (segment.IsDoubtful)
                {
                    // What was dropped from memory when a flush failed, the next one does not tell of.
                    throw new IOException($"{directory.Segment(number)} could not be flushed");
                }

                RandomAccess.FlushToDisk(segment.File!);
                if (!segment.IsNamed)
                {
                    FileCalls.FlushDirectory(directory.Bodies);
                    segment.IsNamed = true;
                }
            }
            catch
            {
                segment.IsDoubtful = true;
                Close(segment);
                throw;
            }
        }
    }

    /// <summary>A row names the place of an appended body, or may do so.</summary>
    public void Keep(MailPlace place) => Change(place.Segment, segment => (segment.Pending, segment.Bodies) = (segment.Pending - 1, segment.Bodies + 1));

    /// <summary>No row names the place of an appended body.</summary>
    public void Discard(MailPlace place) => Change(place.Segment, segment =>
    {
        segment.Pending--;
        segment.Free.Add((place.Skip, place.Length));
    });

    /// <summary>Gives the room of what was appended back to the disk at once, for it will not have a row; it is still to be discarded.</summary>
    public void GiveBack(SpoolChange change)
    {
        foreach (var place in change.Added.Select(one => one.Mail?.Place ?? default).Where(place => place.Segment > 0))
        {
            FileCalls.TryFree(directory.Segment(place.Segment), [(place.Skip, place.Length)]);
        }
    }

    /// <summary>The row that named the place of a body is gone.</summary>
    public void Remove(MailPlace place) => Change(place.Segment, segment =>
    {
        segment.Bodies--;
        segment.Free.Add((place.Skip, place.Length));
    });

    /// <summary>Nothing has come for a while: what is gone need not stay on the disk until the file is full.</summary>
    public void Rest()
    {
        if (open is { Pending: 0 } idle)
        {
            Close(idle);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Rest();
        lock (gate)
        {
            segments.Values.ToList().ForEach(segment => segment.File?.Dispose());
        }
    }

    (SegmentFile Segment, long At) Reserved(long size)
    {
        SegmentFile? full = null;
        try
        {
            lock (gate)
            {
                if (open is null || (open.End > 0 && open.End + size > Full))
                {
                    (full, open) = (open, null);
                    open = Created(++latest);
                    segments.Add(open.Number, open);
                }

                var at = open.End;
                open.End = FileCalls.ToPage(at + size);
                open.Pending++;
                return (open, at);
            }
        }
        finally
        {
            if (full is not null)
            {
                Change(full.Number, _ => { });
            }
        }
    }

    SegmentFile Created(long number) => new(number) { File = SpoolDirectory.NewHandle(directory.Segment(number)) };

    void Close(SegmentFile segment) => Change(segment.Number, closed => open = open == closed ? null : open);

    /// Of a file that is closed, what nobody needs goes back to the disk; and with its last body it goes itself.
    void Change(long number, Action<SegmentFile> change)
    {
        SegmentFile segment;
        List<(long, long)> free = [];
        var isGone = false;
        lock (gate)
        {
            segment = segments[number];
            change(segment);
            if (open == segment || segment.Pending > 0)
            {
                return;
            }

            segment.File?.Dispose();
            segment.File = null;
            isGone = segment.Bodies == 0;
            (free, segment.Free) = (segment.Free, []);
            if (isGone)
            {
                segments.Remove(number);
            }
        }

        if (isGone)
        {
            BodyFiles.Delete(directory.Segment(number));
        }
        else if (free.Count > 0)
        {
            FileCalls.TryFree(directory.Segment(number), free);
        }
    }

    /// Those that went while the file was open, or were never answered for, in a run that broke off.
    void FreeGaps(long number, MailPlace[] places)
    {
        var (gaps, end) = (new List<(long, long)>(), 0L);
        foreach (var place in places)
        {
            gaps.Add((end, place.Skip - end));
            end = FileCalls.ToPage(place.Skip + place.Length);
        }

        gaps.Add((end, Math.Max(0, 2 * Full - end)));
        FileCalls.TryFree(directory.Segment(number), gaps);
    }
}
