using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Shell.Apps;

/// <summary>Asks services over HTTP that know the owner. What proves who asks is in no error and in no answer, not even when a service sends it back.</summary>
static class HttpCalls
{
    /// A connection serves one request: on a kept one that has just died, the library would send it again.
    static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.Zero,
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "laitos" } },
    };

    /// <summary>Makes a request once, within the limit. Throws what disks throw, where the secret is in a file.</summary>
    public static async Task<AppResponse> Perform(HttpCall call, int maxOctets, TimeSpan limit, CancellationToken abort)
    {
        var fetched = await OwnerSecret.Fetch(call.Credential is HttpCredential.Basic(_, var password) ? password : ((HttpCredential.Parameter)call.Credential).Value, abort);
        return await fetched.Match(
            secret => Perform(call, secret, maxOctets, limit, abort),
            reason => Task.FromResult<AppResponse>(new AppResponse.Failed(reason)));
    }

    static async Task<AppResponse> Perform(HttpCall call, Secret secret, int maxOctets, TimeSpan limit, CancellationToken abort)
    {
        var redaction = Shapes(call.Credential, secret);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(abort);
        bound.CancelAfter(limit);
        try
        {
            using var request = Request(call, secret);
            using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
            await using var body = await response.Content.ReadAsStreamAsync(bound.Token);
            return await Bounded.Read(body, maxOctets, bound.Token) is { } octets
                ? new AppResponse.Answered((int)response.StatusCode, Octets.Latin1(redaction.Apply(Encoding.Latin1.GetString(octets))))
                : Failed(call, $"the answer is larger than {maxOctets} octets");
        }
        catch (OperationCanceledException) when (!abort.IsCancellationRequested)
        {
            return Failed(call, "no answer in time");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException)
        {
            return Failed(call, redaction.Apply((error.InnerException ?? error).Message));
        }
    }

    /// What was posted may have arrived.
    static AppResponse.Failed Failed(HttpCall call, string reason) => new(
        $"{call.Address.Address.Host}: {reason}{(call.Form.IsEmpty ? "" : "; what was asked for may have been done nonetheless")}");

    static HttpRequestMessage Request(HttpCall call, Secret secret)
    {
        var address = call.Address.Reveal();
        return call.Credential switch
        {
            HttpCredential.Basic(var user, _) => new(call.Form.IsEmpty ? HttpMethod.Get : HttpMethod.Post, address)
            {
                Content = call.Form.IsEmpty ? null : new FormUrlEncodedContent(call.Form.AsEnumerable().Select(field => KeyValuePair.Create(field.Name, field.Value))),
                Headers = { Authorization = new AuthenticationHeaderValue("Basic", Base64(user, secret)) },
            },
            HttpCredential.Parameter(var name, _) => new(HttpMethod.Get, $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(secret.Reveal())}"),
            _ => throw new UnreachableException(),
        };
    }

    /// The forms in which a secret goes to the service, as its octets read as Latin-1.
    static Redaction Shapes(HttpCredential credential, Secret secret) => Redaction.Of(Seqs.Of(
        new Secret(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(secret.Reveal()))),
        secret,
        new Secret(Uri.EscapeDataString(secret.Reveal())),
        new Secret(credential is HttpCredential.Basic(var user, _) ? Base64(user, secret) : "")));

    static string Base64(string user, Secret secret) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret.Reveal()}"));
}

/// <summary>Fetches secrets of the owner where they are.</summary>
static class OwnerSecret
{
    const int MaxOctets = 64 << 10;

    /// <summary>The secret; or why there is none. Throws what disks throw.</summary>
    public static async Task<Either<string, Secret>> Fetch(SecretSource source, CancellationToken cancel) => source switch
    {
        SecretSource.Given(var secret) => secret,
        SecretSource.InFile(var path) => await NamedFile.Read(path, MaxOctets, cancel) switch
        {
            AppResponse.Read(var octets) when octets.ToUtf8().TrimEnd('\r', '\n') is { Length: > 0 } text => new Secret(text),
            AppResponse.Failed(var reason) => reason,
            _ => $"{path} is empty",
        },
        _ => throw new UnreachableException(),
    };
}
