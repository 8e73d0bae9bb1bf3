using Laitos.Domain.Smtp.Server;

namespace Laitos.Properties.Smtp;

/// <summary>Command lines out of octets that arrive in any pieces.</summary>
public class LineReaderLaws
{
    const int Most = 16;

    [Property(MaxTest = 500)]
    public bool However_the_octets_are_cut_the_lines_are_the_same(byte[] octets, byte[] cuts)
    {
        byte[] mail = [.. (octets ?? []).Select(octet => (octet % 5) switch { 0 => (byte)'\n', 1 => (byte)'\r', _ => octet })];
        return Lines(mail, _ => 1).SequenceEqual(Lines(mail, i => 1 + (cuts is { Length: > 0 } ? cuts[i % cuts.Length] : 7)));
    }

    [TestCase("\u0004\n\n")]
    [TestCase("GET / HTTP/1.1\r\n\r\n")]
    public void Another_protocol_is_recognised_at_the_same_octet_however_they_are_cut(string octets) =>
        Assert.That(Lines(Octets.Latin1(octets).Span.ToArray(), _ => 1), Is.EqualTo(Lines(Octets.Latin1(octets).Span.ToArray(), _ => 100)));

    [TestCase("NOOP\r\n", "NOOP")]
    [TestCase("NOOP\n", "NOOP")]
    [TestCase("\r\n", "")]
    [TestCase("a\rb\r\r\n", "a\rb\r")]
    [TestCase("0123456789abcd\r\n", "0123456789abcd")]
    [TestCase("0123456789abcde\r\n", null)]
    public void A_line(string octets, string? line) =>
        Assert.That(Lines(Octets.Latin1(octets).Span.ToArray(), _ => 100), Is.EqualTo(new SessionInput[] { line is null ? new SessionInput.LineTooLong() : new SessionInput.LineReceived(Octets.Latin1(line)) }));

    [Test]
    public void A_line_without_an_end_is_given_up() =>
        Assert.That(Lines(new byte[300 * Most], _ => 1000), Is.EqualTo(new SessionInput[] { new SessionInput.PeerClosed() }));

    /// What is read until the octets are used up; in each round so many more of them have arrived.
    static List<SessionInput> Lines(byte[] octets, Func<int, int> more)
    {
        var (found, progress, start, end) = (new List<SessionInput>(), LineProgress.Start, 0, 0);
        for (var round = 0; end < octets.Length || start < end;)
        {
            var read = LineReader.Read(progress, octets.AsSpan(start, Math.Min(end - start, Most + 1)), Most);
            start += read.Consumed;
            switch (read)
            {
                case LineRead.Complete(var input, _):
                    found.Add(input);
                    progress = LineProgress.Start;
                    if (input is SessionInput.PeerClosed)
                    {
                        return found;
                    }

                    break;
                case LineRead.NeedMore(var next, var consumed):
                    progress = next;
                    if (consumed == 0)
                    {
                        if (end == octets.Length)
                        {
                            return found;
                        }

                        end = Math.Min(octets.Length, end + more(round++));
                    }

                    break;
            }
        }

        return found;
    }
}
