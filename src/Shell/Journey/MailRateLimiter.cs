using Laitos.Domain.Addresses;
using Laitos.Domain.Filtering;

namespace Laitos.Shell.Journey;

/// <summary>Owns the count of mails a second for each client.</summary>
sealed class MailRateLimiter(int limit)
{
    readonly Lock gate = new();
    RateWindow window = RateWindow.Empty;

    /// <summary>Counts one mail; false when the client sends too many.</summary>
    public bool Take(IpAddress client)
    {
        lock (gate)
        {
            (window, var granted) = RateWindow.Take(window, Clock.Now, client, limit);
            return granted;
        }
    }
}
