using Laitos.Domain.Commands.Apps;

namespace Laitos.Shell.Apps;

/// <summary>What the daemon tells about itself.</summary>
public interface IDaemonStatus
{
    /// <summary>The text on a topic, lines ended by LF; without secrets.</summary>
    string Describe(Topic topic);
}
