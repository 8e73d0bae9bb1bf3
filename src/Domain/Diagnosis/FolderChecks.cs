using System.Globalization;

namespace Laitos.Domain.Diagnosis;

/// <summary>The folders that mail is written into.</summary>
static class FolderChecks
{
    /// Octets that the daemon keeps back: with less, it takes no mail into the spool.
    const long Reserve = 32 << 20;

    /// Octets below which room is scarce.
    const long Scarce = 256 << 20;

    /// In memory: a power cut takes all of it.
    static readonly string[] Memory = ["tmpfs", "ramfs"];

    /// Over a network: a database must not lie there, for its locks and its shared memory do not work.
    static readonly string[] Network = ["nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "ceph", "fuse.sshfs", "fuse.glusterfs"];

    /// Beside a database it holds what is still arriving, the records and the message bank.
    public static Validation<Demand, Judgement> Spool(Setup setup, Evidence known, string path) => Look(known, path, "Spool.Directory", folder =>
        Memory.Contains(folder.FileSystem) && setup.Settings.Spool.Database.IsSome ? Judgement.Warning($"it lies in memory ({folder.FileSystem}): a power cut takes the records of decisions and the message bank", "set Spool.Directory to a folder on a disk")
        : Memory.Contains(folder.FileSystem) ? Judgement.Error($"it lies in memory ({folder.FileSystem}): a power cut takes the mail that waits", "set Spool.Directory to a folder on a disk")
        : Network.Contains(folder.FileSystem) ? Judgement.Error($"it lies on a network file system ({folder.FileSystem}), on which the database is not safe", "set Spool.Directory to a folder on a disk of this machine")
        : folder.FreeOctets < Reserve ? Judgement.Error($"its disk has {Room(folder)} left, less than is kept in reserve: no mail is taken into it", "make room on the disk")
        : folder.FreeOctets < Scarce ? Judgement.Warning($"its disk has only {Room(folder)} left", "make room on the disk")
        : Judgement.Good(
            $"{(folder.Exists ? "it can be written" : "it will be made at the first start, and can be written")}; {(folder.FileSystem.Length > 0 ? folder.FileSystem : "the disk")} says that it flushes",
            ("flush", folder.FlushTime), ("free", folder.FreeOctets)));

    public static Validation<Demand, Judgement> Pickup(Evidence known, string path) => Look(known, path, "MailClient.PickupDirectory", folder =>
        Judgement.Good(folder.Exists ? "it can be written" : "it will be made with the first mail, and can be written", ("free", folder.FreeOctets)));

    static Validation<Demand, Judgement> Look(Evidence known, string path, string key, Func<Observation.Folder, Judgement> judge) =>
        known.Look<Observation.Folder>(new Probe.Folder(path)).Map(seen => seen.Match(
            folder => folder.WriteFault.Match(
                fault => Judgement.Error($"it cannot be written: {fault}", $"make it for the user of the daemon (install -d -o laitos -m 700), or name another folder in {key}"),
                () => folder.FlushFault.Match(
                    fault => Judgement.Error($"what is written there cannot be flushed: {fault}", $"name a folder on a sound disk in {key}"),
                    () => judge(folder))),
            reason => Judgement.Error($"it cannot be tried: {reason}", $"name another folder in {key}")));

    static string Room(Observation.Folder folder) => string.Create(CultureInfo.InvariantCulture, $"{folder.FreeOctets >> 20} MiB");
}
