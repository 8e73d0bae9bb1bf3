using Laitos.Domain.Dns;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Dns;

public class CacheLaws
{
    static readonly CachePolicy Policy = new(100, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(3));

    /// <summary>What is found is what was put in last, while it is good; the last half of what is allowed is always found.</summary>
    [Property(Arbitrary = [typeof(DnsArbitraries)], MaxTest = 250)]
    public bool The_cache_tells_what_was_put_in_last_and_forgets_only_what_is_old(CacheStory story)
    {
        var now = new Instant(1_000_000);
        var cache = Cache.Empty(Policy with { MaxEntries = story.Bound });
        var all = new List<(Question Question, Answer Answer, Instant Expires)>();
        foreach (var put in story.Events)
        {
            now += put.Later;
            cache = cache.With(now, put.Question, put.Answer, put.Ttl);
            all.RemoveAll(item => item.Question == put.Question);
            all.Add((put.Question, put.Answer, now + Policy.Keep(put.Answer, put.Ttl)));
            var right = all.Select((item, index) => (Good: item.Expires > now, New: index >= all.Count - (story.Bound / 2), item.Answer, Found: cache.Find(now, item.Question)))
                .All(item => item.Found.Match(found => item.Good && found == item.Answer, () => !item.Good || !item.New));
            if (!right || cache.Count > story.Bound)
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

    /// By octets, not by time: what a step costs does not depend on how many there were before.
    [Test]
    public void A_step_allocates_after_many_steps_no_more_than_after_few()
    {
        var questions = Enumerable.Range(0, 50_000).Select(number => new Question($"h{number}.test", RecordType.A)).ToArray();
        var cache = Cache.Empty(Policy with { MaxEntries = 1000 });
        var first = Allocated(0, 2000);
        _ = Allocated(2000, 46_000);
        var last = Allocated(48_000, 2000);
        Assert.That(last, Is.LessThan(first * 1.2));
        Assert.That(cache.Count, Is.InRange(500, 1000));

        double Allocated(int from, int count)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var at = from; at < from + count; at++)
            {
                cache = cache.With(new Instant(at), questions[at], new Answer.NoData(), TimeSpan.FromSeconds(1));
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
