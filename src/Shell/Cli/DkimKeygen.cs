using Laitos.Domain.Foundation;
using Laitos.Shell.Spool;
using Laitos.Signatures.Signing;
using LanguageExt;

namespace Laitos.Shell.Cli;

/// <summary><c>laitos dkim-keygen</c>: makes a key that signs mail, and prints the DNS record that publishes its public half.</summary>
static class DkimKeygen
{
    /// <summary>Writes the file and prints the record; 0, or 2 with one line that says why not.</summary>
    public static int Run(string domain, string selector, string file, KeyKind kind, CliTerminal terminal) =>
        terminal.Conclude(KeyRecordLine.Parse(domain, selector).MapLeft(CliError.Because).Bind(name => Write(name, file, KeyGeneration.New(kind))));

    static Either<CliError, Seq<string>> Write(KeyRecordName name, string file, GeneratedKey key)
    {
        try
        {
            using var target = new FileStream(file, SpoolDirectory.NewFile(FileMode.CreateNew));
            target.Write(Octets.Utf8(key.Pem.Reveal()).Span);
            target.Flush(flushToDisk: true);
            return Seqs.Of(
                $"The private key is in {file}. Publish this record in the zone of {name.Domain}:",
                "",
                KeyRecordLine.Zone(name, key.RecordText),
                "",
                "The same, where a form asks for name and value of a TXT record:",
                "",
                name.ToString(),
                key.RecordText);
        }
        catch (IOException) when (File.Exists(file))
        {
            return CliError.Because($"{file} exists: a key is not overwritten");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return CliError.Because($"the key could not be written: {fault.Message}");
        }
    }
}
