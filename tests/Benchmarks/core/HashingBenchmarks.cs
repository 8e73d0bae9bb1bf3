using System.Text;
using BenchmarkDotNet.Attributes;
using Laitos.Domain.Foundation;
using Laitos.Signatures.Canonical;
using LanguageExt;

namespace Laitos.Benchmarks;

/// <summary>The digests of a body in both forms, over 1 MiB as it comes from the wire in pieces of 64 KiB: of ordinary lines, and of octets chosen to be dear.</summary>
[MemoryDiagnoser]
public class HashingBenchmarks
{
    const int Piece = 64 << 10;

    static readonly Seq<BodyPart> Parts = Seqs.Of(new BodyPart(Canonicalization.Simple, Option<long>.None), new BodyPart(Canonicalization.Relaxed, Option<long>.None));

    byte[] body = [];

    /// <summary>What the body is made of, over and over.</summary>
    [Params("This is a line of an ordinary mail, as long as lines are.\\r\\n", "a  ", "a\\t", "\\r\\n", "\\r", " \\t")]
    public string Octets { get; set; } = "";

    /// <summary>Makes the body.</summary>
    [GlobalSetup]
    public void Write()
    {
        var octets = Encoding.ASCII.GetBytes(Octets.Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal));
        body = [.. Enumerable.Repeat(octets, ContentBenchmarks.Octets / octets.Length).SelectMany(one => one), (byte)'.'];
    }

    /// <summary>The whole of it.</summary>
    [Benchmark]
    public BodyDigests Digest()
    {
        using var digester = new BodyDigester(Parts);
        for (var at = 0; at < body.Length; at += Piece)
        {
            digester.Append(body.AsSpan(at, Math.Min(Piece, body.Length - at)));
        }

        return digester.Complete();
    }
}
