using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Integration.Apps;

/// <summary>News from servers of every kind.</summary>
public class NewsTests
{
    /// Only the silent server makes it pass; on a busy machine the others must be well within it.
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    [TestCase("silent", "no answer in time")]
    [TestCase("endless", "larger than 1000 octets")]
    [TestCase("missing", "HTTP status 404")]
    [TestCase("cut", "")]
    [TestCase("garbage", "")]
    [TestCase("hop6", "HTTP status 302")]
    public async Task A_server_that_does_not_deliver_is_told_apart_and_holds_up_no_other(string path, string reason)
    {
        await using var server = StubWeb.Serve(Answer);
        var response = await TestHost.Grant(new AppRequest.Fetch(Seqs.Of(Address(server, "feed"), Address(server, path), Address(server, "hop5")), "*/*", 1000), Limit);
        var documents = ((AppResponse.Fetched)response).Documents;
        Assert.That(documents[0].Match(octets => octets.ToUtf8(), why => why), Does.Contain("<title>feed</title>"));
        Assert.That(documents[1].Match(octets => "read: " + octets.ToUtf8(), why => why), Does.Contain(reason).And.Not.StartWith("read: "));
        Assert.That(documents[2].Match(octets => octets.ToUtf8(), why => why), Does.Contain("<title>feed</title>"));
    }

    [TestCase("file:///etc/passwd")]
    [TestCase("ftp://127.0.0.1/feed")]
    public async Task Only_http_is_spoken(string address) =>
        Assert.That(
            await TestHost.Grant(new AppRequest.Fetch(Seqs.Of(new WebAddress(new Uri(address))), "*/*", 1000)),
            Is.EqualTo(new AppResponse.Fetched(Seqs.Of<Either<string, Octets>>("only http and https are fetched"))));

    [Test]
    public async Task They_come_out_of_the_app_a_line_each()
    {
        await using var server = StubWeb.Serve(Answer);
        var policy = new AppPolicy(
            false, Option<string>.None, Option<EncryptedFile>.None, default, default, Seqs.Of(Address(server, "one"), Address(server, "missing"), Address(server, "two")), default);
        Assert.That((await TestHost.Command(policy, ".r", "", new Instant(0))).Output, Is.EqualTo("one-d\ntwo-d\n"));
    }

    static WebAddress Address(StubWeb server, string path) => new(new Uri($"{server.Url}/{path}"));

    /// A document under each name, behind so many redirections for <c>hop</c> and a number.
    static IEnumerable<string> Answer(WebRequest request) => request.Target[1..] switch
    {
        "silent" or "endless" or "cut" or "garbage" or "missing" => Unruly.Web(request),
        ['h', 'o', 'p', .. var hops] => [$"HTTP/1.1 302 Found\r\nLocation: {(hops == "1" ? "feed" : $"hop{int.Parse(hops) - 1}")}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"],
        var path => StubWeb.Answer(200, $"<rss><item><title>{path}</title><description>&lt;b&gt;d&lt;/b&gt;</description></item></rss>"),
    };
}
