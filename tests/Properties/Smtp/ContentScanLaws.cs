using System.Buffers;
using Laitos.Domain.Smtp;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;

/// <summary>The data scanner against a model that reads octet by octet, in every cut.</summary>
public class ContentScanLaws
{
    static readonly ContentLimits Wide = SmtpArbitraries.Policy.Limits.Content with { MaxSize = 1 << 20, MaxHeader = 1 << 20 };

    static (ContentFacts Facts, Octets Written, int Consumed, bool Complete) Scan(ContentLimits limits, IEnumerable<Octets> pieces)
    {
        var sink = new ArrayBufferWriter<byte>();
        var scan = ContentScan.Start(limits);
        var consumed = 0;
        foreach (var piece in pieces)
        {
            scan = ContentScan.Feed(scan, piece.Span, sink, out var read);
            consumed += read;
        }

        return (scan.Facts, Octets.Copy(sink.WrittenSpan), consumed, scan.IsComplete);
    }

    static (ContentFacts Facts, Octets Written) ScanChunks(ContentLimits limits, IEnumerable<Octets> pieces)
    {
        var sink = new ArrayBufferWriter<byte>();
        var scan = pieces.Aggregate(ContentScan.Start(limits), (state, piece) => ContentScan.FeedChunk(state, piece.Span, sink));
        return (scan.Ended().Facts, Octets.Copy(sink.WrittenSpan));
    }

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 1000)]
    public bool How_the_data_are_cut_makes_no_difference(SmtpOctets smtpOctets, Chunks chunks)
    {
        var narrow = Wide with { MaxSize = 60, MaxHeader = 25 };
        return Scan(Wide, chunks.Cut(smtpOctets.Octets)) == Scan(Wide, [smtpOctets.Octets]) && Scan(narrow, chunks.Cut(smtpOctets.Octets)) == Scan(narrow, [smtpOctets.Octets]);
    }

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 500)]
    public bool How_chunks_are_cut_makes_no_difference(SmtpOctets smtpOctets, Chunks chunks) =>
        ScanChunks(Wide, chunks.Cut(smtpOctets.Octets)) == ScanChunks(Wide, [smtpOctets.Octets]);

    [Property(MaxTest = 300)]
    public bool Arbitrary_octets_in_chunks_arrive_as_they_are(byte[] octets) => ScanChunks(Wide, [Octets.Copy(octets)]).Written == Octets.Copy(octets);

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 1000)]
    public bool The_scanner_agrees_with_a_model_that_reads_lines(SmtpOctets smtpOctets)
    {
        var text = smtpOctets.Octets.ToLatin1();
        var (model, consumed, complete) = Model(text);
        var (facts, written, read, done) = Scan(Wide, [smtpOctets.Octets]);
        return done == complete && read == consumed && (!complete || (written.ToLatin1() == model && facts.Size == model.Length && facts == FactsOf(model)));
    }

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 500)]
    public bool Chunks_and_the_model_agree_on_the_facts(SmtpOctets smtpOctets) => ScanChunks(Wide, [smtpOctets.Octets]).Facts == FactsOf(smtpOctets.Octets.ToLatin1());

    /// Splits at CRLF alone; the first line that is one dot ends the mail.
    static (string Mail, int Consumed, bool Complete) Model(string text)
    {
        var lines = text.Split("\r\n");
        var at = System.Array.IndexOf(lines[..^1], ".");
        var taken = at < 0 ? lines : lines[..at];
        var mail = string.Concat(taken.Select(line => (line.StartsWith('.') ? line[1..] : line) + "\r\n"));
        return (mail, at < 0 ? text.Length : taken.Sum(line => line.Length + 2) + 3, at >= 0);
    }

    static ContentFacts FactsOf(string mail)
    {
        var rest = mail.Replace("\r\n", "");
        var header = mail.StartsWith("\r\n") ? 2 : mail.IndexOf("\r\n\r\n") is var at and >= 0 ? at + 4 : mail.Length;
        var alone = System.Text.RegularExpressions.Regex.Count(mail, "\r(?!\n)");
        var faults = (alone > 0 ? ContentFaults.BareCr : 0)
            | (System.Text.RegularExpressions.Regex.Count(mail, "(?<!\r)\n") > 0 ? ContentFaults.BareLf : 0)
            | (mail.Contains('\0') ? ContentFaults.Nul : 0);
        // A CR at the very end ends no line of octets: it is a fault, not yet a part of the line.
        var lines = mail.Split("\r\n");
        lines[^1] = lines[^1].EndsWith('\r') ? lines[^1][..^1] : lines[^1];
        return new ContentFacts(mail.Length, header, rest.Any(c => c > 0x7f), lines.Max(line => line.Length), faults);
    }

    [TestCase("\r\n", "\n.\n")]
    [TestCase("\r\n", "\r\n.\n")]
    [TestCase("\r\n", "\n.\r\n")]
    [TestCase("\r\n", "\r.\r")]
    [TestCase("\r\n", "\r\n.\r")]
    [TestCase("\r\n", "\r.\r\n")]
    [TestCase("\r\n", "\r\r\n.\r\r\n")]
    [TestCase("\r\n", "\r\n\0.\r\n")]
    [TestCase("\r\n", "\r\n.\0\r\n")]
    [TestCase("\r\n", "\r\n. \r\n")]
    public void Nothing_but_a_dot_between_two_CRLF_ends_a_mail(string before, string trick)
    {
        var wire = Octets.Latin1($"Subject: x{before}{before}body{trick}MAIL FROM:<evil@sender.test>\r\n.\r\nQUIT\r\n");
        var (_, written, consumed, complete) = Scan(Wide, [wire]);
        Assert.Multiple(() =>
        {
            Assert.That(complete);
            Assert.That(consumed, Is.EqualTo(wire.Length - "QUIT\r\n".Length));
            Assert.That(written.ToLatin1(), Does.Contain("MAIL FROM:<evil@sender.test>"));
        });
    }

    [TestCase(".\r\n", "")]
    [TestCase("\r\n.\r\n", "\r\n")]
    [TestCase("..\r\n.\r\n", ".\r\n")]
    [TestCase(".a\r\n.\r\n", "a\r\n")]
    [TestCase("a\r\n...\r\n.\r\n", "a\r\n..\r\n")]
    public void Dots_are_unstuffed(string wire, string mail) =>
        Assert.That(Scan(Wide, [Octets.Latin1(wire)]), Is.EqualTo((FactsOf(mail), Octets.Latin1(mail), wire.Length, true)));

    [Property(Arbitrary = [typeof(SmtpArbitraries)], MaxTest = 500)]
    public bool Past_a_limit_octets_are_counted_and_not_written(SmtpOctets smtpOctets, byte maxSize, byte maxHeader)
    {
        var (wide, whole, _, _) = Scan(Wide, [smtpOctets.Octets]);
        var (facts, written, _, _) = Scan(Wide with { MaxSize = maxSize, MaxHeader = maxHeader }, [smtpOctets.Octets]);
        var headerTooLarge = wide.HeaderSize > maxHeader;
        var kept = Math.Min(whole.Length, headerTooLarge ? Math.Min(maxSize, maxHeader) : maxSize);
        return written == whole.Slice(0, kept)
            && facts with { Faults = facts.Faults & ~(ContentFaults.TooLarge | ContentFaults.HeaderTooLarge) } == wide
            && facts.Faults.HasFlag(ContentFaults.TooLarge) == wide.Size > maxSize
            && facts.Faults.HasFlag(ContentFaults.HeaderTooLarge) == headerTooLarge;
    }

    [Test]
    [NonParallelizable]
    public void The_worst_octets_cost_linear_time()
    {
        var line = Octets.Latin1(string.Concat(Enumerable.Repeat("\r\n..\r.\n\0", 1 << 15)));
        Assert.That(Milliseconds(line), Is.LessThan(50 * Math.Max(20, Milliseconds(line.Slice(0, line.Length / 8)))));
    }

    static double Milliseconds(Octets octets)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Scan(Wide, [octets]);
        return watch.Elapsed.TotalMilliseconds;
    }
}
