using System.Buffers;
using System.Security.Cryptography;

namespace Laitos.Signatures.Canonical;

/// <summary>The SHA-256 digests of some beginnings of one sequence of octets, which is written to it and hashed once. What no digest needs is not hashed.</summary>
/// <param name="lengths">The lengths of the beginnings, ascending, each once.</param>
/// <param name="whole">True when the digest of all is wanted, too.</param>
sealed class PrefixHash(IEnumerable<long> lengths, bool whole) : IBufferWriter<byte>, IDisposable
{
    /// Octets that are handed to the hash at once: a call costs as much as some hundred octets.
    const int Staged = 4096;

    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly Queue<long> stops = new(lengths);
    readonly List<(Option<long> Length, Octets Digest)> digests = [];
    byte[]? stage = ArrayPool<byte>.Shared.Rent(Staged);
    int used;

    /// <summary>How many octets were hashed.</summary>
    public long Length { get; private set; }

    /// <summary>How often octets were handed to the hash.</summary>
    public int Updates { get; private set; }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        used += count;
        if (used == Staged)
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (sizeHint > Staged - used)
        {
            Flush();
        }

        return stage.AsMemory(used, Staged - used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>The digests: of each beginning that there was, and of all where that is wanted.</summary>
    public IEnumerable<(Option<long> Length, Octets Digest)> Complete()
    {
        Flush();
        return whole ? digests.Append((default, new Octets(hash.GetCurrentHash()))) : digests;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        hash.Dispose();
        ArrayPool<byte>.Shared.Return(stage ?? []);
        stage = null;
    }

    void Flush()
    {
        var octets = stage.AsSpan(0, used);
        used = 0;
        while (stops.TryPeek(out var stop) && stop - Length <= octets.Length)
        {
            var front = (int)(stop - Length);
            Take(octets[..front]);
            digests.Add((stops.Dequeue(), new Octets(hash.GetCurrentHash())));
            octets = octets[front..];
        }

        if (whole || stops.Count > 0)
        {
            Take(octets);
        }
    }

    void Take(ReadOnlySpan<byte> octets)
    {
        hash.AppendData(octets);
        Length += octets.Length;
        Updates++;
    }
}
