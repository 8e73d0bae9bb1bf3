using Laitos.Domain.Rewriting.EnvelopeSenders;
using Laitos.Properties.Support;

namespace Laitos.Properties.Rewriting.EnvelopeSenders;

/// <summary>SRS addresses recorded from Mail::SRS, at the first forwarder and at two that follow.</summary>
public class RecordedSrs
{
    [Test]
    public void They_are_written_alike_and_read_back()
    {
        var lines = File.ReadLines(Suites.Path("suites/srs/vectors-mail-srs-0.31.tsv")).Skip(1).Select(line => line.Split('\t')).ToArray();
        Assert.That(lines, Has.Length.EqualTo(432));
        Assert.Multiple(() =>
        {
            foreach (var line in lines)
            {
                var (key, now, length) = (new Secret(line[0]), new Instant(long.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture) * 1000), int.Parse(line[2], System.Globalization.CultureInfo.InvariantCulture));
                var path = line[3];
                foreach (var (hop, expected) in line[5..8].Index())
                {
                    key = hop == 0 ? key : new Secret(hop == 1 ? "second" : "third");
                    var at = path.LastIndexOf('@');
                    var written = SrsAddress.Write(key, length, path[..at], path[(at + 1)..], now);
                    Assert.That(written, Is.EqualTo(expected[..expected.LastIndexOf('@')]));
                    var read = SrsAddress.Read(Seqs.Of(new Secret("another"), key), length, 21, written, now);
                    Assert.That(read.Match(Right: mailbox => mailbox.ToString(), Left: fault => fault.ToString()), Is.EqualTo(path.StartsWith("SRS1", StringComparison.Ordinal) ? line[5] : path).IgnoreCase);
                    path = expected;
                }
            }
        });
    }
}
