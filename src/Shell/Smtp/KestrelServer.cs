using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Laitos.Shell.Smtp;

/// <summary>Kestrel as a carrier of connections that speak SMTP.</summary>
static class KestrelServer
{
    /// <summary>A server that hands each connection at an address to the listener, once it is started.</summary>
    public static WebApplication On(IPEndPoint endPoint, SmtpListener listener)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(listener);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // The session machine counts connections and refuses with a reply; Kestrel would only close.
            kestrel.Limits.MaxConcurrentConnections = null;
            kestrel.Listen(endPoint, listen => listen.UseConnectionHandler<SmtpListener>());
        });
        return builder.Build();
    }
}
