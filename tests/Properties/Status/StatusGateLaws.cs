using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Queue;
using Laitos.Domain.Status.Web;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Status;

/// <summary>Who has not been let in sees and changes nothing; what another site sends changes nothing.</summary>
public class StatusGateLaws
{
    const string Password = "correct horse battery";

    static readonly Instant Noon = QueueArbitraries.Noon;
    static readonly Octets Key = new(new byte[32]), Chance = new(Enumerable.Range(1, 16).Select(i => (byte)i).ToArray());
    static readonly StatusPolicy Open = new(Option<Secret>.None, Seqs.Of("mx.example.com"), IsSecure: false, Key), Locked = Open with { Password = new Secret(Password) };
    static readonly StatusSession Session = StatusSession.Begin(Noon, Chance);
    static readonly IpAddress Client = (IpAddress)IpAddress.Parse("127.0.0.1");

    /// Everything that a browser can be made to send, in all its combinations; only the one that the page itself makes does something.
    [Property(MaxTest = 500)]
    public bool Only_a_form_of_the_page_itself_changes_the_queue(byte host, byte origin, byte site, byte cookie, byte token, byte method, bool locked)
    {
        var policy = locked ? Locked : Open;
        string?[] hosts = ["127.0.0.1:8025", "localhost:8025", "mx.example.com", "evil.test:8025", null];
        string?[] origins = ["http://127.0.0.1:8025", "http://evil.test", "null", null];
        string?[] sites = ["same-origin", "cross-site", "same-site", "none", null];
        string?[] cookies = [$"laitos={Session.Format(Key)}", "laitos=forged", $"other={Session.Format(Key)}", null];
        string[] tokens = [Session.FormToken(Key), StatusSession.Begin(Noon, new Octets(new byte[16])).FormToken(Key), "", "x"];
        string[] methods = ["POST", "GET", "PUT"];
        T Of<T>(T[] choices, byte choice) => choices[choice % choices.Length];
        var request = new StatusRequest(Of(methods, method), "/queue", "", Client)
        {
            Host = Optional(Of(hosts, host)),
            Origin = Optional(Of(origins, origin)),
            FetchSite = Optional(Of(sites, site)),
            Cookie = Optional(Of(cookies, cookie)),
            Form = $"do=drop&id=id7&token={Of(tokens, token)}",
        };
        var isHostOurs = host % hosts.Length is 0 or 1 or 2;
        var isOriginOurs = Of(origins, origin) is null || (Of(origins, origin) == "http://127.0.0.1:8025" && host % hosts.Length == 0);
        var isSiteOurs = Of(sites, site) is "same-origin" or "none" or null;
        var isFormOurs = cookie % cookies.Length == 0 && token % tokens.Length == 0 && method % methods.Length == 0;
        return Judge(policy, request) is StatusAction.Change(QueueRequest.Drop, "id7") == (isHostOurs && isOriginOurs && isSiteOurs && isFormOurs);
    }

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public bool Without_the_password_nothing_is_seen(HostileText path, HostileText form, HostileText field, bool isPost)
    {
        var action = Judge(Locked, new StatusRequest(isPost ? "POST" : "GET", "/" + path.Value, form.Value, Client)
        {
            Host = "localhost",
            Cookie = field.Value,
            Authorization = field.Value,
            Form = form.Value,
            Origin = field.Value,
            FetchSite = field.Value,
        });
        return action is StatusAction.Refuse or StatusAction.AskPassword or StatusAction.WrongPassword or StatusAction.Challenge;
    }

    [TestCase("/")]
    [TestCase("/confirm", "do=drop&id=id7")]
    [TestCase("/events")]
    [TestCase("/queue")]
    [TestCase("/metrics")]
    public void What_is_behind_the_password_stays_there(string path, string query = "") =>
        Assert.That(Judge(Locked, Get(path, query)), Is.InstanceOf<StatusAction.Refuse>().Or.InstanceOf<StatusAction.AskPassword>().Or.InstanceOf<StatusAction.Challenge>());

    [Test]
    public void The_password_lets_in_and_a_wrong_one_is_counted_until_none_is_looked_at()
    {
        var (wrong, action) = (WrongPasswords.None, default(StatusAction));
        for (var i = 0; i < 3; i++)
        {
            (wrong, action) = StatusGate.Judge(Locked, wrong, LogIn("guess"), Noon, Chance);
            Assert.That(action, Is.InstanceOf<StatusAction.WrongPassword>());
        }

        Assert.That(StatusGate.Judge(Locked, wrong, LogIn(Password), Noon, Chance).Action, Is.InstanceOf<StatusAction.TooManyPasswords>());
        Assert.That(StatusGate.Judge(Locked, wrong, Scrape(Password), Noon, Chance).Action, Is.InstanceOf<StatusAction.TooManyPasswords>());
        Assert.That(StatusGate.Judge(Locked, wrong, LogIn(Password), Noon + TimeSpan.FromSeconds(2), Chance).Action, Is.EqualTo(new StatusAction.LetIn(StatusSession.Begin(Noon + TimeSpan.FromSeconds(2), Chance))));
        Assert.That(Judge(Locked, Get("/") with { Cookie = $"a=b; laitos={Session.Format(Key)}" }), Is.InstanceOf<StatusAction.ShowPage>(), "a session that is open goes on");
    }

    [Test]
    public void A_collector_has_the_password_in_its_request()
    {
        Assert.That(Judge(Locked, Scrape(Password)), Is.InstanceOf<StatusAction.Metrics>());
        Assert.That(Judge(Locked, Scrape("wrong")), Is.InstanceOf<StatusAction.Challenge>());
        Assert.That(Judge(Locked, Get("/metrics") with { Authorization = "Basic !" }), Is.InstanceOf<StatusAction.Challenge>());
        Assert.That(Judge(Open, Get("/metrics")), Is.InstanceOf<StatusAction.Metrics>());
    }

    [TestCase("evil.test")]
    [TestCase("127.0.0.1.evil.test:8025")]
    [TestCase("localhost.evil.test")]
    [TestCase("[::1].evil.test")]
    [TestCase("mx.example.com.evil.test")]
    [TestCase("")]
    public void A_name_that_is_not_ours_is_refused_except_for_health(string host)
    {
        Assert.That(Judge(Open, Get("/") with { Host = host }), Is.InstanceOf<StatusAction.Refuse>());
        Assert.That(Judge(Open, Get("/metrics") with { Host = host }), Is.InstanceOf<StatusAction.Refuse>());
        Assert.That(Judge(Locked, Get("/readyz") with { Host = host }), Is.InstanceOf<StatusAction.Ready>());
    }

    [TestCase("MX.example.com:8025")]
    [TestCase("[::1]:8025")]
    [TestCase("[2001:db8::7]")]
    [TestCase("192.0.2.9:1")]
    [TestCase("laitos.localhost")]
    public void Addresses_and_names_of_ours_are_taken(string host) => Assert.That(Judge(Open, Get("/") with { Host = host }), Is.InstanceOf<StatusAction.ShowPage>());

    /// The framework throws at what is not base64, where it is asked in another way.
    [TestCase("forged")]
    [TestCase("!")]
    [TestCase("")]
    [TestCase("AAA=====")]
    [TestCase("\u00e4\ud83d")]
    public void A_cookie_that_is_nothing_is_no_session(string cookie) => Assert.That(StatusSession.Parse(Key, cookie, Noon).IsNone);

    /// The last letter of base64 has bits that stand for nothing.
    [Property(MaxTest = 200)]
    public bool A_session_ends_and_no_changed_cookie_is_one(byte place, byte change, int seconds)
    {
        var cookie = Session.Format(Key).ToCharArray();
        var changed = change % 64 == 0 ? cookie : [.. cookie.Select((c, i) => i == place % (cookie.Length - 1) ? (c == 'A' ? 'B' : 'A') : c)];
        var now = Noon + TimeSpan.FromSeconds(seconds % 100_000);
        var isSame = changed.SequenceEqual(cookie);
        return StatusSession.Parse(Key, new string(changed), now).IsSome == (isSame && now < Session.Until && Session.Until - now <= StatusPolicy.SessionTime)
            && StatusSession.Parse(new Octets(new byte[] { 1 }), new string(cookie), Noon).IsNone;
    }

    [Property(MaxTest = 200)]
    public bool Fields_come_back_as_they_were((string Name, string Value)[] fields)
    {
        var form = new FormFields((fields ?? []).Take(FormFields.Most).Select(field => (Printable.WellFormed(field.Name ?? "") + "n", Printable.WellFormed(field.Value ?? ""))).Gather());
        return FormFields.Parse(form.ToString()) == form;
    }

    [Test]
    public void The_cookie_is_for_this_host_and_no_script()
    {
        var secure = Locked with { IsSecure = true };
        Assert.That(StatusResponse.SeeOther("/").WithSession(Open, Session).Fields.Last().Value, Does.StartWith("laitos=").And.EndsWith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"));
        Assert.That(StatusResponse.SeeOther("/").WithSession(secure, Session).Fields.Last().Value, Does.StartWith("__Host-laitos=").And.EndsWith("; Secure"));
        Assert.That(StatusResponse.CommonFields.Find(field => field.Name == "Content-Security-Policy").Map(field => field.Value).IfNone(""), Does.StartWith("default-src 'none'").And.Not.Contain("unsafe"));
    }

    static StatusAction Judge(StatusPolicy policy, StatusRequest request) => StatusGate.Judge(policy, WrongPasswords.None, request, Noon, Chance).Action;

    static StatusRequest Get(string path, string query = "") => new("GET", path, query, Client) { Host = "127.0.0.1:8025" };

    static StatusRequest LogIn(string password) => new("POST", "/login", "", Client) { Host = "localhost", Origin = "http://localhost", Form = $"password={Uri.EscapeDataString(password)}" };

    static StatusRequest Scrape(string password) => Get("/metrics") with { Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("prometheus:" + password)) };

    static Option<string> Optional(string? text) => text is null ? Option<string>.None : text;
}
