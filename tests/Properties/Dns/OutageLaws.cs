using Laitos.Domain.Dns;

namespace Laitos.Properties.Dns;

public class OutageLaws
{
    static readonly Instant Now = new(1_000_000);
    static readonly LookupStep.Done Silent = new(new Answer.Unavailable("x"), default, Option<NameServer>.None);
    static readonly LookupStep.Done Heard = Silent with { Server = NameServer.Parse("192.0.2.1").ToOption() };

    static Outage Dead => Outage.None.After(Silent).After(Silent).After(Silent).AfterProbe(Now, Silent);

    [Test]
    public void Three_silent_lookups_in_a_row_make_the_DNS_doubtful()
    {
        var two = Outage.None.After(Silent).After(Silent);
        Assert.That((two.IsDoubtful, two.After(Silent).IsDoubtful, two.After(Heard).After(Silent).IsDoubtful), Is.EqualTo((false, true, false)));
    }

    /// Names whose own servers are slow must not make screening fail open.
    [Test]
    public void Silence_about_names_alone_stops_no_question()
    {
        var doubtful = Enumerable.Range(0, 1000).Aggregate(Outage.None, (outage, _) => outage.After(Silent));
        Assert.That(doubtful.Admit(Now).Granted);
        Assert.That(doubtful.AfterProbe(Now, Heard), Is.EqualTo(Outage.None));
    }

    [Test]
    public void While_the_DNS_is_dead_one_question_in_five_seconds_tries_it()
    {
        var asked = Enumerable.Range(0, 201).Aggregate(
            (Outage: Dead, Granted: 0),
            (so, step) => so.Outage.Admit(Now + TimeSpan.FromMilliseconds(step * 100)) is var (next, granted) ? (next.After(Silent), so.Granted + (granted ? 1 : 0)) : so);
        Assert.That(asked.Granted, Is.EqualTo(4), "at 5, 10, 15 and 20 s");
    }

    [Test]
    public void Any_word_of_a_server_ends_the_outage() => Assert.That(Dead.After(Heard), Is.EqualTo(Outage.None));
}
