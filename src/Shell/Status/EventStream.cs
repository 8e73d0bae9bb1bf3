using System.Text.Json.Nodes;
using Laitos.Domain.Foundation;
using Laitos.Domain.Status;
using Laitos.Domain.Status.Page;
using Laitos.Domain.Status.Web;
using Microsoft.AspNetCore.Http;

namespace Laitos.Shell.Status;

/// <summary>Sends the parts of the page that have changed, as they change (server-sent events), to a bounded number of browsers.</summary>
/// <param name="look">Gives what the page shows now; null before there is anything.</param>
sealed class EventStream(Func<string, CancellationToken, Task<StatusSnapshot?>> look) : IDisposable
{
    /// <summary>The most browsers at a time.</summary>
    public const int Most = 16;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2), Silence = TimeSpan.FromSeconds(15), Longest = TimeSpan.FromHours(1);

    readonly CancellationTokenSource closing = new();
    int open;

    /// <summary>Ends all of them.</summary>
    public void Close() => closing.Cancel();

    /// <inheritdoc/>
    public void Dispose() => closing.Dispose();

    /// <summary>Sends until the browser goes away, its session ends, or an hour is over: browsers come again.</summary>
    public async Task Send(HttpContext context, StatusAction.Stream stream)
    {
        if (Interlocked.Increment(ref open) > Most)
        {
            Interlocked.Decrement(ref open);
            await StatusEndpoints.Write(context, StatusAnswer.Crowded);
            return;
        }

        var rest = stream.Session.Until - Clock.Now;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing.Token);
        end.CancelAfter(rest < Longest ? rest : Longest);
        try
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            await Send(context.Response, stream.View, end.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // It has gone, or is to come again.
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    async Task Send(HttpResponse response, PageView view, CancellationToken end)
    {
        var sent = new Dictionary<string, string>();
        for (var quiet = TimeSpan.Zero; ; quiet += Pause)
        {
            if (await look(view.Search, end) is { } snapshot)
            {
                foreach (var (id, html) in StatusPage.Sections(snapshot))
                {
                    var markup = html.ToString();
                    if (sent.TryGetValue(id, out var before) && before == markup)
                    {
                        continue;
                    }

                    sent[id] = markup;
                    await response.WriteAsync($"event: part\ndata: {new JsonObject { ["id"] = id, ["html"] = markup }.ToJsonString()}\n\n", end);
                    quiet = TimeSpan.Zero;
                }
            }

            if (quiet >= Silence)
            {
                await response.WriteAsync(": still here\n\n", end);
                quiet = TimeSpan.Zero;
            }

            await response.Body.FlushAsync(end);
            await Task.Delay(Pause, end);
        }
    }
}
