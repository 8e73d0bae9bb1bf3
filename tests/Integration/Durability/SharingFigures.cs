using System.Diagnostics;
using System.Globalization;
using Laitos.Integration.Support;

namespace Laitos.Integration.Durability;

/// <summary>What it costs a mail that daemons with one queue count something together, to be read by people.</summary>
[Explicit("a measurement")]
[NonParallelizable]
public sealed class SharingFigures
{
    const int Mails = 400;

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
            var (transactions, octets) = (new long[daemons.Count], new long[daemons.Count]);
            for (var round = 0; round < 4; round++)
            {
                for (var i = 0; i < daemons.Count; i++)
                {
                    await using var peer = await SmtpPeer.Connect(daemons[i].Port);
                    Assert.That(await Sending.Greet(peer));
                    var (before, written) = await Counted(server);
                    for (var mail = 0; mail < Mails / 4; mail++)
                    {
                        var watch = Stopwatch.StartNew();
                        Assert.That(await Sending.Mail(peer, $"m{round}.{mail}.{i}@sender.example", Sending.Body("m")), Does.StartWith("250 "));
                        taken[i].Add(watch.Elapsed.TotalMilliseconds);
                    }

                    var (after, writtenAfter) = await Counted(server);
                    (transactions[i], octets[i]) = (transactions[i] + after - before, octets[i] + writtenAfter - written);
                }
            }

            for (var i = 0; i < daemons.Count; i++)
            {
                var sorted = taken[i].Order().ToArray();
                TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{kinds[i]}]: median {sorted[sorted.Length / 2]:0.00} ms, nine of ten within {sorted[sorted.Length * 9 / 10]:0.00} ms; {(double)transactions[i] / Mails:0.00} transactions and {octets[i] / Mails} octets of log a mail"));
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

    /// Of the whole server: what daemons do that have nothing to do is in it, some transactions a minute.
    static async Task<(long Transactions, long Octets)> Counted(PostgreSqlServer server)
    {
        // Backends tell their figures a little later.
        await Task.Delay(1200);
        return ((long)(await server.Ask("SELECT xact_commit FROM pg_stat_database WHERE datname='postgres'"))!, (long)(await server.Ask("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint"))!);
    }
}
