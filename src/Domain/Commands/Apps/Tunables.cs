using System.Globalization;
using System.Text;

namespace Laitos.Domain.Commands.Apps;

/// <summary>A setting of the Linux kernel, and what a small server does better with. Of all of them a higher number is the better one.</summary>
/// <param name="Path">Where it lies below /proc/sys.</param>
/// <param name="Value">The proposed number, decimal.</param>
/// <param name="Reason">What it is good for.</param>
public sealed record Tunable(string Path, string Value, string Reason);

/// <summary>The settings of the Linux kernel that are looked at, and the proposal made from their present values. No better value is ever lowered.</summary>
public static class Tunables
{
    /// <summary>All that are looked at.</summary>
    public static Seq<Tunable> All { get; } = Seqs.Of<Tunable>(
        new("net/core/somaxconn", "4096", "more connections may wait to be accepted"),
        new("net/core/netdev_max_backlog", "4000", "more packets may wait for the processor"),
        new("net/core/rmem_max", "4194304", "room for fast connections to far places"),
        new("net/core/wmem_max", "4194304", "room for fast connections to far places"),
        new("net/ipv4/tcp_max_syn_backlog", "4096", "more connections may be half open"),
        new("net/ipv4/tcp_syncookies", "1", "connections are taken also under a flood of SYN"),
        new("net/ipv4/tcp_mtu_probing", "1", "connections survive routers that lose large packets"),
        new("net/ipv4/tcp_rfc1337", "1", "late packets do not end connections"),
        new("net/ipv4/icmp_echo_ignore_broadcasts", "1", "no amplifier for floods of ping"),
        new("fs/file-max", "262144", "more open files"),
        new("fs/inotify/max_user_instances", "256", "more programs may watch files"),
        new("fs/protected_hardlinks", "1", "no links to files of others"),
        new("fs/protected_symlinks", "1", "no traps in /tmp"),
        new("kernel/pid_max", "32768", "more processes"),
        new("kernel/randomize_va_space", "2", "addresses are harder to guess"),
        new("kernel/kptr_restrict", "1", "addresses of the kernel are hidden"));

    /// <summary>True when a proposed value is better than the present one: both are numbers, and it is higher.</summary>
    public static bool IsBetter(string proposed, string present) =>
        long.TryParse(proposed, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
        && long.TryParse(present.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var found)
        && wanted > found;

    /// <summary>What would change, a line for each setting, and how to apply it.</summary>
    /// <param name="present">Lines <c>path=value</c>, as they were read.</param>
    public static string Proposal(string present)
    {
        var values = Values(present);
        var changes = All.AsEnumerable().Where(each => values.TryGetValue(each.Path, out var value) && IsBetter(each.Value, value)).ToList();
        if (changes.Count == 0)
        {
            return "all settings are as good as they can be or better; nothing to apply";
        }

        var text = new StringBuilder();
        foreach (var each in changes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{each.Path}: {values[each.Path].Trim()} -> {each.Value} ({each.Reason})\n");
        }

        return text.Append("tune apply writes these values until the next start of the machine; only root may").ToString();
    }

    /// The first value of each path.
    static Dictionary<string, string> Values(string present)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in present.Split('\n'))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            {
                values.TryAdd(line[..at], line[(at + 1)..]);
            }
        }

        return values;
    }
}
