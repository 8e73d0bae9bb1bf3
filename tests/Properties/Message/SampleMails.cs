using Laitos.Domain.Message;

namespace Laitos.Properties.Message;

/// <summary>What the shell does with segments, and small words for tests.</summary>
static class SampleMails
{
    public static Octets Write(Octets mail, Seq<Segment> segments) => new(segments.AsEnumerable().SelectMany(segment => segment switch
    {
        Segment.Fresh(var octets) => octets.Span.ToArray(),
        Segment.Original(var offset, var length) => mail.Slice((int)offset, (int)length).Span.ToArray(),
        _ => throw new System.Diagnostics.UnreachableException(),
    }).ToArray());

    public static Octets Edit(Octets mail, Seq<HeaderEdit> edits) => Write(mail, HeaderEdits.Apply(HeaderSection.Parse(mail), edits, mail.Length));

    public static HeaderSection Section(string text) => HeaderSection.Parse(Octets.Latin1(text));
}
