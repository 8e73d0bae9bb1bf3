namespace Laitos.Domain.Smtp;

/// <summary>The lines of a reply that have been read while its last one is still to come.</summary>
/// <param name="Lines">The text behind code and separator, line by line.</param>
/// <param name="Octets">How many octets they took on the wire.</param>
public sealed record ReplyProgress(Seq<string> Lines, int Octets)
{
    /// <summary>Nothing read yet.</summary>
    public static ReplyProgress Start { get; } = new(default, 0);
}

/// <summary>What reading a reply has come to.</summary>
public abstract record ReplyRead
{
    ReplyRead() { }

    /// <summary>The reply is not at its end. Octets past the consumed ones are to be offered again, with more behind them.</summary>
    /// <param name="Progress">To pass to the next reading.</param>
    /// <param name="Consumed">Octets that are done with.</param>
    public sealed record NeedMore(ReplyProgress Progress, int Consumed) : ReplyRead;

    /// <summary>A whole reply. What lies behind it belongs to the next one.</summary>
    /// <param name="Reply">The reply.</param>
    /// <param name="Consumed">Octets that are done with.</param>
    public sealed record Complete(Reply Reply, int Consumed) : ReplyRead;

    /// <summary>Not a reply of SMTP, or one beyond all measure: nothing behind it can be trusted.</summary>
    public sealed record Malformed(SyntaxError Error) : ReplyRead;
}
