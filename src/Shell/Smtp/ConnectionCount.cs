using Laitos.Domain.Addresses;

namespace Laitos.Shell.Smtp;

/// <summary>How many connections are open, in all and for each client (IPv6: each /64).</summary>
sealed class ConnectionCount
{
    readonly Lock gate = new();
    readonly Dictionary<IpAddress, int> perClient = [];
    int all;

    /// <summary>One more; the counts include it.</summary>
    public (int All, int FromClient) Open(IpAddress client)
    {
        lock (gate)
        {
            return (++all, perClient[client] = perClient.GetValueOrDefault(client) + 1);
        }
    }

    /// <summary>One fewer.</summary>
    public void Close(IpAddress client)
    {
        lock (gate)
        {
            all--;
            if (--perClient[client] == 0)
            {
                perClient.Remove(client);
            }
        }
    }
}
