using System.Text.Json;

namespace Laitos.Integration.Durability;

/// <summary>What the queue tells in a log of JSON: counts are numbers.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class JsonLogTests
{
    [Test]
    public async Task Attempts_and_entries_are_numbers()
    {
        await using var daemon = await DurableDaemon.Start(arguments: ["-log", "json"]);
        await daemon.Relay.Leave();
        Assert.That(await daemon.Send("counted@sender.example"), Does.StartWith("250 "));
        Assert.That(await DurableDaemon.Becomes(() => Task.FromResult(Lines(daemon, "requeued").Length > 0)), "tried in vain");
        var tried = Lines(daemon, "requeued")[0];
        Assert.That(tried.GetProperty("attempts").ValueKind, Is.EqualTo(JsonValueKind.Number));
        Assert.That(tried.GetProperty("attempts").GetInt32(), Is.GreaterThan(0));

        await daemon.Stop();
        await daemon.StartAgain();
        var loaded = Lines(daemon, "queue").Single();
        Assert.That(loaded.GetProperty("entries").ValueKind, Is.EqualTo(JsonValueKind.Number));
        Assert.That(loaded.GetProperty("entries").GetInt32(), Is.EqualTo((await daemon.Queue()).Count));
    }

    static JsonElement[] Lines(DurableDaemon daemon, string kind) =>
        [.. daemon.Log.Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("event").GetString() == kind)];
}
