using System.Diagnostics.CodeAnalysis;
using Laitos.Domain.Foundation;
using Laitos.Integration.Support;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Spool;

/// <summary>
/// A program that fills a spool until it is killed. It prints a line for each change that the spool has confirmed; the name of
/// an entry tells its mail: <c>m</c>, a number, <c>x</c>, the size.
/// </summary>
public static class VictimProgram
{
    const int SideBySide = 8;

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["measured", .. var rest])
        {
            return Soak.MeasuredDaemon.Run(rest);
        }

        if (arguments is not ["fill", var folder, var start])
        {
            return 64;
        }

        var opened = SpoolOpening.Open(new SpoolDirectory(folder), new Instant(0), reserve: 0);
        var spool = opened.MatchUnsafe<ISpool?>(Left: _ => null, Right: one => one.Spool);
        if (spool is null)
        {
            return 65;
        }

        var number = int.Parse(start);
        await Task.WhenAll(Enumerable.Range(0, SideBySide).Select(_ => Task.Run(() => Fill(spool, () => Interlocked.Increment(ref number)))));
        return 0;
    }

    /// <summary>The octets of the mail of an entry.</summary>
    public static int SizeOf(string id) => int.Parse(id[(id.IndexOf('x', StringComparison.Ordinal) + 1)..]);

    /// <summary>The mail of an entry.</summary>
    [SuppressMessage("Security", "CA5394", Justification = "Octets for a test, the same each time.")]
    public static byte[] MailOf(string id)
    {
        var parts = id[1..].Split('x');
        var octets = new byte[int.Parse(parts[1])];
        new Random(int.Parse(parts[0])).NextBytes(octets);
        return octets;
    }

    static async Task Fill(ISpool spool, Func<int> next)
    {
        while (true)
        {
            var number = next();
            var size = (number % 5) switch { 0 => 270_000 + number % 1000, 1 => 60_000, _ => 500 + number % 1000 };
            var id = $"m{number}x{size}";
            if (await spool.Add(Entry(id)) is not SpoolOutcome.Stored)
            {
                return;
            }

            Console.WriteLine($"+{id}");
            if (number % 4 == 0)
            {
                Console.WriteLine($"?{id}");
                var heir = $"m{next()}x{300 + number % 100}";
                await spool.Replace(id, Entry(heir));
                Console.WriteLine($"+{heir}");
                Console.WriteLine($"-{id}");
            }
        }
    }

    static NewEntry Entry(string id) => new(new SpoolEntry(id, new Instant(0), Octets.Utf8(id)), new MemoryContent(MailOf(id)));
}
