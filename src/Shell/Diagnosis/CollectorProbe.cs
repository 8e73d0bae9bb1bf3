using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Laitos.Domain.Diagnosis;
using Laitos.Domain.Foundation;
using Laitos.Domain.Settings;
using Laitos.Shell.Apps;
using LanguageExt;

namespace Laitos.Shell.Diagnosis;

/// <summary>Sends an export request without a metric to a collector (OpenTelemetry protocol), with the fields that the environment asks for.</summary>
static class CollectorProbe
{
    const int MostOctets = 4096;

    /// The service and the method of the protocol's gRPC form.
    const string Method = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

    /// Of an empty message: not compressed, no octets.
    static readonly byte[] GrpcPrefix = new byte[5];

    /// <summary>What it says.</summary>
    public static async Task<Observation> Look(Uri target, OtlpProtocol protocol, CancellationToken cancel)
    {
        var isGrpc = protocol == OtlpProtocol.Grpc;
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, isGrpc ? new Uri(target, Method) : target)
        {
            Version = isGrpc ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = isGrpc ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
            Content = new ByteArrayContent(isGrpc ? GrpcPrefix : []) { Headers = { ContentType = new MediaTypeHeaderValue(isGrpc ? "application/grpc" : "application/x-protobuf") } },
        };
        foreach (var (name, value) in Fields(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_HEADERS") ?? ""))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (isGrpc)
        {
            request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        }

        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            var body = await Bounded.Read(await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false), MostOctets, cancel).ConfigureAwait(false);
            var grpc = Named(response, "grpc-status").Bind(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Option<int>.None);
            var words = isGrpc ? Named(response, "grpc-message").IfNone("") : Encoding.UTF8.GetString(body ?? []);
            return new Observation.CollectorAnswer((int)response.StatusCode, grpc, string.Create(
                CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}{grpc.Match(number => $", gRPC {number}", () => "")}{(words.Length > 0 ? " " + Printable.Excerpt(words, 200) : "")}"));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new Observation.Nothing(Printable.Excerpt((fault.InnerException ?? fault).Message, 200));
        }
    }

    static Option<string> Named(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values) ? values.FirstOrDefault() ?? Option<string>.None : Option<string>.None;

    /// As OpenTelemetry's own exporter reads it: <c>name=value,name=value</c>, the values percent-encoded.
    static IEnumerable<(string Name, string Value)> Fields(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(field => field.Split('=', 2)).Where(field => field.Length == 2).Select(field => (field[0].Trim(), Uri.UnescapeDataString(field[1].Trim())));
}
