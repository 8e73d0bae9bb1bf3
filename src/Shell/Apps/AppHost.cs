using Laitos.Domain.Addresses;
using Laitos.Domain.Commands.Apps;
using LanguageExt;

namespace Laitos.Shell.Apps;

/// <summary>Takes mails that apps send.</summary>
public interface IMailSink
{
    /// <summary>Puts a mail for each addressee in the queue; null once all are there, or what went wrong: then none is.</summary>
    Task<string?> Send(Seq<Mailbox> to, string subject, string body);
}

/// <summary>What the daemon tells about itself.</summary>
public interface IDaemonStatus
{
    /// <summary>The text on a topic, lines ended by LF; without secrets.</summary>
    string Describe(InspectionTopic inspectionTopic);
}

/// <summary>
/// Grants what apps want of the world. Whatever goes wrong is an answer, not an exception; and nothing of a command, of its output or of its secrets goes to
/// the log from here.
/// </summary>
/// <param name="daemon">Tells about the daemon.</param>
/// <param name="mails">Takes mails.</param>
/// <param name="bank">Where messages for later lie.</param>
/// <param name="kernel">Where the kernel shows its settings.</param>
public sealed class AppHost(IDaemonStatus daemon, IMailSink mails, MessageBankFile bank, string kernel = "/proc/sys")
{
    /// <summary>Is told of a fault of this program.</summary>
    public Action<Exception> OnFault { get; init; } = _ => { };

    /// <summary>Grants a request in no more than its time; a program that is not done by then is ended with all that it has started.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="abort">Cancelled when the daemon stops and nobody waits for the answer any more.</param>
    public async Task<AppResponse> Perform(AppRequest request, TimeSpan limit, CancellationToken abort)
    {
        try
        {
            return request switch
            {
                AppRequest.Run(var path, var arguments) => await ProgramRun.Run(path, [.. arguments], limit, abort),
                AppRequest.Interpret(var interpreter, var statement) => await Interpret(interpreter, statement, limit, abort),
                // Each document has its time: a bound around all of them would race with it, and lose those that came.
                AppRequest.Fetch(var sources, var accept, var max) => await HttpDocuments.Fetch(sources, accept, max, limit, abort),
                AppRequest.Call(var call, var max) => await HttpCalls.Perform(call, max, limit, abort),
                AppRequest.ListMails(var account, var skip, var count) => await ImapMailbox.List(account, skip, count, limit, abort),
                AppRequest.ReadMail(var account, var uid, var max) => await ImapMailbox.Read(account, uid, max, limit, abort),
                _ => await Task.Run(() => Answer(request, abort), abort).WaitAsync(limit, abort),
            };
        }
        catch (TimeoutException)
        {
            return new AppResponse.Failed($"not done within {limit.TotalSeconds:0.#} s");
        }
        catch (OperationCanceledException)
        {
            return new AppResponse.Failed("the daemon stops");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new AppResponse.Failed(error.Message);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Without an answer its sender would hear of it at the next start.
            OnFault(fault);
            return new AppResponse.Failed($"this program has a fault: {fault.GetType().Name} at {FaultPlace.Of(fault)}");
        }
    }

    async Task<AppResponse> Answer(AppRequest request, CancellationToken abort) => request switch
    {
        AppRequest.Nothing or AppRequest.Lock or AppRequest.Stop => new AppResponse.Done(),
        AppRequest.ReadFile(var path, var max) => await NamedFile.Read(path, max, abort),
        AppRequest.Send(var to, var subject, var body) => await mails.Send(to, subject, body) is { } trouble ? new AppResponse.Failed(trouble) : new AppResponse.Done(),
        AppRequest.StoreMessage(var slot, var text) => bank.Store(new BankMessage(slot, Clock.Now, text)),
        AppRequest.ReadMessages => bank.Read(),
        AppRequest.Inspect(var inspectionTopic) => new AppResponse.Inspected(daemon.Describe(inspectionTopic)),
        AppRequest.ReadTunables(var paths) => KernelSettings.Read(kernel, paths),
        AppRequest.WriteTunables(var settings) => KernelSettings.Raise(kernel, settings),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Task<AppResponse> Interpret(Option<string> configured, string statement, TimeSpan limit, CancellationToken abort) =>
        configured.Match(path => path, () => Interpreters.Candidates.Find(File.Exists).IfNone("")) is { Length: > 0 } interpreter
            ? ProgramRun.Run(interpreter, ["-c", statement], limit, abort)
            : Task.FromResult<AppResponse>(new AppResponse.Failed("this system has no shell in the usual places; name one in Features.Shell.InterpreterPath"));
}
