using Laitos.Domain.Message;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using LanguageExt;

namespace Laitos.Shell.Smtp;

/// <summary>Outgoing mails that are made of stretches of a received one and of new octets; nothing is copied.</summary>
/// <param name="head">The first octets of the received mail.</param>
/// <param name="body">Those behind them, where they lie in memory.</param>
sealed class RenderedContent(MemoryBlocks head, MemoryBlocks body)
{
    /// <summary>A mail whose parts all lie in memory.</summary>
    public IMailContent InMemory(Seq<Segment> segments)
    {
        var stretches = new List<ReadOnlyMemory<byte>>();
        foreach (var segment in segments)
        {
            AddStretches(segment, stretches);
        }

        return new MemoryContent(stretches);
    }

    /// <summary>A mail of which all behind the head lies in a file.</summary>
    /// <param name="segments">What it is made of.</param>
    /// <param name="file">The file.</param>
    /// <param name="filed">Octets in the file.</param>
    public IMailContent InFile(Seq<Segment> segments, FileStream file, long filed) =>
        new FileContent([.. segments.SelectMany(segment => Parts(segment, filed))], file.Name, file.SafeFileHandle);

    void AddStretches(Segment segment, List<ReadOnlyMemory<byte>> stretches)
    {
        switch (segment)
        {
            case Segment.Fresh(var octets):
                stretches.Add(octets.Memory);
                break;
            case Segment.Original(var offset, var length):
                var taken = head.AddStretches(offset, length, stretches);
                body.AddStretches(offset + taken - head.Length, length - taken, stretches);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    IEnumerable<ContentPart> Parts(Segment segment, long filed) => segment switch
    {
        Segment.Fresh(var octets) => [new ContentPart.InMemory(octets.Memory)],
        Segment.Original(var offset, var length) => Stretch(offset, length, filed),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    IEnumerable<ContentPart> Stretch(long offset, long length, long filed)
    {
        var inHead = new List<ReadOnlyMemory<byte>>();
        var taken = head.AddStretches(offset, length, inHead);
        foreach (var part in inHead)
        {
            yield return new ContentPart.InMemory(part);
        }

        if (length > taken)
        {
            var from = offset + taken - head.Length;
            yield return new ContentPart.InFile(from, Math.Min(length - taken, filed - from));
        }
    }
}
