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

    /// <summary>
    /// Fetch documents over HTTP, all at once, no more than so many octets each, of media types that an Accept field names (RFC 9110 §12.5.1). Gives
    /// <see cref="AppResponse.Fetched"/>.
    /// </summary>
    public sealed record Fetch(Seq<WebAddress> Sources, string Accept, int MaxOctets) : AppRequest;

    /// <summary>Ask a service over HTTP once, and take no more than so many octets. Gives <see cref="AppResponse.Answered"/>, whatever the status.</summary>
    public sealed record Call(HttpCall Request, int MaxOctets) : AppRequest;

    /// <summary>List the latest mails of a mailbox, from the newest but so many on. Gives <see cref="AppResponse.MailsListed"/>.</summary>
    public sealed record ListMails(ImapAccount Account, int Skip, int Count) : AppRequest;

    /// <summary>Read the beginning of a mail in a mailbox, no more than so many octets. Gives <see cref="AppResponse.Read"/>.</summary>
    public sealed record ReadMail(ImapAccount Account, uint Uid, int MaxOctets) : AppRequest;

    /// <summary>Put a mail in the queue for each addressee, all of them or none. Gives Done or Failed.</summary>
    public sealed record Send(Seq<Mailbox> To, string Subject, string Body) : AppRequest;

    /// <summary>Keep a message in the message bank. Gives <see cref="AppResponse.Messages"/>: what the bank holds with it, or Failed.</summary>
    public sealed record StoreMessage(MessageSlot Slot, string Text) : AppRequest;

    /// <summary>Look into the message bank. Gives Messages.</summary>
    public sealed record ReadMessages : AppRequest;

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

    /// <summary>The octets of a file or a mail.</summary>
    public sealed record Read(Octets Content) : AppResponse;

    /// <summary>What was fetched, in the order of the sources; or why not.</summary>
    public sealed record Fetched(Seq<Either<string, Octets>> Documents) : AppResponse;

    /// <summary>What a service answered.</summary>
    /// <param name="Status">The status (RFC 9110 §15).</param>
    /// <param name="Body">The body, with <c>***</c> in the place of what proved who asked.</param>
    public sealed record Answered(int Status, Octets Body) : AppResponse;

    /// <summary>Mails of a mailbox.</summary>
    /// <param name="Total">How many are in it.</param>
    /// <param name="Mails">Those that were asked for, in any order.</param>
    public sealed record MailsListed(int Total, Seq<ListedMail> Mails) : AppResponse;

    /// <summary>What the message bank holds.</summary>
    public sealed record Messages(MessageBank Bank) : AppResponse;

    /// <summary>What was told, lines ended by LF.</summary>
    public sealed record Inspected(string Text) : AppResponse;
}
