using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Shell.Spool;

namespace Laitos.Shell.Apps;

/// <summary>The message bank on disk: one file, replaced as a whole, so that a crash leaves the one or the other.</summary>
/// <param name="path">Its path.</param>
public sealed class MessageBankFile(string path)
{
    const int MaxOctets = 16 << 20;

    readonly Lock gate = new();

    /// <summary>The file of a configuration: it lies in the folder of the spool.</summary>
    public static MessageBankFile Of(LaitosSettings settings) => new(Path.Combine(new SpoolDirectory(settings.Spool.Directory).Root, "messages.json"));

    /// <summary>False when no message was ever stored.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>What it holds. One that is missing holds nothing; a damaged one is left alone, and named. Throws what disks throw.</summary>
    public AppResponse Read() =>
        !Exists ? new AppResponse.Messages(MessageBank.Empty)
        : new FileInfo(path).Length > MaxOctets ? Damaged
        : MessageBankCodec.Read(new Octets(File.ReadAllBytes(path))).Match<AppResponse>(bank => new AppResponse.Messages(bank), _ => Damaged);

    /// <summary>Copies it into a folder; false when there is none. Throws what disks throw.</summary>
    public bool CopyTo(string folder) => SafeCopy.OfFile(path, Path.Combine(folder, Path.GetFileName(path))) is not null;

    /// <summary>Keeps one more message, flushed to the disk, and gives all that it holds then. Throws what disks throw.</summary>
    public AppResponse Store(BankMessage message)
    {
        lock (gate)
        {
            return Read() is AppResponse.Messages(var bank) ? Replace(bank.Store(message)) : Damaged;
        }
    }

    AppResponse.Failed Damaged => new($"{path} is no message bank, or is damaged; move it away to begin a new one");

    AppResponse.Messages Replace(MessageBank bank)
    {
        var (folder, fresh) = (Path.GetDirectoryName(path)!, path + ".new");
        if (!Directory.Exists(folder))
        {
            SpoolDirectory.CreateFolder(folder);
        }

        using (var file = new FileStream(fresh, SpoolDirectory.NewFile(FileMode.Create)))
        {
            file.Write(MessageBankCodec.Write(bank).Span);
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        FileCalls.FlushDirectory(folder);
        return new AppResponse.Messages(bank);
    }
}
