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
            action = new StatusAction.Refuse(fault.StatusCode, "The request is too large, or came too slowly.");
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
                await Write(context, await Response(action, context.RequestAborted));
                break;
        }
    }

    async Task<StatusResponse> Response(StatusAction action, CancellationToken cancel) => action switch
    {
        StatusAction.Health => StatusResponse.Text(200, "ok"),
        StatusAction.Ready => IsReady ? StatusResponse.Text(200, "ready") : StatusResponse.Text(503, IsDraining ? "draining" : "starting"),
        StatusAction.Asset(var file) => StatusAssets.Of(file),
        StatusAction.ShowPage(var session, var isNew, var shown) => WithSession(
            await Look(shown.Search, cancel) is { } snapshot
                ? StatusResponse.Page(200, StatusPage.Of(snapshot, shown, policy.Password.Map(_ => session.FormToken(policy.Key))))
                : StatusResponse.Page(503, StatusPage.Starting(Hostname)).With("Retry-After", "2"),
            session, isNew),
        StatusAction.Ask(var session, var isNew, var request, var id) => WithSession(
            storage.PartsSoFar is { } parts && (await view.Find(parts, id)).Case is QueueRow mail
                ? StatusResponse.Page(200, QuestionPages.Confirm(Hostname, request, mail, session.FormToken(policy.Key), Clock.Now))
                : StatusResponse.Page(404, StatusPage.Message(Hostname, "It is not there any more", $"There is no mail {id} in the queue: it has been delivered, or given up.")),
            session, isNew),
        StatusAction.Change(var request, var id) => await Change(request, id),
        StatusAction.AskPassword => StatusResponse.Page(401, QuestionPages.Password(Hostname, Option<string>.None)),
        StatusAction.WrongPassword => StatusResponse.Page(401, QuestionPages.Password(Hostname, "That is not the password.")),
        StatusAction.TooManyPasswords(var until) => StatusResponse.Page(429, QuestionPages.Password(Hostname, $"Too many wrong passwords came: none is looked at for {Seconds(until)} seconds more.")).With("Retry-After", Seconds(until)),
        StatusAction.LetIn(var session) => StatusResponse.SeeOther("/").WithSession(policy, session),
        StatusAction.LetOut => StatusResponse.SeeOther("/login").WithoutSession(policy),
        StatusAction.Challenge => StatusResponse.Text(401, "The password is asked for.").With("WWW-Authenticate", "Basic realm=\"laitos\", charset=\"UTF-8\""),
        StatusAction.Refuse(var status, var reason) => StatusResponse.Page(status, StatusPage.Message(Hostname, "That is not possible", reason)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// The same as `laitos queue` does beside a running daemon: the wish is laid down in the spool.
    async Task<StatusResponse> Change(QueueRequest request, string id) =>
        storage.PartsSoFar?.Spool is not { } spool ? StatusResponse.Page(404, StatusPage.Message(Hostname, "That is not possible", "No mail is stored here."))
        : await spool.Request(id, request.Format()) is SpoolOutcome.Stored ? StatusResponse.SeeOther($"/?done={request.Format()}&id={id}")
        : StatusResponse.Page(503, StatusPage.Message(Hostname, "That is not possible now", "The spool does not take the request: the log says why."));

    Task<StatusSnapshot?> Look(string search, CancellationToken cancel) =>
        storage.PartsSoFar is { } parts ? Looked(parts, search, cancel) : Task.FromResult<StatusSnapshot?>(null);

    async Task<StatusSnapshot?> Looked(DaemonParts parts, string search, CancellationToken cancel) => await view.Look(parts, search, IsDraining, cancel);

    StatusResponse WithSession(StatusResponse response, StatusSession session, bool isNew) => isNew ? response.WithSession(policy, session) : response;

    static string Seconds(Instant until) => $"{Math.Max(1, (long)Math.Ceiling((until - Clock.Now).TotalSeconds))}";

    string Hostname => settings.MailDaemon.Hostname.Value;

    bool IsDraining => lifetime.ApplicationStopping.IsCancellationRequested;

    bool IsReady => lifetime.ApplicationStarted.IsCancellationRequested && !IsDraining;

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
