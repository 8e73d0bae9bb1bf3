using System.Globalization;

namespace Laitos.Shell.Apps;

/// <summary>
/// The processes of one command, and no others: those of the session that its program leads, those that carry its mark in their environment, and their descendants.
/// </summary>
/// <param name="head">The number of the program, which is the number of its session too.</param>
/// <param name="mark">The variable that its environment is known by.</param>
sealed class ProcessTree(int head, string mark)
{
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Persistence = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// So many looks in a row must find nobody: between two files of a process in /proc, it may have become another program.
    const int Looks = 2;

    /// Whoever was there before the program is none of its own. The program stays in the list of processes until it is reaped.
    readonly long began = ProcessEntry.Find(head.ToString(CultureInfo.InvariantCulture))?.Started ?? 0;

    /// The zombies that were seen: whoever should reap them may take his time.
    readonly System.Collections.Generic.HashSet<int> zombies = [];

    /// <summary>True once the program itself has come to its end.</summary>
    public bool HasEnded => ProcessCalls.HasEnded(head);

    /// <summary>Ends all that is left of the command: asks first, and insists after half a second. Gives up on what even the kernel cannot end.</summary>
    public async Task End()
    {
        if (!await IsGone(Grace, ProcessCalls.SigTerm, once: true))
        {
            await IsGone(Persistence, ProcessCalls.SigKill, once: false);
        }
    }

    /// <summary>Forgets the program once it has come to its end, and gives its exit code.</summary>
    public int Reap() => ProcessCalls.Reap(head);

    async Task<bool> IsGone(TimeSpan patience, int signal, bool once)
    {
        var began = Environment.TickCount64;
        for (var (isFirst, empty) = (true, 0); ; isFirst = false)
        {
            var (alive, isGone) = Look();
            empty = isGone ? empty + 1 : 0;
            if (empty == Looks)
            {
                return true;
            }

            if (isFirst || !once)
            {
                Signal(alive, signal);
            }

            if (Environment.TickCount64 - began > patience.TotalMilliseconds)
            {
                return false;
            }

            await Task.Delay(Pause);
        }
    }

    /// A whole group at once cannot outrun the signal by forking; one that is stopped has to go on to hear it. None of the groups is ours: the program began a session.
    static void Signal(List<ProcessEntry> members, int signal)
    {
        foreach (var target in members.Select(each => -each.Group).Concat(members.Select(each => each.Id)).Distinct())
        {
            ProcessCalls.Signal(target, signal);
            ProcessCalls.Signal(target, ProcessCalls.SigCont);
        }
    }

    /// Who is alive; and whether all are gone. While one looks, those that were listed may die, each having borne another that was not: so one that vanished, or has
    /// become a zombie, is a reason to look again, as is one that cannot be told to be ours or not.
    (List<ProcessEntry> Alive, bool IsGone) Look()
    {
        var (all, vanished) = ProcessEntry.All();
        var others = all.Where(each => each.Started >= began && each.Id != Environment.ProcessId)
            .Select(each => (Entry: each, IsOurs: each.Session == head ? true : each.IsAlive ? each.Has(mark) : false)).ToList();
        var found = others.Where(each => each.IsOurs.IfNone(false)).ToDictionary(each => each.Entry.Id, each => each.Entry);
        for (var before = 0; before < found.Count;)
        {
            before = found.Count;
            foreach (var child in all.Where(each => found.ContainsKey(each.Parent)))
            {
                found.TryAdd(child.Id, child);
            }
        }

        var alive = found.Values.Where(each => each.IsAlive).ToList();
        var died = others.Count(each => !each.Entry.IsAlive && zombies.Add(each.Entry.Id));
        return (alive, alive.Count + vanished + died == 0 && others.All(each => each.IsOurs.IsSome));
    }
}
