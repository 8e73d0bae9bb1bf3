using System.Runtime.CompilerServices;

namespace Laitos.Shell.Relay;

/// <summary>A mail whose octets are in memory, as one or more stretches.</summary>
/// <param name="stretches">The stretches in order; they are not copied.</param>
public sealed class MemoryContent(params IReadOnlyList<ReadOnlyMemory<byte>> stretches) : IMailContent
{
    /// <inheritdoc/>
    public long Size { get; } = stretches.Sum(stretch => (long)stretch.Length);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var stretch in stretches)
        {
            yield return stretch;
        }
    }
}
