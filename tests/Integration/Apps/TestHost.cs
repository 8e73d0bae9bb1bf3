using Laitos.Domain.Addresses;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Foundation;
using Laitos.Shell.Apps;
using LanguageExt;

namespace Laitos.Integration.Apps;

/// <summary>A desk as the daemon has it, with a daemon and a queue that only tell what they were asked.</summary>
sealed class TestHost : IDaemonStatus, IMailSink
{
    public static readonly TimeSpan Ample = TimeSpan.FromSeconds(30);

    /// <summary>What was sent.</summary>
    public List<(Seq<Mailbox> To, string Subject, string Body)> Sent { get; } = [];

    /// <summary>What the queue says against the next mail.</summary>
    public string? Trouble { get; init; }

    /// <summary>What the daemon waits for before it tells anything.</summary>
    public Task Silence { get; init; } = Task.CompletedTask;

    /// <summary>What goes wrong when it is to tell anything.</summary>
    public Exception? Fault { get; init; }

    public string Describe(InspectionTopic inspectionTopic)
    {
        Silence.Wait();
        if (Fault is not null)
        {
            throw Fault;
        }

        return $"about {inspectionTopic}\n";
    }

    public Task<string?> Send(Seq<Mailbox> to, string subject, string body)
    {
        Sent.Add((to, subject, body));
        return Task.FromResult(Trouble);
    }

    /// <summary>Grants a request with nothing special about it.</summary>
    public static Task<AppResponse> Grant(AppRequest request, TimeSpan? limit = null, CancellationToken abort = default) =>
        new AppHost(new TestHost(), new TestHost(), new MessageBankFile("messages.json")).Perform(request, limit ?? Ample, abort);

    /// <summary>Runs a statement by bash. What takes more than the limit has no exit code.</summary>
    public static async Task<AppResponse.Exited> Statement(string statement, TimeSpan? limit = null)
    {
        var response = await Grant(new AppRequest.Interpret("/bin/bash", statement), limit);
        return response as AppResponse.Exited ?? throw new AssertionException($"{response}");
    }

    /// <summary>One command through an app: what it asks for, what the world answers, what comes out.</summary>
    public static async Task<Domain.Commands.CommandResult> Command(AppPolicy policy, string prefix, string argument, Instant now)
    {
        var app = AppCatalog.Of(policy).Find(each => each.Prefix == prefix).IfNone(() => throw new AssertionException(prefix));
        return await app.Ask(argument).Match(
            async request => app.Conclude(argument, await Grant(request), now),
            error => Task.FromResult(Domain.Commands.CommandResult.Failed(error)));
    }
}
