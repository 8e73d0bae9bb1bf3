using Laitos.Domain.Scanning;
using Laitos.Shell.Relay;
using LanguageExt;

namespace Laitos.Shell.Scanning;

/// <summary>Says whether mails are spam.</summary>
interface IScanner : IDisposable
{
    /// <summary>What it says of a mail, or why it says nothing. Once this has ended, the octets are not read any more.</summary>
    /// <param name="request">What it is told of the mail.</param>
    /// <param name="content">The octets of the mail.</param>
    /// <param name="limit">How long it may take.</param>
    Task<Either<string, ScanReport>> Scan(ScanRequest request, IMailContent content, TimeSpan limit);
}

/// <summary>Scanners by how they are reached.</summary>
static class Scanners
{
    /// <summary>The scanner that is reached so.</summary>
    public static IScanner Of(ScannerAccess access) => access switch
    {
        ScannerAccess.Rspamd rspamd => new RspamdScanner(rspamd),
        ScannerAccess.Program program => new ProgramScanner(program),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
