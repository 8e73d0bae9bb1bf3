using System.Net;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Shell.Apps;

/// <summary>Fetches documents over HTTP, all at once. One that is slow, large or missing does not hold up the others.</summary>
static class HttpDocuments
{
    const int MaxRedirections = 5;
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        MaxAutomaticRedirections = MaxRedirections,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "laitos" } },
    };

    /// <summary>What was fetched, in the order of the sources; or why not, each within the limit.</summary>
    public static async Task<AppResponse> Fetch(Seq<WebAddress> sources, string accept, int maxOctets, TimeSpan limit, CancellationToken abort)
    {
        var documents = await Task.WhenAll(sources.AsEnumerable().Select(source => Fetch(source.Address, accept, maxOctets, limit < LongestWait ? limit : LongestWait, abort)));
        return new AppResponse.Fetched(documents.Gather());
    }

    static async Task<Either<string, Octets>> Fetch(Uri source, string accept, int maxOctets, TimeSpan patience, CancellationToken abort)
    {
        if (source.Scheme != Uri.UriSchemeHttp && source.Scheme != Uri.UriSchemeHttps)
        {
            return "only http and https are fetched";
        }

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(abort);
        bound.CancelAfter(patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, source) { Headers = { { "Accept", accept } } };
            using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
            if (!response.IsSuccessStatusCode)
            {
                return $"HTTP status {(int)response.StatusCode}";
            }

            await using var body = await response.Content.ReadAsStreamAsync(bound.Token);
            return await Bounded.Read(body, maxOctets, bound.Token) is { } octets ? new Octets(octets) : $"larger than {maxOctets} octets";
        }
        catch (OperationCanceledException) when (!abort.IsCancellationRequested)
        {
            return "no answer in time";
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException)
        {
            return error.Message;
        }
    }
}
