using System.Net;
using System.Text;
using Laitos.Integration.Support;

namespace Laitos.Integration.Status;

/// <summary>A collector of metrics that keeps what is sent to it: protobuf by HTTP, in which names stand as they are.</summary>
sealed class MetricsCollector : IDisposable
{
    readonly HttpListener listener = new();
    readonly ConditionVariable changed = new();
    string received = "";

    MetricsCollector(int port)
    {
        Address = $"http://127.0.0.1:{port}/";
        listener.Prefixes.Add(Address);
        listener.Start();
        _ = Listen();
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>Starts one.</summary>
    public static MetricsCollector Start() => new(RunningDaemon.FreePort());

    /// <summary>Waits until some words have been sent to it; false when that takes too long.</summary>
    public Task<bool> Hears(string words) => changed.Becomes(() => Volatile.Read(ref received).Contains(words, StringComparison.Ordinal), ILaitosRun.Bound);

    /// <inheritdoc/>
    public void Dispose() => listener.Close();

    async Task Listen()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                Volatile.Write(ref received, $"{context.Request.Url!.AbsolutePath} {Encoding.Latin1.GetString(body.ToArray())}");
                changed.Changed();
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
        {
            // It is closed.
        }
    }
}
