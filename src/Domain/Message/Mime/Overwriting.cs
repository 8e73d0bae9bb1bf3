namespace Laitos.Domain.Message.Mime;

/// <summary>Stand-in.</summary>
public static class Overwriting
{
    /// <summary>Stand-in.</summary>
    public static Seq<Segment> Apply(Seq<Segment> segments, Seq<Overwrite> overwrites) => overwrites.IsEmpty ? segments : throw new System.Diagnostics.UnreachableException();

    /// <summary>Stand-in.</summary>
    public static Octets Within(Octets head, Seq<Overwrite> overwrites) => overwrites.IsEmpty ? head : throw new System.Diagnostics.UnreachableException();
}
