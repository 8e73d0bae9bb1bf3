using Laitos.Domain.Commands;
using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Shell.Smtp;

namespace Laitos.Shell.Journey;

/// <summary>Reads notices that came back.</summary>
static class ReportReader
{
    /// <summary>What the notice says.</summary>
    public static async Task<ReturnedReport> Read(Arrival arrival, ReceivedContent content)
    {
        var scan = ReturnedReportScan.Start;
        await foreach (var block in content.Render(Seqs.Of<Segment>(CommandScan.Body(arrival.Header, arrival.Mail.Content.Facts.Size))).Blocks(CancellationToken.None))
        {
            scan = scan.Advance(block.Span);
        }

        return scan.End();
    }
}
