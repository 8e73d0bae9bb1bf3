namespace Laitos.Domain.Foundation;

/// <summary>What is done about a disk that fails: it is left alone for a while, and then the same change is tried again.</summary>
public static class DiskRetry
{
    /// <summary>How long it is left alone.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(10);
}
