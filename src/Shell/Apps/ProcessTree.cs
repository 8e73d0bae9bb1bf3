namespace Laitos.Shell.Apps;

/// <summary>
/// All that a program has started, however it tried to hide: by the chain of parents, by its session, by the mark in its environment; and an orphan that has
/// shed all of these is a child of ours that we have not started. Only processes younger than the program can belong to it.
/// </summary>
sealed class ProcessTree
{
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Persistence = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// The programs that we have started ourselves. Whoever starts one holds the door until it is among them.
    static readonly System.Collections.Generic.HashSet<int> Started = [];
    static readonly Lock SpawnLock = new();

    readonly int head;
    readonly long start;
    readonly string mark;

    ProcessTree(int head, string mark) =>
        (this.head, this.mark, start) = (head, mark, ProcessEntry.Find($"{head}")?.Start ?? 0);

    /// <summary>Starts a program as the head of a tree. Orphans below it become children of ours.</summary>
    /// <param name="mark">The variable that its environment is known by.</param>
    /// <param name="spawn">Starts it and gives its number.</param>
    public static ProcessTree Start(string mark, Func<int> spawn)
    {
        ProcessCalls.AdoptOrphans();
        lock (SpawnLock)
        {
            var head = spawn();
            Started.Add(head);
            return new ProcessTree(head, mark);
        }
    }

    /// <summary>True once the program itself has come to its end.</summary>
    public bool HasEnded => ProcessCalls.HasEnded(head);

    /// <summary>Ends all that is left of the tree: asks first, and insists after half a second. Gives up on what even the kernel cannot end.</summary>
    public async Task End()
    {
        if (!await IsGone(Grace, ProcessCalls.SigTerm, once: true))
        {
            await IsGone(Persistence, ProcessCalls.SigKill, once: false);
        }
    }

    /// <summary>Forgets the program once it has come to its end, and gives its exit code.</summary>
    public int Reap()
    {
        lock (SpawnLock)
        {
            var code = ProcessCalls.Reap(head);
            Started.Remove(head);
            return code;
        }
    }

    async Task<bool> IsGone(TimeSpan patience, int signal, bool once)
    {
        var began = Environment.TickCount64;
        for (var isFirst = true; Scan() is { IsGone: false } sight; isFirst = false)
        {
            if (isFirst || !once)
            {
                Signal(sight.Alive, signal);
            }

            if (Environment.TickCount64 - began > patience.TotalMilliseconds)
            {
                return false;
            }

            await Task.Delay(Pause);
        }

        return true;
    }

    /// A whole group at once cannot outrun the signal by forking; one that is stopped has to go on to hear it. None of the groups is ours: the head began a session.
    static void Signal(List<ProcessEntry> members, int signal)
    {
        foreach (var target in members.Select(each => -each.Group).Concat(members.Select(each => each.Id)).Distinct())
        {
            ProcessCalls.Signal(target, signal);
            ProcessCalls.Signal(target, ProcessCalls.SigCont);
        }
    }

    /// Who is alive; and whether the tree is gone. While one looks at them, those that were listed may die, each having borne another that was not: so a zombie
    /// or one that vanished is a reason to look again. Zombies that have come down to us are removed on the way.
    (List<ProcessEntry> Alive, bool IsGone) Scan()
    {
        var (all, vanished) = ProcessEntry.All();
        var members = Members(all, all.First(each => each.Id == Environment.ProcessId));
        var orphans = members.Where(each => !each.IsAlive && each.Parent == Environment.ProcessId && each.Id != head).ToList();
        foreach (var orphan in orphans)
        {
            ProcessCalls.Reap(orphan.Id);
        }

        var alive = members.Where(each => each.IsAlive).ToList();
        return (alive, alive.Count + orphans.Count + vanished == 0);
    }

    List<ProcessEntry> Members(IReadOnlyList<ProcessEntry> all, ProcessEntry self)
    {
        System.Collections.Generic.HashSet<int> started;
        lock (SpawnLock)
        {
            started = [.. Started];
        }

        var young = all.Where(each => each.Start >= start && each.Id != self.Id).ToList();
        var found = young.Where(each => IsRoot(each, self, started)).ToDictionary(each => each.Id);
        for (var before = 0; before < found.Count;)
        {
            before = found.Count;
            foreach (var child in young.Where(each => found.ContainsKey(each.Parent)))
            {
                found.TryAdd(child.Id, child);
            }
        }

        return [.. found.Values];
    }

    bool IsRoot(ProcessEntry process, ProcessEntry self, System.Collections.Generic.HashSet<int> started) =>
        process.Id == head || process.Session == head
        || (process.Parent == self.Id && process.Session != self.Session && !started.Contains(process.Id))
        || (process.IsAlive && process.Has(mark));
}
