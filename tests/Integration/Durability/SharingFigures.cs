using System.Diagnostics;
using System.Globalization;
using Laitos.Integration.Support;

namespace Laitos.Integration.Durability;

/// <summary>What it costs a mail that daemons with one queue count something together, to be read by people.</summary>
[Explicit("a measurement")]
[NonParallelizable]
public sealed class SharingFigures
{
    const int Mails = 400, Rounds = 4;

    [Test]
    public async Task What_a_mail_costs_with_each_kind_that_is_shared()
    {
        await using var server = await PostgreSqlServer.Start();
        string[] kinds = ["", "\"passwords\"", "\"rates\"", "\"duplicates\"", "\"passwords\", \"rates\", \"duplicates\""];
        var daemons = new List<DurableDaemon>();
        foreach (var (shared, i) in kinds.Select((shared, i) => (shared, i)))
        {
            daemons.Add(await DurableDaemon.StartWithin(
                spool: $$""" "Retry": ["1s"], "PostgreSql": "{{server.Connection($"shared{i}")}}", "Shared": [{{shared}}] """, receiving: """, "Trace": {"Enabled": false}""",
                sections: """ "MailFilters": {"PINAndShortcuts": {"Passwords": ["correcthorse"]}}, "Features": {"Shell": {"Unrestricted": true}},"""));
        }

        try
        {
            // In turn, several times: whatever else the machine does is met by all of them.
            var taken = daemons.Select(_ => new List<double>()).ToArray();
            for (var round = 0; round < Rounds; round++)
            {
                for (var i = 0; i < daemons.Count; i++)
                {
                    taken[i].AddRange(await Sent(daemons[i], $"{round}.{i}", Mails / Rounds));
                }
            }

            // What was done so far is told with the first look.
            await Counted(server, () => Task.CompletedTask);
            var idle = await Counted(server, () => Task.CompletedTask);
            for (var i = 0; i < daemons.Count; i++)
            {
                var transactions = await Counted(server, () => Sent(daemons[i], $"counted.{i}", Mails / Rounds)) - idle;
                var sorted = taken[i].Order().ToArray();
                TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{kinds[i]}]: median {sorted[sorted.Length / 2]:0.00} ms, nine of ten within {sorted[sorted.Length * 9 / 10]:0.00} ms; {transactions / (Mails / (double)Rounds):0.0} transactions a mail"));
            }
        }
        finally
        {
            foreach (var daemon in daemons)
            {
                await daemon.DisposeAsync();
            }
        }
    }

    static async Task<IReadOnlyList<double>> Sent(DurableDaemon daemon, string name, int mails)
    {
        await using var peer = await SmtpPeer.Connect(daemon.Port);
        Assert.That(await Sending.Greet(peer));
        var taken = new List<double>(mails);
        for (var mail = 0; mail < mails; mail++)
        {
            var watch = Stopwatch.StartNew();
            Assert.That(await Sending.Mail(peer, $"{name}.{mail}@sender.example", Sending.Body("m")), Does.StartWith("250 "));
            taken.Add(watch.Elapsed.TotalMilliseconds);
        }

        return taken;
    }

    /// Of the whole server. A session that is idle tells its figures after ten seconds.
    static async Task<double> Counted(PostgreSqlServer server, Func<Task> act)
    {
        var before = await Transactions(server);
        await act();
        await Task.Delay(TimeSpan.FromSeconds(11));
        return await Transactions(server) - before;
    }

    static async Task<long> Transactions(PostgreSqlServer server) => (long)(await server.Ask("SELECT xact_commit FROM pg_stat_database WHERE datname='postgres'"))!;
}
