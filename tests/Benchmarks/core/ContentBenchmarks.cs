using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;

namespace Laitos.Benchmarks;

/// <summary>The scan of mail data with its dot-unstuffing, over 1 MiB as it comes from the wire in pieces of 64 KiB, into a block that is used again; the column GB/s says how fast.</summary>
[MemoryDiagnoser]
public class ContentBenchmarks
{
    /// <summary>Octets of one operation.</summary>
    public const int Octets = 1 << 20;

    const int Piece = 64 << 10;

    readonly ArrayBufferWriter<byte> memory = new(Piece);
    byte[] wire = [];

    /// <summary>What the data are made of.</summary>
    [Params("text", "base64", "dots", "8-bit")]
    public string Lines { get; set; } = "text";

    /// <summary>Makes the data.</summary>
    [GlobalSetup]
    public void Write()
    {
        var line = Encoding.UTF8.GetBytes(Lines switch
        {
            "text" => "This is a line of an ordinary mail, as long as lines are.\r\n",
            "base64" => "VGhpcyBpcyBhIGxpbmUgb2YgYW4gb3JkaW5hcnkgbWFpbCwgYXMgbG9uZyBhcyBsaW5lcyBhcmUuIFRo\r\n",
            "dots" => "..a line that begins with a dot, which was doubled on its way\r\n",
            _ => "Ein Brief mit Umlauten: für Größe, Maß und Übermut, wie üblich\r\n",
        });
        wire = [.. Enumerable.Repeat(line, Octets / line.Length).SelectMany(octets => octets)];
    }

    /// <summary>The whole of it.</summary>
    [Benchmark]
    public ContentFacts Scan()
    {
        var scan = ContentScan.Start(SessionLimits.Default.Content);
        for (var at = 0; at < wire.Length; at += Piece)
        {
            memory.ResetWrittenCount();
            scan = ContentScan.Feed(scan, wire.AsSpan(at, Math.Min(Piece, wire.Length - at)), memory, out _);
        }

        return scan.Facts;
    }
}
