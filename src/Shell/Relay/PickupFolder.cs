using System.Globalization;
using System.Security.Cryptography;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;
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

    /// ENOSPC and EDQUOT of Linux, and the Windows codes for a full disk.
    static readonly int[] NoSpace = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <inheritdoc/>
    public async Task<DeliveryReport> Deliver(MailJob job, IMailContent content, CancellationToken cancel)
    {
        var outcome = await Store(content, cancel).ConfigureAwait(false);
        return new DeliveryReport(job.Recipients.Map(recipient => (recipient, outcome)));
    }

    async Task<Outcome> Store(IMailContent content, CancellationToken cancel)
    {
        var name = NewName();
        var hidden = Path.Combine(directory, $".{name}.tmp");
        try
        {
            CreateFolder();
            await Write(hidden, content, cancel).ConfigureAwait(false);
            File.Move(hidden, Path.Combine(directory, name));
            Durable(name);
            return new Outcome.Delivered(Reply.Of(250, 0, 0, $"stored as {name}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            Remove(hidden);
            return new Outcome.Deferred(Explain(e));
        }
    }

    static async Task Write(string path, IMailContent content, CancellationToken cancel)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 0, PreallocationSize = content.Size };
        var file = new FileStream(path, options);
        await using var closing = file.ConfigureAwait(false);
        await foreach (var block in content.Blocks(cancel).ConfigureAwait(false))
        {
            await file.WriteAsync(block, cancel).ConfigureAwait(false);
        }

        if (file.Position != content.Size)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"the mail has {file.Position} octets instead of {content.Size}"));
        }

        file.Flush(flushToDisk: true);
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

    static Reply Explain(Exception fault) => fault switch
    {
        OperationCanceledException => Reply.Of(451, 3, 2, "storing the mail was interrupted"),
        IOException e when NoSpace.Contains(e.HResult) => Reply.Of(452, 3, 1, "no space left for the mail"),
        _ => Reply.Of(451, 3, 0, Printable.ReplyText($"the mail could not be stored: {fault.Message}")),
    };

    static string NewName() => string.Create(
        CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyyMMdd'T'HHmmssfff'Z'}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.eml");
}
