using System.IO.Pipes;
using Laitos.Domain.Foundation;
using Laitos.Domain.Scanning;
using Laitos.Shell.Apps;
using Laitos.Shell.Relay;
using LanguageExt;
using Microsoft.Win32.SafeHandles;

namespace Laitos.Shell.Scanning;

/// <summary>A program that is started for each mail: the mail on its standard input, the envelope in its environment, its answer an exit code and a line (<see cref="ProgramAnswer"/>).</summary>
/// <param name="access">Its file and its arguments.</param>
sealed class ProgramScanner(ScannerAccess.Program access) : IScanner
{
    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<Either<string, ScanReport>> Scan(ScanRequest request, IMailContent content, TimeSpan limit)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "programs are run on Linux only";
        }

        try
        {
            return await Run(request, content, limit);
        }
        catch (IOException fault)
        {
            return Printable.Excerpt(fault.Message, 200);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held between two mails.
    }

    async Task<Either<string, ScanReport>> Run(ScanRequest request, IMailContent content, TimeSpan limit)
    {
        var mark = ProgramEnvironment.MarkOf(Clock.NewId());
        var (input, output, errors) = (ProcessCalls.Pipe(), ProcessCalls.Pipe(), ProcessCalls.Pipe());
        await using var answer = new OutputReader(output.Reading);
        await using var complaints = new OutputReader(errors.Reading);
        using var stop = new CancellationTokenSource();
        var tree = Start(request, mark, input, output.Writing, errors.Writing);
        var feeding = Feed(input.Writing, content, stop.Token);
        var hasEnded = await ProgramRun.HasEnded(tree, limit, CancellationToken.None);
        await stop.CancelAsync();
        await feeding;
        await tree.End();
        await Task.WhenAll(answer.Ended(LastWords), complaints.Ended(LastWords));
        var (code, said) = (tree.Reap(), (await complaints.Close()).ToUtf8().Trim());
        return hasEnded
            ? ProgramAnswer.Read(code, await answer.Close()).MapLeft(reason => $"{access.Path}: {reason}{(said.Length > 0 ? $": {Printable.Excerpt(said, 200)}" : "")}")
            : $"{access.Path}: no answer in time";
    }

    ProcessTree Start(ScanRequest request, string mark, (SafePipeHandle Reading, SafePipeHandle Writing) input, SafePipeHandle output, SafePipeHandle errors)
    {
        using (output)
        using (errors)
        using (input.Reading)
        {
            try
            {
                return new ProcessTree(
                    Spawn.Start(access.Path, access.Arguments, ProgramEnvironment.Of(mark).Concat(request.Environment()), new ProgramStreams(input.Reading, output, errors)), mark);
            }
            catch (IOException)
            {
                input.Writing.Dispose();
                throw;
            }
        }
    }

    /// A program that has seen enough may close its input.
    static async Task Feed(SafePipeHandle input, IMailContent content, CancellationToken stop)
    {
        await using var pipe = new AnonymousPipeClientStream(PipeDirection.Out, input);
        try
        {
            await foreach (var block in content.Blocks(stop))
            {
                await pipe.WriteAsync(block, stop);
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // What it wants to read, it has read.
        }
    }
}
