namespace Laitos.Domain.Scanning;

/// <summary>
/// The answer of a program that scans: its exit code, and the first line of its output that begins with <c>{</c>. The line is read as <see cref="ScanReply"/> reads a reply. Where it names no
/// action, or is not there, the exit code does.
/// </summary>
public static class ProgramAnswer
{
    /// <summary>The exit codes that are answers, and the actions that they stand for; any other is a failure. The last two are EX_UNAVAILABLE and EX_TEMPFAIL of sysexits.h.</summary>
    public static Seq<(int Code, ScanAction Action)> Codes { get; } = Seqs.Of(
        (0, ScanAction.NoAction), (1, ScanAction.AddHeader), (69, ScanAction.Reject), (75, ScanAction.SoftReject));

    /// <summary>What the program says of the mail, or why it says nothing.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="output">What it wrote to its standard output.</param>
    public static Either<string, ScanReport> Read(int exitCode, Octets output) =>
        Codes.Find(item => item.Code == exitCode).Match(
            known => Line(output).Match(
                line => ScanReply.Read(line, known.Action),
                () => new ScanReport(known.Action, Option<double>.None, Option<double>.None, default, "")),
            () => (Either<string, ScanReport>)$"the program ended with the exit code {exitCode}");

    static Option<Octets> Line(Octets output)
    {
        var rest = output;
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest.Slice(0, end);
            if (line.Span.StartsWith("{"u8))
            {
                return line;
            }

            rest = end < 0 ? default : rest.Slice(end + 1);
        }

        return Option<Octets>.None;
    }
}
