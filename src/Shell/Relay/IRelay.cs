using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Shell.Relay;

/// <summary>Where mails go: a relay, or a folder.</summary>
public interface IRelay
{
    /// <summary>
    /// Hands over one mail and tells how each recipient fared. Trouble of any kind is an outcome, not an exception;
    /// a cancellation defers what is not settled yet.
    /// </summary>
    Task<DeliveryReport> Deliver(MailJob job, IMailContent content, CancellationToken cancel);
}

/// <summary>The octets of an outgoing mail, wherever they are kept.</summary>
public interface IMailContent
{
    /// <summary>How many octets there are.</summary>
    long Size { get; }

    /// <summary>The octets from the beginning, block by block. A block is valid until the next one is asked for.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks(CancellationToken cancel);
}

/// <summary>A mail whose octets are in memory, as one or more stretches.</summary>
/// <param name="stretches">The stretches in order; they are not copied.</param>
public sealed class MemoryContent(params IReadOnlyList<ReadOnlyMemory<byte>> stretches) : IMailContent
{
    /// <inheritdoc/>
    public long Size { get; } = stretches.Sum(stretch => (long)stretch.Length);

    /// <summary>The stretches in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Stretches => stretches;

    /// <summary>Octets of memory that are held by it: of the arrays that its stretches lie in, as a whole.</summary>
    public long Held => stretches.Select(Whole).Distinct().Sum(array => (long)array.Length);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var stretch in stretches)
        {
            yield return stretch;
        }
    }

    static byte[] Whole(ReadOnlyMemory<byte> stretch) => MemoryMarshal.TryGetArray(stretch, out var segment) ? segment.Array ?? [] : [];
}
