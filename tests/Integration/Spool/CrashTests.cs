using System.Diagnostics;
using Laitos.Integration.Durability;
using Laitos.Shell.Spool;
using NUnit.Framework;

namespace Laitos.Integration.Spool;

/// <summary>A program that writes is killed at any moment: what it had been told is stored, is there.</summary>
public sealed class CrashTests : SpoolFixture
{
    static readonly int Kills = KillTests.Times(5);

    readonly HashSet<string> stored = [];
    readonly HashSet<string> doubtful = [];
    readonly HashSet<string> removed = [];

    [Test]
    public async Task Nothing_confirmed_is_lost_when_the_writer_is_killed()
    {
        for (var round = 0; round < Kills; round++)
        {
            Note(await FillAndKill(round));
            await using var spool = Open();
            var there = (await Entries(spool)).ToDictionary(entry => entry.Id, entry => entry.State.ToUtf8());
            Assert.That(stored.Except(doubtful).Except(there.Keys), Is.Empty, $"lost in round {round}");
            Assert.That(removed.Intersect(there.Keys), Is.Empty, $"risen in round {round}");
            foreach (var (id, state) in there)
            {
                Assert.That(state, Is.EqualTo(id));
                Assert.That((await MailOf(spool, id)).AsSpan().SequenceEqual(VictimProgram.MailOf(id)), $"{id} is not whole in round {round}");
            }

            Assert.That(Directory.GetFiles(Folder.Bodies, "*.body").Select(Path.GetFileNameWithoutExtension), Is.EquivalentTo(there.Keys.Where(id => VictimProgram.SizeOf(id) > BodyFiles.Largest)));
            Assert.That(Directory.GetFiles(Folder.Bodies, "*.segment").Length, Is.LessThanOrEqualTo(there.Keys.Count(id => VictimProgram.SizeOf(id) is >= SegmentFiles.Least and <= BodyFiles.Largest)), "none is left without a mail");
            stored.UnionWith(there.Keys);
            foreach (var id in there.Keys)
            {
                await spool.Replace(id);
                removed.Add(id);
                doubtful.Add(id);
            }
        }

        Assert.That(stored, Has.Count.GreaterThan(Kills));
    }

    async Task<IReadOnlyList<string>> FillAndKill(int round)
    {
        using var victim = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(VictimProgram).Assembly.Location, "fill", Folder.Root, $"{round * 1_000_000}"]) { RedirectStandardOutput = true })!;
        var lines = new List<string>();
        var first = await victim.StandardOutput.ReadLineAsync();
        Assert.That(first, Is.Not.Null, "the writer did not begin");
        lines.Add(first!);
        var rest = victim.StandardOutput.ReadToEndAsync();
        await Task.Delay(Random.Shared.Next(300));
        victim.Kill();
        await victim.WaitForExitAsync();
        var text = await rest;

        // A line that the kill has cut short says nothing.
        lines.AddRange(text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return lines;
    }

    void Note(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            (line[0] switch { '+' => stored, '?' => doubtful, _ => removed }).Add(line[1..]);
        }
    }
}
