using Laitos.Domain.Addresses;
using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Dns;

public class FindingLaws
{
    static readonly Question Asked = new("a.test", RecordType.A);
    static readonly ResourceRecord Authority = new("test", RecordType.Soa, 40, new RecordData.Authority(90));

    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 1000)]
    public bool A_response_to_another_question_says_nothing(Question question, Response response) =>
        response.Question == question || response.Question.IsNone || Finding.Of(question, response) is Finding.Foreign;

    /// Records of other names and other types are as if they were not there.
    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 1000)]
    public bool Records_that_do_not_belong_to_the_chain_change_nothing(Question question, Response response)
    {
        var own = Seqs.Of(question.Name).Then(response.Answers.Filter(record => record.Type == RecordType.Cname && question.Type != RecordType.Cname).SelectEach(record => Seqs.Of(((RecordData.Name)record.Data).Value)));
        var belonging = response.Answers.Filter(record => own.Exists(name => name == record.Owner) && (record.Type == question.Type || record.Type == RecordType.Cname));
        return Finding.Of(question, response with { Answers = belonging }) == Finding.Of(question, response);
    }

    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 1000)]
    public bool An_answer_is_made_of_records_of_the_type_asked_for_and_kept_no_longer_than_they_say(Question question, Response response) =>
        Finding.Of(question, response) is not Finding.Settled(Answer.Records(var data), var ttl)
        || (response.Answers.Filter(record => record.Type == question.Type && data.Exists(item => item == record.Data)).Exists(record => ttl <= TimeSpan.FromSeconds(record.Ttl))
            && ttl >= TimeSpan.Zero && !data.IsEmpty);

    [Test]
    public void A_response_has_one_meaning()
    {
        var alias = new ResourceRecord("a.test", RecordType.Cname, 30, new RecordData.Name("b.test"));
        Assert.Multiple(() =>
        {
            Means(Answering(Address("a.test", 50)), "records", 50);
            Means(Answering(Address("b.test", 50), alias), "records", 30);
            Means(Answering(Address("c.test", 50)), "NODATA", 0);
            Means(Answering() with { Authorities = Seqs.Of(Authority) }, "NODATA", 40);
            Means(Answering(alias) with { Authorities = Seqs.Of(Authority) }, "NODATA", 30);
            Means(Answering() with { Authorities = Seqs.Of(Authority with { Owner = "elsewhere.invalid" }) }, "NODATA", 0);
            Means(Answering() with { Code = ResponseCode.NameError, Authorities = Seqs.Of(Authority) }, "NXDOMAIN", 40);
            Means(Answering(alias, alias with { Owner = "b.test", Data = new RecordData.Name("a.test") }), "unavailable", 0);
            Means(Answering(Address("a.test", int.MaxValue)), "records", int.MaxValue);
            Helps(Answering(alias), "did not follow an alias to its end");
            Helps(Answering() with { Authorities = Seqs.Of(new ResourceRecord("", RecordType.Ns, 60, new RecordData.Name("ns.test"))) }, "knows only other servers");
            Helps(Answering() with { Code = ResponseCode.ServerFailure }, "could not find out (SERVFAIL)");
            Helps(Answering() with { Code = ResponseCode.Refused, Question = Option<Question>.None }, "refused (REFUSED)");
            Assert.That(Finding.Of(Asked, Answering() with { Code = ResponseCode.FormatError, Question = Option<Question>.None }), Is.EqualTo(new Finding.NotUnderstood()));
            Assert.That(Finding.Of(Asked, Answering() with { Code = ResponseCode.BadVersion }), Is.EqualTo(new Finding.NotUnderstood()));
            Assert.That(Finding.Of(Asked, Answering(Address("a.test", 50)) with { Question = Option<Question>.None }), Is.EqualTo(new Finding.Foreign()));
        });
    }

    [TestCase(8, "records")]
    [TestCase(9, "unavailable")]
    public void At_most_eight_aliases_are_followed(int aliases, string answer)
    {
        var chain = Enumerable.Range(0, aliases).Select(at => new ResourceRecord(Link(at), RecordType.Cname, 30, new RecordData.Name(Link(at + 1))));
        Means(Answering([.. chain, Address(Link(aliases), 50)]), answer, answer == "records" ? 30 : 0);
    }

    static string Link(int number) => number == 0 ? "a.test" : $"n{number}.test";

    static void Means(Response response, string answer, int ttl) =>
        Assert.That(Finding.Of(Asked, response) is Finding.Settled settled ? (Word(settled.Answer), settled.Ttl) : ("", default), Is.EqualTo((answer, TimeSpan.FromSeconds(ttl))));

    static void Helps(Response response, string reason) => Assert.That(Finding.Of(Asked, response), Is.EqualTo(new Finding.NoHelp(reason)));

    static Response Answering(params ResourceRecord[] answers) => new(ResponseCode.NoError, Asked, false, answers.Gather(), default);

    static ResourceRecord Address(string owner, long ttl) =>
        new(owner, RecordType.A, ttl, new RecordData.Address(IpAddress.OfOctets([192, 0, 2, 1]).IfNone(() => throw new InvalidOperationException())));

    static string Word(Answer answer) => answer switch
    {
        Answer.Records => "records",
        Answer.NoData => "NODATA",
        Answer.NoSuchDomain => "NXDOMAIN",
        _ => "unavailable",
    };
}
