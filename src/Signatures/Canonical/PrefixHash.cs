using System.Security.Cryptography;

namespace Laitos.Signatures.Canonical;

/// <summary>The SHA-256 digests of some beginnings of one sequence of octets, which is hashed once.</summary>
sealed class PrefixHash(Seq<long> lengths, bool whole) : IDisposable
{
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly Queue<long> stops = new(lengths.AsEnumerable().Order());
    readonly List<(Option<long> Length, Octets Digest)> digests = [];

    /// <summary>How many octets were hashed.</summary>
    public long Length { get; private set; }

    /// <summary>Takes the next octets. What no digest needs is not hashed.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
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

    /// <summary>The digests: of each beginning that there was, and of all where that is wanted.</summary>
    public IEnumerable<(Option<long> Length, Octets Digest)> Complete() => whole ? digests.Append((default, new Octets(hash.GetCurrentHash()))) : digests;

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    void Take(ReadOnlySpan<byte> octets)
    {
        hash.AppendData(octets);
        Length += octets.Length;
    }
}
