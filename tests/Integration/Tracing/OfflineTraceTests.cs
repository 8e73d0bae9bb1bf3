using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Tracing;
using Laitos.Integration.Cli;
using Laitos.Shell.Cli;
using Laitos.Shell.Tracing;
using LanguageExt;

namespace Laitos.Integration.Tracing;

/// <summary>What the owner does to the queue while no daemon runs is kept too.</summary>
public sealed class OfflineTraceTests : QueueFixture
{
    [Test]
    public async Task What_was_done_without_a_daemon_is_told()
    {
        var file = new TraceFile(Folder.Root);
        await Fill("one");
        Assert.That((await Changed(changes => changes.Change(QueueRequest.Hold, "one"))).Code, Is.EqualTo(CliError.None));
        Assert.That(File.Exists(file.Path), Is.False, "a command begins no records");

        file.Open(Now).IfRight(opened => opened.Connection.Dispose());
        foreach (var request in (QueueRequest[])[QueueRequest.Hold, QueueRequest.Release, QueueRequest.Retry])
        {
            Assert.That((await Changed(changes => changes.Change(request, "one"))).Code, Is.EqualTo(CliError.None));
        }

        Assert.That(Told(file).Changes.Map(change => change.Event), Is.EqualTo(new[] { "held", "released" }));
        Assert.That(Told(file).Changes[0].Delivery.Held, Is.EqualTo(Option<string>.Some(QueueRequests.HeldByOwner)));
        Assert.That((await Changed(changes => changes.Drop("one", isSure: true))).Code, Is.EqualTo(CliError.None));
        Assert.That(Told(file).Fate, Is.InstanceOf<MailFate.Dropped>());
    }

    static MailStory Told(TraceFile file) => new TraceLookup(file).Find(new TraceQuery.ById("one"), "one", Option<Instant>.None, Now).GetAwaiter().GetResult().Match(
        Right: answer => answer.Mails.Single(), Left: error => throw new AssertionException(error.Line));
}
