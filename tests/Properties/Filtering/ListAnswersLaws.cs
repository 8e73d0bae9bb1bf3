using Laitos.Domain.Addresses;
using Laitos.Domain.Filtering;
using Laitos.Properties.Support;
using static Laitos.Properties.Arbitraries.FilteringArbitraries;

namespace Laitos.Properties.Filtering;

public class AnswerRangeLaws
{
    [Property(MaxTest = 300)]
    public bool What_is_written_is_read(uint first, ushort length)
    {
        var start = (127u << 24) | (first & 0xffffff);
        var range = new AnswerRange(start, Math.Min(start + length, 0x7fffffff));
        return AnswerRange.ParseList($" {range} , {range}").ToOption() == Prelude.Some(Seqs.Of(range, range));
    }

    [Property(MaxTest = 300)]
    public bool Any_text_is_ranges_or_an_error(string? text) => AnswerRange.ParseList(text ?? "") is { IsLeft: true } or { IsRight: true };

    [TestCase("127.0.0.2", "127.0.0.2", "127.0.0.1 127.0.0.3")]
    [TestCase("127.0.0.2-11", "127.0.0.2 127.0.0.11", "127.0.0.1 127.0.0.12 127.0.1.5")]
    [TestCase("127.0.0.10-127.0.0.12", "127.0.0.10 127.0.0.12", "127.0.0.9 127.0.0.13")]
    [TestCase("127.0.0.0/16", "127.0.0.0 127.0.255.255", "127.1.0.0 126.255.255.255 127.0.1.255 127.0.0.255 203.0.113.9 ::1")]
    [TestCase("127.0.7.9/24", "127.0.7.0 127.0.7.254", "127.0.6.255 127.0.8.0")]
    [TestCase("127.0.0.2,127.0.0.4", "127.0.0.2 127.0.0.4", "127.0.0.3")]
    [TestCase("127.0.0.0/8", "127.255.254.255", "127.255.255.0 127.255.255.252 127.255.255.254 127.255.255.255")]
    public void A_list_of_ranges_contains(string text, string within, string without)
    {
        var ranges = AnswerRange.ParseList(text).IfLeft(default(Seq<AnswerRange>));
        Assert.That(within.Split(' ').Where(code => !ranges.Exists(range => range.Contains(Ip(code)))), Is.Empty);
        Assert.That(without.Split(' ').Where(code => ranges.Exists(range => range.Contains(Ip(code)))), Is.Empty);
    }

    [TestCase("")]
    [TestCase("127.0.0.2,")]
    [TestCase("127.0.0.11-2")]
    [TestCase("128.0.0.1")]
    [TestCase("127.0.0.1-128.0.0.0")]
    [TestCase("127.0.0.0/7")]
    [TestCase("127.0.0.0/33")]
    [TestCase("127.0.0.0/+9")]
    [TestCase("127.0.0.2-256")]
    [TestCase("::ffff:7f00:2-")]
    [TestCase("zen")]
    public void Other_texts_are_refused(string text) => Assert.That(AnswerRange.ParseList(text).IsLeft);

    [Test]
    public void The_usual_answers_are_those_that_laitos_counts() => Assert.Multiple(() =>
    {
        foreach (var vector in Suites.Lines("vectors/unit-smtpd-head.jsonl").Where(line => line.GetProperty("fn").GetString() == "IsIPBlacklistIndication"))
        {
            Assert.That(AnswerRange.Usual.Contains(Ip(vector.GetProperty("in").GetString()!)), Is.EqualTo(vector.GetProperty("out").GetBoolean()), vector.ToString());
        }
    });
}
