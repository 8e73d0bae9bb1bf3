using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Integration.Apps;

/// <summary>Services that do not answer as they should.</summary>
[Parallelizable(ParallelScope.All)]
public class WebServiceTests
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    [TestCase("silent", "127.0.0.1: no answer in time")]
    [TestCase("drip", "127.0.0.1: no answer in time")]
    [TestCase("endless", "127.0.0.1: the answer is larger than 1000 octets")]
    [TestCase("fields", "127.0.0.1: ")]
    [TestCase("garbage", "127.0.0.1: ")]
    [TestCase("closed", "127.0.0.1: ")]
    public async Task A_service_that_does_harm_is_given_up_and_a_post_is_made_once(string path, string reason)
    {
        await using var web = StubWeb.Serve(Unruly.Web);
        var response = await TestHost.Grant(new AppRequest.Call(Post(web, path), 1000), Limit);
        Assert.That(((AppResponse.Failed)response).Reason, Does.StartWith(reason).And.EndsWith("; what was asked for may have been done nonetheless").And.Not.Contain("secret"));
        Assert.That(web.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_redirection_is_an_answer_and_takes_no_secret_elsewhere()
    {
        await using var elsewhere = StubWeb.Serve(Unruly.Web);
        await using var web = StubWeb.Serve(_ => [$"HTTP/1.1 307 Moved\r\nLocation: {elsewhere.Url}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"]);
        Assert.That(await TestHost.Grant(new AppRequest.Call(Post(web, "moved"), 1000)), Is.EqualTo(new AppResponse.Answered(307, Octets.Empty)));
        Assert.That(elsewhere.Requests, Is.Empty);
    }

    [Test]
    public async Task A_secret_that_is_not_there_is_named_by_its_file()
    {
        var call = new HttpCall(new WebAddress(new Uri("http://127.0.0.1:9/")), default, new HttpCredential.Parameter("key", new SecretSource.InFile("/srv/no-such-secret")));
        Assert.That(await TestHost.Grant(new AppRequest.Call(call, 1000)), Is.TypeOf<AppResponse.Failed>().With.Property("Reason").Contains("/srv/no-such-secret"));
    }

    static HttpCall Post(StubWeb web, string path) =>
        new(new WebAddress(new Uri($"{web.Url}/{path}")), Seqs.Of(("a", "b")), new HttpCredential.Basic("me", new SecretSource.Given(new Secret("secret word"))));
}
