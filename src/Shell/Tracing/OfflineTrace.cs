using Laitos.Domain.Foundation;
using Laitos.Domain.Queue;
using Laitos.Domain.Settings;
using Laitos.Domain.Tracing;
using Laitos.Shell.Spool;

namespace Laitos.Shell.Tracing;

/// <summary>Keeps what a command has done to the queue of a stopped daemon.</summary>
static class OfflineTrace
{
    /// <summary>Keeps a change of an entry, where records are kept already: a command makes no files that the daemon might not be able to write.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="entry">The entry afterwards.</param>
    /// <param name="request">What was done.</param>
    public static void Record(LaitosSettings settings, QueueEntry entry, QueueRequest request)
    {
        var file = TraceFile.Of(settings);
        if (!settings.MailDaemon.Trace.Enabled || !File.Exists(file.Path))
        {
            return;
        }

        try
        {
            var rows = QueueTrace.Of(entry, request, Clock.Now, new TraceText(SettingsPolicies.Secrets(settings))).Map(TraceCodec.Write).ToArray();
            file.Open(Clock.Now).IfRight(opened =>
            {
                using var table = new TraceTable(opened.Connection);
                table.Add(rows);
            });
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            // The change itself is made; whether it could be noted down does not matter to it.
        }
    }
}
