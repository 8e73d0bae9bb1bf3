using Laitos.Domain.Queue;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary>A list of the queue that is written a piece at a time.</summary>
interface IQueueList
{
    /// <summary>Writes the next entries; the first time there may be none.</summary>
    void Write(Seq<QueueItem> items);

    /// <summary>Ends the list.</summary>
    /// <param name="last">The id of the last entry that was written, where more follow; null where none do.</param>
    void End(string? last);
}

/// <summary>A table for people: each piece has its heading.</summary>
sealed class TableList(TextWriter output) : IQueueList
{
    /// <inheritdoc/>
    public void Write(Seq<QueueItem> items) => QueueListing.Table(items).Iter(output.WriteLine);

    /// <inheritdoc/>
    public void End(string? last)
    {
        if (last is not null)
        {
            output.WriteLine($"There are more: laitos queue list --after {last} shows the next ones, --all shows all.");
        }
    }
}

/// <summary>One JSON array for programs.</summary>
sealed class JsonList(TextWriter output) : IQueueList
{
    bool hasBegun;

    /// <inheritdoc/>
    public void Write(Seq<QueueItem> items)
    {
        if (items.IsEmpty && !hasBegun)
        {
            return;
        }

        // The text of an array, without the brackets that close it.
        var text = QueueJson.List(items);
        output.Write(hasBegun ? "," + text[1..^2] : text[..^2]);
        hasBegun = true;
    }

    /// <inheritdoc/>
    public void End(string? last) => output.WriteLine(hasBegun ? "\n]" : "[]");
}
