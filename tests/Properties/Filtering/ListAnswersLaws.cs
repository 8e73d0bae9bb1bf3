using Laitos.Domain.Filtering;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Support;
using static Laitos.Properties.Arbitraries.FilteringArbitraries;

namespace Laitos.Properties.Filtering;

public class ListAnswersLaws
{
    [Test]
    public void The_usual_answers_are_those_that_laitos_counts() => Assert.Multiple(() =>
    {
        foreach (var vector in Suites.Lines("vectors/unit-smtpd-head.jsonl").Where(line => line.GetProperty("fn").GetString() == "IsIPBlacklistIndication"))
        {
            Assert.That(IsUsual(vector.GetProperty("in").GetString()!), Is.EqualTo(vector.GetProperty("out").GetBoolean()), vector.ToString());
        }
    });

    [TestCase("127.0.0.0 127.0.0.2 127.0.255.255", true)]
    [TestCase("127.1.0.0 126.255.255.255 203.0.113.9 ::1", false)]
    [TestCase("127.0.1.255 127.0.0.255", false)]
    public void The_usual_answers_are_in_the_first_network_of_the_loopback_save_error_codes(string codes, bool usual) =>
        Assert.That(codes.Split(' ').Select(IsUsual), Has.All.EqualTo(usual));

    [TestCase("127.255.255.0 127.255.255.252 127.255.255.254 127.255.255.255 127.0.1.255 127.0.0.255", true)]
    [TestCase("127.255.254.255 127.0.0.2 127.0.1.254 127.0.2.0 128.0.0.0 ::1", false)]
    public void Error_codes_are_told_from_listings(string codes, bool errors) =>
        Assert.That(codes.Split(' ').Select(code => ListAnswers.IsError(Ip(code))), Has.All.EqualTo(errors));

    [Property(MaxTest = 300)]
    public Property An_answer_counts_when_a_range_holds_it_and_it_is_no_error() => Prop.ForAll(
        FilteringArbitraries.Range.ListOf().ToArbitrary(), Code.ToArbitrary(), (ranges, code) =>
            ListAnswers.IsWithin(ranges.Gather(), code) == (ranges.Any(range => range.Contains(code)) && !ListAnswers.IsError(code)));

    static bool IsUsual(string code) => ListAnswers.IsWithin(Seqs.Of(ListAnswers.Usual), Ip(code));
}
