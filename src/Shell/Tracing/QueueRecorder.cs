using Laitos.Domain.Queue;
using Laitos.Domain.Tracing;
using LanguageExt;

namespace Laitos.Shell.Tracing;

/// <summary>Follows the queue for the records.</summary>
static class QueueRecorder
{
    /// <summary>One step of the queue.</summary>
    public static void Observe(this TraceRecorder recorder, MailQueueInput input, Seq<MailQueueEffect> effects)
    {
        if (QueueTrace.IsTold(input, effects))
        {
            recorder.Record(text => QueueTrace.Of(input, effects, text), QueueTrace.SizeOf(effects));
        }
    }
}
