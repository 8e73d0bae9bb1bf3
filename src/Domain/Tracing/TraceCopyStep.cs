namespace Laitos.Domain.Tracing;

/// <summary>What has come of an effect of <see cref="TraceCopyProcess"/>.</summary>
public abstract record TraceCopyInput
{
    TraceCopyInput() { }

    /// <summary>What was waited for has come, or its time is over.</summary>
    public sealed record Waited : TraceCopyInput;

    /// <summary>So far the records are copied.</summary>
    public sealed record Looked(TraceCopy Copied) : TraceCopyInput;

    /// <summary>The daemon's own file was read.</summary>
    /// <param name="After">How far that goes; what was asked for where there is nothing behind it.</param>
    /// <param name="Records">How many records were read.</param>
    public sealed record Read(TraceCopy After, int Records) : TraceCopyInput;

    /// <summary>What was read was added.</summary>
    /// <param name="IsAdded">False when the records have been copied otherwise meanwhile, so that nothing was added.</param>
    public sealed record Added(bool IsAdded) : TraceCopyInput;

    /// <summary>What was too old or too much is deleted.</summary>
    public sealed record Pruned : TraceCopyInput;

    /// <summary>It could not be done.</summary>
    /// <param name="Reason">Why, for the owner.</param>
    public sealed record Failed(string Reason) : TraceCopyInput;
}

/// <summary>What the copying of records asks of the shell. All but a line of the log is waited for.</summary>
public abstract record TraceCopyEffect
{
    TraceCopyEffect() { }

    /// <summary>Wait until there are new records, or the daemon goes down. Gives Waited.</summary>
    public sealed record AwaitRecords : TraceCopyEffect;

    /// <summary>Wait for a time, or until the daemon goes down. Gives Waited.</summary>
    public sealed record Rest(TimeSpan Time) : TraceCopyEffect;

    /// <summary>Find out how far the records are copied. Gives Looked or Failed.</summary>
    public sealed record Look : TraceCopyEffect;

    /// <summary>Read the records of the daemon's own file that are not copied yet (<see cref="TraceCopy.Behind"/>). Gives Read or Failed.</summary>
    /// <param name="Copied">How far they are copied.</param>
    /// <param name="Most">How many at most.</param>
    public sealed record ReadBehind(TraceCopy Copied, int Most) : TraceCopyEffect;

    /// <summary>Add the records that were read, all or none. Gives Added or Failed.</summary>
    /// <param name="Before">How far they were copied.</param>
    /// <param name="After">How far they are copied then.</param>
    public sealed record Add(TraceCopy Before, TraceCopy After) : TraceCopyEffect;

    /// <summary>Delete what is too old or too much, of all daemons. Gives Pruned or Failed.</summary>
    public sealed record Prune : TraceCopyEffect;

    /// <summary>A line for the log.</summary>
    public sealed record Log(LogFact Fact) : TraceCopyEffect;

    /// <summary>Nothing is copied any more.</summary>
    public sealed record End : TraceCopyEffect;
}
