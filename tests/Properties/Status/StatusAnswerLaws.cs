using System.Globalization;
using Laitos.Domain.Addresses;
using Laitos.Domain.Queue;
using Laitos.Domain.Status;
using Laitos.Domain.Status.Web;
using Laitos.Domain.Tracing;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Status;

/// <summary>Each request gets the status of what was found, and nobody a cookie but who is let in.</summary>
public class StatusAnswerLaws
{
    static readonly Instant Noon = QueueArbitraries.Noon;
    static readonly Octets Key = new(new byte[32]);
    static readonly StatusPolicy Locked = new(new Secret("correct horse"), Seqs.Of("mx.example.com"), IsSecure: true, Key);
    static readonly StatusAnswer Answer = new(Locked, "mx.example.com", Noon);
    static readonly StatusSession Session = StatusSession.Begin(Noon, new Octets(new byte[16]));
    static readonly PageView View = new("", Option<(QueueRequest, string)>.None);
    static readonly QueueRow Row = QueueRow.Of(new QueueItem("id7", SyntaxError.At("a row", "")), TraceText.Plain);

    static readonly StatusSnapshot Snapshot = new(
        Noon, new DaemonSnapshot((DomainName)DomainName.Parse("mx.example.com"), "1", "here", Noon, 1, 1, 0, IsDraining: false), HourlyCounts.None, QueueSnapshot.NotKept,
        DecisionSnapshot.Nothing("", "none are kept"), default, new RelaySnapshot("relay", false, 0, Option<Instant>.None, Option<(Instant, string)>.None), Option<Domain.Smtp.CertificateFacts>.None);

    static IEnumerable<TestCaseData> Answers()
    {
        yield return Case(new StatusAction.Health(), new StatusSight.Nothing(), 200, "ok\n");
        yield return Case(new StatusAction.Ready(), new StatusSight.Phase(DaemonPhase.Starting), 503, "starting\n");
        yield return Case(new StatusAction.Ready(), new StatusSight.Phase(DaemonPhase.Ready), 200, "ready\n");
        yield return Case(new StatusAction.Ready(), new StatusSight.Phase(DaemonPhase.Draining), 503, "draining\n");
        yield return Case(new StatusAction.Asset(StatusAsset.Style), new StatusSight.Asset(Octets.Utf8("body{}")), 200, "body{}");
        yield return Case(new StatusAction.ShowPage(Session, false, View), new StatusSight.Snapshot(Snapshot), 200, "takes mail");
        yield return Case(new StatusAction.ShowPage(Session, false, View), new StatusSight.Snapshot(Option<StatusSnapshot>.None), 503, "The daemon starts");
        yield return Case(new StatusAction.Ask(Session, false, QueueRequest.Drop, "id7"), new StatusSight.Mail(Row), 200, Session.FormToken(Key));
        yield return Case(new StatusAction.Ask(Session, false, QueueRequest.Drop, "id7"), new StatusSight.Mail(Option<QueueRow>.None), 404, "no mail id7 in the queue");
        yield return Case(new StatusAction.Change(QueueRequest.Hold, "id7"), new StatusSight.Change(ChangeFate.Asked), 303, "/?done=hold&id=id7");
        yield return Case(new StatusAction.Change(QueueRequest.Hold, "id7"), new StatusSight.Change(ChangeFate.NoQueue), 404, "No mail is stored here");
        yield return Case(new StatusAction.Change(QueueRequest.Hold, "id7"), new StatusSight.Change(ChangeFate.NotTaken), 503, "the log says why");
        yield return Case(new StatusAction.AskPassword(), new StatusSight.Nothing(), 401, "Log in");
        yield return Case(new StatusAction.WrongPassword(), new StatusSight.Nothing(), 401, "not the password");
        yield return Case(new StatusAction.TooManyPasswords(Noon + TimeSpan.FromSeconds(7)), new StatusSight.Nothing(), 429, "for 7 seconds more");
        yield return Case(new StatusAction.LetIn(Session), new StatusSight.Nothing(), 303, "See /\n");
        yield return Case(new StatusAction.LetOut(), new StatusSight.Nothing(), 303, "See /login");
        yield return Case(new StatusAction.Challenge(), new StatusSight.Nothing(), 401, "password is asked for");
        yield return Case(new StatusAction.Refuse(421, "Not <here>."), new StatusSight.Nothing(), 421, "Not &lt;here&gt;.");

        static TestCaseData Case(StatusAction action, StatusSight sight, int status, string words) =>
            new TestCaseData(action, sight, status, words).SetArgDisplayNames(action.GetType().Name, sight.ToString()!.Length > 60 ? sight.GetType().Name : sight.ToString()!, status.ToString(CultureInfo.InvariantCulture));
    }

    [TestCaseSource(nameof(Answers))]
    public void The_answer_to(StatusAction action, StatusSight sight, int status, string words)
    {
        var answer = Answer.To(action, sight);
        Assert.That(answer.Status, Is.EqualTo(status));
        Assert.That(answer.Body.ToUtf8(), Does.Contain(words));
        Assert.That(Cookies(answer), Is.EqualTo(action is StatusAction.LetIn or StatusAction.LetOut ? 1 : 0));
    }

    /// The table above has each action that is answered at once, so that none is forgotten.
    [Test]
    public void Every_action_is_in_the_table() => Assert.That(
        Answers().Select(example => example.Arguments[0]!.GetType()).Distinct(),
        Is.EquivalentTo(typeof(StatusAction).GetNestedTypes().Where(type => type != typeof(StatusAction.Metrics) && type != typeof(StatusAction.Stream))));

    [Test]
    public void A_new_browser_gets_its_session_with_whatever_it_is_shown([Values] bool isNew, [Values] bool isFound)
    {
        var page = Answer.To(new StatusAction.ShowPage(Session, isNew, View), new StatusSight.Snapshot(isFound ? Snapshot : Option<StatusSnapshot>.None));
        var question = Answer.To(new StatusAction.Ask(Session, isNew, QueueRequest.Drop, "id7"), new StatusSight.Mail(isFound ? Row : Option<QueueRow>.None));
        Assert.That((Cookies(page), Cookies(question)), Is.EqualTo(isNew ? (1, 1) : (0, 0)));
    }

    [Property(MaxTest = 200)]
    public bool Who_comes_again_after_the_time_named_is_heard_and_not_later_than_needed(int milliseconds)
    {
        var until = Noon + TimeSpan.FromMilliseconds(milliseconds % 1_000_000);
        var pause = TimeSpan.FromSeconds(long.Parse(Retry(Answer.To(new StatusAction.TooManyPasswords(until), new StatusSight.Nothing())), CultureInfo.InvariantCulture));
        return pause >= TimeSpan.FromSeconds(1) && Noon + pause >= until && (pause == TimeSpan.FromSeconds(1) || Noon + (pause - TimeSpan.FromSeconds(1)) < until);
    }

    [Test]
    public void Whoever_is_to_come_again_is_told_when()
    {
        Assert.That(Retry(Answer.To(new StatusAction.ShowPage(Session, true, View), new StatusSight.Snapshot(Option<StatusSnapshot>.None))), Is.EqualTo("2"));
        Assert.That((StatusAnswer.Crowded.Status, Retry(StatusAnswer.Crowded)), Is.EqualTo((503, "30")));
    }

    [TestCase(413, 413)]
    [TestCase(408, 408)]
    [TestCase(200, 400)]
    [TestCase(500, 400)]
    public void A_request_that_cannot_be_read_is_the_fault_of_who_sent_it(int server, int status) =>
        Assert.That(Answer.To(StatusGate.Unreadable(server), new StatusSight.Nothing()).Status, Is.EqualTo(status));

    static int Cookies(StatusResponse answer) => answer.Fields.Count(field => field.Name == "Set-Cookie");

    static string Retry(StatusResponse answer) => answer.Fields.Find(field => field.Name == "Retry-After").Map(field => field.Value).IfNone("");
}
