namespace Laitos.Domain.Commands.Apps;

/// <summary>What the world answered to an app.</summary>
public abstract record AppResponse
{
    AppResponse() { }

    /// <summary>Its kind alone: what an app is told may be what nobody else should see.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>It is done.</summary>
    public sealed record Done : AppResponse;

    /// <summary>It could not be done, or not in time.</summary>
    public sealed record Failed(string Reason) : AppResponse;

    /// <summary>A program came to its end.</summary>
    /// <param name="Code">Its exit code; none when it was ended at the limit.</param>
    /// <param name="Output">What it wrote to both streams, in order; the beginning of it when it was too much.</param>
    /// <param name="IsCut">True when it wrote more than is kept.</param>
    public sealed record Exited(Option<int> Code, Octets Output, bool IsCut) : AppResponse;

    /// <summary>The octets of a file.</summary>
    public sealed record Read(Octets Content) : AppResponse;

    /// <summary>What was fetched, in the order of the sources; or why not.</summary>
    public sealed record Fetched(Seq<Either<string, Octets>> Documents) : AppResponse;

    /// <summary>What was told, lines ended by LF.</summary>
    public sealed record Inspected(string Text) : AppResponse;
}
