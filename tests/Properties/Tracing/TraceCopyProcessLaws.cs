using Laitos.Domain.Tracing;

namespace Laitos.Properties.Tracing;

/// <summary>The copying of records beside a file that grows and a database that fails now and then, or is written to by another.</summary>
public class TraceCopyProcessLaws
{
    static readonly Instant Noon = new(1_800_000_000_000);

    /// Each effect is waited for by itself; each record comes there once and in order; trouble is told when it begins and when it is over; and a daemon that goes down leaves nothing behind, unless there is trouble.
    [Property(MaxTest = 300)]
    public void Each_record_is_copied_once_and_trouble_is_told_once((byte What, ushort Records)[] script, byte later)
    {
        var (world, state, effect, isAway) = (new World(), TraceCopyState.Start, TraceCopyProcess.First, false);
        foreach (var (what, records) in script ?? [])
        {
            world.File += what % 4 == 0 ? records % 2000 : 0;
            world.Now += TimeSpan.FromSeconds(what % 3 == 0 ? records % 400 : 0);
            isAway = what % 5 == 0 || (isAway && what % 5 != 1);
            (state, effect) = world.Advanced(state, effect, isAway, isClosing: false, isOvertaken: what % 7 == 0);
        }

        Assert.That(world.Told, Is.EqualTo(world.Told.Select((_, i) => i % 2 == 0 ? "trouble" : "notice")), "one after the other");
        Assert.That(state.IsFailing, Is.EqualTo(world.Told.Count % 2 == 1));
        var steps = 0;
        for (isAway = later % 4 == 0; effect is not TraceCopyEffect.End; Assert.That(++steps, Is.LessThan((2 * world.File / TraceCopyProcess.Together) + 20), "it comes to an end"))
        {
            (state, effect) = world.Advanced(state, effect, isAway, isClosing: true, isOvertaken: false);
        }

        Assert.That(world.Table, Is.EqualTo(Enumerable.Range(1, world.Table.Count).Select(number => (long)number)));
        Assert.That(isAway || world.Table.Count == world.File, "all that there was");
        Assert.That(world.Pruned.Zip(world.Pruned.Skip(1), (one, next) => next - one), Has.All.GreaterThan(TraceCopyProcess.PrunedEach));
        Assert.That(TraceCopyProcess.Advance(state, new TraceCopyInput.Waited(), world.Now, isClosing: true), Is.EqualTo(new Step<TraceCopyState, TraceCopyEffect>(state, default)), "and nothing comes behind it");
    }

    [Test]
    public void Trouble_is_left_alone_for_a_while_and_what_was_known_is_looked_up_again()
    {
        var (world, state, effect) = (new World { File = 3 }, TraceCopyState.Start, TraceCopyProcess.First);
        var seen = new List<string>();
        for (var step = 0; step < 16; step++)
        {
            seen.Add(effect is TraceCopyEffect.Rest(var time) ? time.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture) : effect.GetType().Name);
            (state, effect) = world.Advanced(state, effect, isAway: step is 2 or 7, isClosing: false, isOvertaken: step == 9);
        }

        Assert.That(string.Join(' ', seen), Is.EqualTo("AwaitRecords 0.5 Look 10 Look ReadBehind Add Prune 10 Look ReadBehind AwaitRecords 0.5 ReadBehind AwaitRecords 0.5"));
    }

    /// <summary>The file, the table, and what was told.</summary>
    sealed class World
    {
        TraceCopy there = TraceCopy.None;

        public List<long> Table { get; } = [];

        public List<string> Told { get; } = [];

        public List<Instant> Pruned { get; } = [];

        public long File { get; set; }

        public Instant Now { get; set; } = Noon;

        public (TraceCopyState, TraceCopyEffect) Advanced(TraceCopyState state, TraceCopyEffect effect, bool isAway, bool isClosing, bool isOvertaken)
        {
            var (next, effects) = TraceCopyProcess.Advance(state, Performed(effect, isAway, isOvertaken), Now, isClosing);
            effects.Iter(each => Told.AddRange(each is TraceCopyEffect.Log(var fact) ? [fact.Name] : []));
            return (next, effects.AsEnumerable().Single(each => each is not TraceCopyEffect.Log));
        }

        TraceCopyInput Performed(TraceCopyEffect effect, bool isAway, bool isOvertaken)
        {
            switch (effect)
            {
                case TraceCopyEffect.AwaitRecords or TraceCopyEffect.Rest:
                    return new TraceCopyInput.Waited();
                case TraceCopyEffect.ReadBehind(var copied, var most):
                    var records = Math.Min(File - copied.Number, most);
                    return new TraceCopyInput.Read(new TraceCopy(copied.Number + records, Noon), (int)records);
                case var _ when isAway:
                    return new TraceCopyInput.Failed("away");
                case TraceCopyEffect.Look:
                    return new TraceCopyInput.Looked(there);
                case TraceCopyEffect.Add(var before, var after):
                    // A copy of which nobody heard is there all the same.
                    if (before == there)
                    {
                        Table.AddRange(Enumerable.Range(1, (int)(after.Number - before.Number)).Select(i => before.Number + i));
                        there = after;
                        return new TraceCopyInput.Added(!isOvertaken);
                    }

                    return new TraceCopyInput.Added(false);
                case TraceCopyEffect.Prune:
                    Pruned.Add(Now);
                    return new TraceCopyInput.Pruned();
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }
}
