namespace Laitos.Properties.Simulation;

/// <summary>When the server of a shared disk is away.</summary>
sealed class ServerOutage(EventQueue clock)
{
    Action? onWrite;

    /// <summary>How long a change that is under way waits for a server.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>When there is one again.</summary>
    public Instant Back { get; private set; }

    /// <summary>True while the server has gone and no other one is in its place.</summary>
    public bool IsOn => clock.Now < Back;

    /// <summary>The server goes.</summary>
    public void Begin(Instant back) => Back = back > Back ? back : Back;

    /// <summary>Something happens just when a change is on its way.</summary>
    public void OnNextWrite(Action happens) => onWrite += happens;

    /// <summary>A change is on its way.</summary>
    public void Write()
    {
        onWrite?.Invoke();
        onWrite = null;
    }
}
