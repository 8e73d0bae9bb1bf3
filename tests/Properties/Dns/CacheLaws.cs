using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Dns;

public class CacheLaws
{
    static readonly CachePolicy Policy = new(100, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(3));

    /// <summary>Against a list that is searched from end to end.</summary>
    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 250)]
    public bool The_cache_is_a_bounded_list_that_forgets(CacheStory story)
    {
        var now = new Instant(1_000_000);
        var cache = Cache.Empty(Policy with { MaxEntries = story.Bound });
        var model = new List<(Question Question, Answer Answer, Instant Expires)>();
        foreach (var put in story.Events)
        {
            now += put.Later;
            cache = cache.With(now, put.Question, put.Answer, put.Ttl);
            Put(model, story.Bound, now, put);
            var same = "abcdefg".Select(name => new Question(name.ToString(), RecordType.A)).All(question => cache.Find(now, question) == Find(model, now, question));
            if (!same || cache.Count > story.Bound)
            {
                return false;
            }
        }

        return true;
    }

    [TestCase(59_999, true)]
    [TestCase(60_000, false)]
    public void An_answer_is_good_until_its_time_is_over(int milliseconds, bool known)
    {
        var (now, question) = (new Instant(5), new Question("a", RecordType.A));
        var cache = Cache.Empty(CachePolicy.Usual).With(now, question, new Answer.NoData(), TimeSpan.FromSeconds(60));
        Assert.That(cache.Find(now + TimeSpan.FromMilliseconds(milliseconds), question).IsSome, Is.EqualTo(known));
    }

    [Test]
    public void The_time_to_live_is_capped_by_the_kind_of_the_answer()
    {
        var day = TimeSpan.FromDays(1);
        Assert.That(CachePolicy.Usual.Keep(new Answer.Records(default), day), Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(CachePolicy.Usual.Keep(new Answer.NoSuchDomain(), day), Is.EqualTo(TimeSpan.FromMinutes(15)));
        Assert.That(CachePolicy.Usual.Keep(new Answer.NoData(), day), Is.EqualTo(TimeSpan.FromMinutes(15)));
        Assert.That(CachePolicy.Usual.Keep(new Answer.Unavailable("x"), TimeSpan.Zero), Is.EqualTo(TimeSpan.FromSeconds(5)));
    }

    static void Put(List<(Question Question, Answer Answer, Instant Expires)> model, int bound, Instant now, CacheEvent put)
    {
        model.RemoveAll(item => item.Question == put.Question);
        var kept = Policy.Keep(put.Answer, put.Ttl);
        if (kept == TimeSpan.Zero || bound == 0)
        {
            return;
        }

        if (model.Count == bound)
        {
            model.Remove(model.MinBy(item => item.Expires));
        }

        model.Add((put.Question, put.Answer, now + kept));
    }

    static Option<Answer> Find(List<(Question Question, Answer Answer, Instant Expires)> model, Instant now, Question question) =>
        model.Where(item => item.Question == question && item.Expires > now).Select(item => Prelude.Some(item.Answer)).FirstOrDefault();
}
