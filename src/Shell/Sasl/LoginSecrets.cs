using System.Diagnostics;
using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Domain.Sasl;
using LanguageExt;

namespace Laitos.Shell.Sasl;

/// <summary>What proves to a server who logs in, fetched when it is needed: a file is read at each login, a program is asked when its token has expired or was refused.</summary>
/// <param name="proof">Where it is.</param>
/// <param name="patience">How long a program that prints a token is waited for.</param>
sealed class LoginSecrets(LoginProof proof, TimeSpan patience) : IDisposable
{
    readonly SemaphoreSlim asking = new(1);
    AccessToken? token;

    /// <summary>The password or the token; or why there is none, without either.</summary>
    public Task<Either<string, Secret>> Fetch(CancellationToken cancel) => proof switch
    {
        LoginProof.Password(var password) => Task.FromResult<Either<string, Secret>>(password),
        LoginProof.PasswordFile(var path) => Read(path, text => text.TrimEnd('\r', '\n') is { Length: > 0 } password ? new Secret(password) : "it is empty", cancel),
        LoginProof.TokenFile(var path) => Read(path, text => AccessToken.Parse(text, Clock.Now).Map(found => found.Value), cancel),
        LoginProof.TokenCommand(var command) => Ask(command, cancel),
        _ => throw new UnreachableException(),
    };

    /// <summary>Forgets a token that was refused; true when the next one may be another.</summary>
    public bool Renew()
    {
        var had = token is not null;
        token = null;
        return had;
    }

    /// <inheritdoc/>
    public void Dispose() => asking.Dispose();

    static async Task<Either<string, Secret>> Read(string path, Func<string, Either<string, Secret>> parse, CancellationToken cancel)
    {
        try
        {
            using var file = new StreamReader(path, Encoding.UTF8);
            var buffer = new char[AccessToken.MostCharacters];
            var count = await file.ReadBlockAsync(buffer, cancel).ConfigureAwait(false);
            return parse(new string(buffer, 0, count)).MapLeft(reason => $"{path}: {reason}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// One login asks; the others wait for its answer.
    async Task<Either<string, Secret>> Ask(Seq<string> command, CancellationToken cancel)
    {
        await asking.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (token is { } known && known.IsFresh(Clock.Now))
            {
                return known.Value;
            }

            var printed = await Run(command, cancel).ConfigureAwait(false);
            return printed.Bind(text => AccessToken.Parse(text, Clock.Now)).Match<Either<string, Secret>>(
                Right: found =>
                {
                    token = found;
                    return found.Value;
                },
                Left: reason => $"{command.Head}: {reason}");
        }
        finally
        {
            asking.Release();
        }
    }

    async Task<Either<string, string>> Run(Seq<string> command, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        Process? process = null;
        try
        {
            var start = new ProcessStartInfo(command.Head, command.Tail) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
            start.Environment.Remove(SocketCompletions.Switch);
            process = Process.Start(start)!;
            process.StandardInput.Close();
            var buffer = new char[AccessToken.MostCharacters];
            var count = await process.StandardOutput.ReadBlockAsync(buffer, limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? Prelude.Right<string, string>(new string(buffer, 0, count)) : Prelude.Left<string, string>($"it ended with code {process.ExitCode}");
        }
        catch (OperationCanceledException)
        {
            return Prelude.Left<string, string>("it did not end in time");
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            return Prelude.Left<string, string>(e.Message);
        }
        finally
        {
            End(process);
        }
    }

    static void End(Process? process)
    {
        using var _ = process;
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
