using Laitos.Domain.Addresses;

namespace Laitos.Domain.Commands.Apps;

/// <summary>What an app wants of the world. The shell grants it within the time limit of the command.</summary>
public abstract record AppRequest
{
    AppRequest() { }

    /// <summary>Nothing. Gives <see cref="AppResponse.Done"/>.</summary>
    public sealed record Nothing : AppRequest;

    /// <summary>
    /// Run a program without a shell, with a fixed PATH, an environment without secrets, and nothing to read; its whole tree is ended at the limit.
    /// Gives <see cref="AppResponse.Exited"/>.
    /// </summary>
    public sealed record Run(string Path, Seq<string> Arguments) : AppRequest;

    /// <summary>Run a statement by an interpreter of the system (<c>INTERPRETER -c STATEMENT</c>): the configured one, or the first found. Gives Exited.</summary>
    public sealed record Interpret(Option<string> Interpreter, string Statement) : AppRequest;

    /// <summary>Read a file, no more than so many octets. Gives <see cref="AppResponse.Read"/>.</summary>
    public sealed record ReadFile(string Path, int MaxOctets) : AppRequest;

    /// <summary>Fetch documents over HTTP, all at once, no more than so many octets each. Gives <see cref="AppResponse.Fetched"/>.</summary>
    public sealed record Fetch(Seq<FeedSource> Sources, int MaxOctets) : AppRequest;

    /// <summary>Put a mail in the queue. Gives Done or Failed.</summary>
    public sealed record Send(Mailbox To, string Subject, string Body) : AppRequest;

    /// <summary>Tell about the daemon. Gives <see cref="AppResponse.Inspected"/>.</summary>
    public sealed record Inspect(InspectionTopic InspectionTopic) : AppRequest;

    /// <summary>Read kernel settings below /proc/sys; as many as are there. Gives Told, a line <c>path=value</c> each.</summary>
    public sealed record ReadTunables(Seq<string> Paths) : AppRequest;

    /// <summary>Write kernel settings below /proc/sys; only root may. Gives Told, a line each.</summary>
    public sealed record WriteTunables(Seq<(string Path, string Value)> Settings) : AppRequest;

    /// <summary>From now until a restart no command runs and no mail is taken: 421. Gives Done.</summary>
    public sealed record Lock : AppRequest;

    /// <summary>Stop the daemon in order, once the result is in the queue. Gives Done.</summary>
    public sealed record Stop : AppRequest;
}

/// <summary>What can be told about the daemon.</summary>
public enum InspectionTopic
{
    /// <summary>The program and its host, the queue, recent decisions, the health of the block lists.</summary>
    Info,

    /// <summary>The latest lines of the log.</summary>
    Log,

    /// <summary>The latest lines of the log that tell of trouble.</summary>
    Warnings,

    /// <summary>What the threads of the program do.</summary>
    Stack,
}

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
