using System.Security.Cryptography;
using Laitos.Domain.Smtp.Client;
using Laitos.Shell.Spool;

namespace Laitos.Shell.Relay;

/// <summary>
/// Lays each mail into a folder as one <c>.eml</c> file, octet for octet. The file appears whole or not at all: it is written
/// under a hidden name, flushed to the disk, then renamed, and the new name flushed too. Its name is made of time and chance, never of the mail.
/// </summary>
/// <param name="directory">The folder; it is created when it is missing.</param>
/// <param name="flush">Flushes the names in a folder to the disk, or throws an <see cref="IOException"/>.</param>
public sealed class PickupFolder(string directory, Action<string> flush) : IRelay
{
    /// <param name="directory">The folder; it is created when it is missing.</param>
    public PickupFolder(string directory)
        : this(directory, FileCalls.FlushDirectory)
    {
    }

    /// <inheritdoc/>
    public async Task<DeliveryReport> Deliver(MailJob job, IMailContent content, CancellationToken cancel)
    {
        var result = await Store(content, cancel).ConfigureAwait(false);
        return DeliveryReport.Of(job, result.Outcome);
    }

    async Task<PickupResult> Store(IMailContent content, CancellationToken cancel)
    {
        var name = PickupResult.FileName(Clock.Now, RandomNumberGenerator.GetBytes(8));
        var hidden = Path.Combine(directory, $".{name}.tmp");
        try
        {
            CreateFolder();
            var written = await Write(hidden, content, cancel).ConfigureAwait(false);
            if (written != content.Size)
            {
                Remove(hidden);
                return new PickupResult.WrongSize(written, content.Size);
            }

            File.Move(hidden, Path.Combine(directory, name));
            Durable(name);
            return new PickupResult.Stored(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            Remove(hidden);
            return ResultOf(e);
        }
    }

    /// Gives how many octets were written.
    static async Task<long> Write(string path, IMailContent content, CancellationToken cancel)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0, PreallocationSize = content.Size };
        var file = new FileStream(path, options);
        await using var closing = file.ConfigureAwait(false);
        await foreach (var block in content.Blocks(cancel).ConfigureAwait(false))
        {
            await file.WriteAsync(block, cancel).ConfigureAwait(false);
        }

        file.Flush(flushToDisk: true);
        return file.Position;
    }

    /// A new folder is a new name in the one above it.
    void CreateFolder()
    {
        var above = new List<string>();
        for (var folder = Path.GetFullPath(directory); !Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent; folder = parent)
        {
            above.Add(parent);
        }

        Directory.CreateDirectory(directory);
        above.ForEach(flush);
    }

    /// Only a name that has been flushed is certain to be found after a crash. When it cannot be, the file goes again: the mail is tried another time.
    void Durable(string name)
    {
        try
        {
            flush(directory);
        }
        catch (IOException)
        {
            Remove(Path.Combine(directory, name));
            throw;
        }
    }

    static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A hidden file stays behind; the mail is deferred all the same.
        }
    }

    static PickupResult ResultOf(Exception fault) => fault switch
    {
        OperationCanceledException => new PickupResult.Interrupted(),
        _ when fault.IsNoSpace() => new PickupResult.NoSpace(),
        _ => new PickupResult.Failed(fault.Message),
    };
}
