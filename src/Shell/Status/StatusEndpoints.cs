using System.Net;
using System.Security.Cryptography;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Commands;
using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Domain.Status;
using Laitos.Domain.Status.Page;
using Laitos.Domain.Status.Web;
using Laitos.Shell.Hosting;
using Laitos.Shell.Spool;
using LanguageExt;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Laitos.Shell.Status;

/// <summary>Has each request judged, and does what comes of it.</summary>
sealed class StatusEndpoints : IDisposable
{
    readonly LaitosSettings settings;
    readonly DaemonView view;
    readonly Storage storage;
    readonly IHostApplicationLifetime lifetime;
    readonly RequestDelegate scraped;
    readonly EventStream events;
    readonly StatusPolicy policy;
    readonly Lock gate = new();
    WrongPasswords wrong = WrongPasswords.None;

    /// <param name="settings">The settings.</param>
    /// <param name="view">Looks at the daemon.</param>
    /// <param name="storage">Has the parts of the daemon, once it has started.</param>
    /// <param name="lifetime">How far the daemon is.</param>
    /// <param name="scraped">Writes the metrics.</param>
    public StatusEndpoints(LaitosSettings settings, DaemonView view, Storage storage, IHostApplicationLifetime lifetime, RequestDelegate scraped)
    {
        (this.settings, this.view, this.storage, this.lifetime, this.scraped) = (settings, view, storage, lifetime, scraped);
        policy = SettingsPolicies.Status(settings, new Octets(RandomNumberGenerator.GetBytes(32)));
        events = new EventStream(Look);
    }

    /// <summary>Ends what goes on.</summary>
    public void Close() => events.Close();

    /// <inheritdoc/>
    public void Dispose() => events.Dispose();

    /// <summary>Answers one request.</summary>
    public async Task Answer(HttpContext context)
    {
        foreach (var (name, value) in StatusResponse.CommonFields)
        {
            context.Response.Headers[name] = value;
        }

        StatusAction action;
        try
        {
            action = Judge(await Read(context.Request));
        }
        catch (BadHttpRequestException fault)
        {
            action = StatusGate.Unreadable(fault.StatusCode);
        }

        await Perform(context, action);
    }

    async Task Perform(HttpContext context, StatusAction action)
    {
        switch (action)
        {
            case StatusAction.Metrics:
                await scraped(context);
                break;
            case StatusAction.Stream stream:
                await events.Send(context, stream);
                break;
            default:
                var sight = await Look(action, context.RequestAborted);
                await Write(context, new StatusAnswer(policy, settings.MailDaemon.Hostname.Value, Clock.Now).To(action, sight));
                break;
        }
    }

    /// What the answer to an action needs.
    async Task<StatusSight> Look(StatusAction action, CancellationToken cancel) => action switch
    {
        StatusAction.Ready => new StatusSight.Phase(Phase),
        StatusAction.Asset(var file) => new StatusSight.Asset(StatusAssets.Read(file)),
        StatusAction.ShowPage(_, _, var shown) => new StatusSight.Snapshot(Prelude.Optional(await Look(shown.Search, cancel))),
        StatusAction.Ask(_, _, _, var id) => new StatusSight.Mail(storage.PartsSoFar is { } parts ? await view.Find(parts, id) : Option<QueueRow>.None),
        StatusAction.Change(var request, var id) => new StatusSight.Change(await Change(request, id)),
        _ => new StatusSight.Nothing(),
    };

    /// The same as `laitos queue` does beside a running daemon: the request is laid down in the spool.
    async Task<ChangeFate> Change(QueueRequest request, string id) =>
        storage.PartsSoFar?.Spool is not { } spool ? ChangeFate.NoQueue
        : await spool.Request(id, request.Format()) is SpoolOutcome.Stored ? ChangeFate.Asked
        : ChangeFate.NotTaken;

    Task<StatusSnapshot?> Look(string search, CancellationToken cancel) =>
        storage.PartsSoFar is { } parts ? Looked(parts, search, cancel) : Task.FromResult<StatusSnapshot?>(null);

    async Task<StatusSnapshot?> Looked(DaemonParts parts, string search, CancellationToken cancel) => await view.Look(parts, search, IsDraining, cancel);

    DaemonPhase Phase => IsDraining ? DaemonPhase.Draining : lifetime.ApplicationStarted.IsCancellationRequested ? DaemonPhase.Ready : DaemonPhase.Starting;

    bool IsDraining => lifetime.ApplicationStopping.IsCancellationRequested;

    StatusAction Judge(StatusRequest request)
    {
        var chance = new Octets(RandomNumberGenerator.GetBytes(StatusSession.ChanceOctets));
        lock (gate)
        {
            (wrong, var action) = StatusGate.Judge(policy, wrong, request, Clock.Now, chance);
            return action;
        }
    }

    static async Task<StatusRequest> Read(HttpRequest request) => new(request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "", ClientOf(request.HttpContext))
    {
        Host = Field(request, "Host"),
        Origin = Field(request, "Origin"),
        FetchSite = Field(request, "Sec-Fetch-Site"),
        Cookie = Field(request, "Cookie"),
        Authorization = Field(request, "Authorization"),
        Form = request.Method == "POST" ? await Form(request) : "",
    };

    static async Task<string> Form(HttpRequest request)
    {
        using var text = new StreamReader(request.Body, Encoding.UTF8);
        return await text.ReadToEndAsync(request.HttpContext.RequestAborted);
    }

    static Option<string> Field(HttpRequest request, string name) => request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? string.Join("; ", values!) : Option<string>.None;

    static IpAddress ClientOf(HttpContext context) =>
        IpAddress.OfOctets((context.Connection.RemoteIpAddress ?? IPAddress.Loopback).GetAddressBytes()).IfNone(() => throw new System.Diagnostics.UnreachableException());

    /// <summary>Sends an answer.</summary>
    public static async Task Write(HttpContext context, StatusResponse response)
    {
        (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength) = (response.Status, response.ContentType, response.Body.Length);
        foreach (var (name, value) in response.Fields)
        {
            context.Response.Headers.Append(name, value);
        }

        if (context.Request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(response.Body.Memory, context.RequestAborted);
        }
    }
}
