using System.Net;
using System.Net.Security;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Diagnosis;
using Laitos.Shell.Apps;

namespace Laitos.Shell.Diagnosis;

/// <summary>Asks whoever listens where the status page should be whether it is the daemon.</summary>
static class HealthProbe
{
    const int MostOctets = 1024;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What it says.</summary>
    public static async Task<Observation> Look(IpAddress address, int port, bool isSecure, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(Patience);
        // Which certificate it shows is another check; nothing secret is sent.
        using var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
        });
        try
        {
            var place = new UriBuilder(isSecure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, address.IsV6 ? $"[{address}]" : address.ToString(), port, "/healthz").Uri;
            using var response = await client.GetAsync(place, HttpCompletionOption.ResponseHeadersRead, late.Token).ConfigureAwait(false);
            var body = await Bounded.Read(await response.Content.ReadAsStreamAsync(late.Token).ConfigureAwait(false), MostOctets, late.Token).ConfigureAwait(false);
            return new Observation.Health((int)response.StatusCode, Encoding.Latin1.GetString(body ?? []));
        }
        catch (OperationCanceledException)
        {
            return new Observation.Nothing("no answer in time");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new Observation.Nothing(fault.Message);
        }
    }
}
