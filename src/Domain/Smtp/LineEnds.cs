namespace Laitos.Domain.Smtp;

/// <summary>The ends of lines in a mail that comes from a file.</summary>
public static class LineEnds
{
    /// <summary>The octets as SMTP carries them: each line ends in CRLF (RFC 5321 §2.3.8), the last one too. A CR that no LF follows stays.</summary>
    public static byte[] Canonical(ReadOnlySpan<byte> octets)
    {
        var written = new List<byte>(octets.Length + 2);
        for (var rest = octets; !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            written.AddRange(line.EndsWith("\r"u8) ? line[..^1] : line);
            written.AddRange("\r\n"u8);
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return [.. written];
    }
}
