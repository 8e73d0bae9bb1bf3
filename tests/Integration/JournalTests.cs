using System.Text;
using Laitos.Domain.Foundation;
using Laitos.Integration.Peers;
using Laitos.Shell;

namespace Laitos.Integration;

/// <summary>How lines of the log come to where they are written.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class JournalTests
{
    [TestCase(1)]
    [TestCase(300)]
    [TestCase(900)]
    public async Task A_line_that_comes_alone_is_written_in_one_piece(int length)
    {
        using var stream = new Pieces();
        await using var journal = new Journal(Journal.Output(stream), json: false, Redaction.Of(default));
        for (var line = 1; line <= 10; line++)
        {
            journal.Write("told", ("what", new string('x', length)));
            Assert.That(await Programs.Becomes(() => stream.Written.Count(octet => octet == '\n') == line), "written");
        }

        Assert.That(stream.Lengths, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task What_has_been_told_is_written_when_the_log_ends_as_UTF_8()
    {
        using var stream = new Pieces();
        await using (var journal = new Journal(Journal.Output(stream), json: false, Redaction.Of(default)))
        {
            Enumerable.Range(0, 1_000).ToList().ForEach(number => journal.Write("told", ("what", $"é{number}")));
        }

        Assert.That(Encoding.UTF8.GetString(stream.Written).Split('\n').Count(line => line.Contains("what=é", StringComparison.Ordinal)), Is.EqualTo(1_000));
        Assert.That(stream.Lengths, Has.Count.LessThan(10), "those that come together are written together");
        var ends = stream.Lengths.Aggregate(Seqs.Of(0), (all, length) => all.Add(all.Last() + length)).Skip(1).ToArray();
        Assert.That(ends.Select(end => stream.Written[end - 1]), Is.All.EqualTo((byte)'\n'), "no line is cut");
    }

    /// <summary>Keeps what is written, and how much at a time.</summary>
    sealed class Pieces : MemoryStream
    {
        readonly Lock gate = new();
        readonly List<int> lengths = [];

        public IReadOnlyList<int> Lengths
        {
            get
            {
                lock (gate)
                {
                    return [.. lengths];
                }
            }
        }

        public byte[] Written
        {
            get
            {
                lock (gate)
                {
                    return ToArray();
                }
            }
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            lock (gate)
            {
                lengths.Add(buffer.Length);
                base.Write(buffer.ToArray(), 0, buffer.Length);
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
