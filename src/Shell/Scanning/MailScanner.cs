using System.Diagnostics;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Scanning;
using Laitos.Shell.Relay;
using LanguageExt;

namespace Laitos.Shell.Scanning;

/// <summary>Has mails scanned, and leaves a scanner alone that fails.</summary>
/// <param name="scanner">The scanner; it is given up to this.</param>
/// <param name="tell">Takes what its owner should know.</param>
sealed class MailScanner(IScanner scanner, Action<LogLine> tell) : IDisposable
{
    /// Who does not get in within its time goes on unscanned.
    const int MostAtOnce = 32;

    readonly Lock gate = new();
    readonly SemaphoreSlim room = new(MostAtOnce);
    ScannerBreaker breaker = ScannerBreaker.Closed;

    /// <summary>What became of the scan of a mail. Once this has ended, the octets are not read any more.</summary>
    /// <param name="request">What the scanner is told of the mail.</param>
    /// <param name="content">The octets of the mail.</param>
    /// <param name="timeout">How long the scanner is waited for.</param>
    public async Task<ScanOutcome> Scan(ScanRequest request, IMailContent content, TimeSpan timeout)
    {
        switch (Admit(timeout))
        {
            case ScannerAdmission.SetAside(var until):
                return ScanOutcome.SetAside(until);
            case ScannerAdmission.Asks(var isTrial):
                var began = Stopwatch.GetTimestamp();
                if (!await room.WaitAsync(timeout))
                {
                    return ScanOutcome.Failed("too many mails are being scanned");
                }

                try
                {
                    var answer = await scanner.Scan(request, content, timeout - Stopwatch.GetElapsedTime(began));
                    Hear(answer, isTrial).Iter(notice => tell(JourneyLog.Of(notice, request.Id, Clock.Now)));
                    return answer.Match(Right: report => new ScanOutcome.Reported(report, Stopwatch.GetElapsedTime(began)), Left: ScanOutcome.Failed);
                }
                finally
                {
                    room.Release();
                }

            default:
                throw new UnreachableException();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        scanner.Dispose();
        room.Dispose();
    }

    ScannerAdmission Admit(TimeSpan timeout)
    {
        lock (gate)
        {
            (breaker, var admission) = breaker.Admit(Clock.Now, timeout);
            return admission;
        }
    }

    Option<ScannerNotice> Hear(Either<string, ScanReport> answer, bool isTrial)
    {
        lock (gate)
        {
            (breaker, var notice) = breaker.Heard(Clock.Now, answer.Match(Right: _ => Option<string>.None, Left: Option<string>.Some), isTrial);
            return notice;
        }
    }
}
