namespace Laitos.Integration.Durability;

/// <summary>A balancer in front of daemons.</summary>
interface IBalancer : IAsyncDisposable
{
    /// <summary>Where it listens.</summary>
    int Port { get; }

    /// <summary>A daemon has come back at another port.</summary>
    Task Move(int number, int port);
}
