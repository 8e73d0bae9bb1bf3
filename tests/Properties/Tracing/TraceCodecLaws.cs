using Laitos.Domain.Tracing;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Tracing;

/// <summary>What was kept is read back, and what is damaged is refused.</summary>
public class TraceCodecLaws
{
    [Property(Arbitrary = [typeof(TraceArbitraries)], MaxTest = 200)]
    public bool A_record_is_read_back_as_it_was(TraceRecord record) => TraceCodec.Read(TraceCodec.Write(record)) == record;

    [Property(Arbitrary = [typeof(TraceArbitraries)], MaxTest = 200)]
    public bool A_damaged_row_is_refused_or_another_record_and_never_a_crash(TraceRecord record, int place, byte octet)
    {
        var row = TraceCodec.Write(record);
        var octets = row.Body.Span.ToArray();
        octets[(int)((uint)place % octets.Length)] = octet;
        var read = TraceCodec.Read(row with { Body = new Octets(octets) });
        return read.IsLeft || read.Exists(other => TraceListing.Of(RecordedAnswers.Of(other)).Count > 0);
    }

    [TestCase("mail", "{}")]
    [TestCase("mail", "{\"v\":1}")]
    [TestCase("session", "[]")]
    [TestCase("closed", "{\"v\":2}")]
    [TestCase("closed", "")]
    [TestCase("opened", "{\"v\":1,\"last\":9223372036854775807,\"wasClosed\":true}")]
    [TestCase("tomorrow", "{\"v\":1}")]
    public void What_is_no_record_of_this_version_is_refused(string kind, string body) =>
        Assert.That(TraceCodec.Read(new TraceRow(new Instant(0), kind, "", "", Octets.Utf8(body))).IsLeft);

    [Test]
    public void What_the_first_version_wrote_is_read() => Assert.That(
        TraceCodec.Read(new TraceRow(new Instant(1), "queue", "01jd0000000000001", "", Octets.Utf8(
            """{"v":1,"event":"requeued","delivery":{"destinations":[{"address":"me@dest.example","state":"owed","reply":"451 4.2.1 busy"}],"attempts":2,"due":60000},"facts":[{"name":"encoded","value":"base64"}]}"""))),
        Is.EqualTo((Either<SyntaxError, TraceRecord>)new TraceRecord.QueueChange(
            new Instant(1), "01jd0000000000001", "requeued",
            new TraceDelivery(Seqs.Of(new TraceDestination("me@dest.example", TraceOutcome.Owed, "451 4.2.1 busy")), 2, new Instant(60_000), Option<string>.None), Seqs.Of(("encoded", "base64")))));
}

/// <summary>Answers about given records.</summary>
static class RecordedAnswers
{
    public static TraceAnswer Of(params TraceRecord[] records) => Of(new TraceQuery.ByText(""), records);

    /// <summary>What a lookup would find in these records.</summary>
    public static TraceAnswer Of(TraceQuery query, params TraceRecord[] records)
    {
        var found = records.Where(record => TraceCodec.Write(record).Search.Contains(query.Needle, StringComparison.Ordinal) || query is TraceQuery.ById(var id) && TraceCodec.Write(record).Mail == id).Gather();
        var mails = TraceAnswer.MailsIn(query, found).Map(id => MailStory.Of(id, records.Gather()));
        return new TraceAnswer(
            query, query.Needle, Option<Instant>.None, QueueArbitraries.Noon + TimeSpan.FromDays(50), mails, TraceAnswer.SessionsIn(query, found),
            TraceCoverage.Of(records.Length == 0 ? Option<Instant>.None : records.Min(record => record.At), records.Gather()), IsCut: false);
    }
}
