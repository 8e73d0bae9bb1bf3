namespace Laitos.Properties.Simulation;

/// <summary>A mail, or a notice of ours, as it is known to the one who sees the whole world; and what has become of it.</summary>
/// <param name="Name">Tells it from all others: the Message-ID of a mail, the id of a notice.</param>
/// <param name="Text">Its octets.</param>
/// <param name="IsListed">True when block lists name its sender.</param>
sealed record SimulatedMail(string Name, string Text, bool IsListed = false)
{
    /// <summary>What the relay thinks of its author.</summary>
    public AuthorDemand Demand { get; init; }

    /// <summary>True for a mail, false for a notice.</summary>
    public bool IsMail => Name.StartsWith('m');

    /// <summary>True once some journey of it was answered with 250, whether or not the sender heard it.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>The journeys that were answered with 5yz.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>True when its owner has given it up.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Attempts and journeys whose end is not yet both on record with us and heard by the sender, by the daemon that they are at.</summary>
    public Dictionary<SimulatedDaemon, int> OpenAt { get; } = [];

    /// <summary>The same at all daemons.</summary>
    public int Open => OpenAt.Values.Sum();

    /// <summary>One more, or one less.</summary>
    public void Count(SimulatedDaemon daemon, int more) => OpenAt[daemon] = OpenAt.GetValueOrDefault(daemon) + more;

    /// <summary>Why it may arrive twice; null where nothing excuses a second copy.</summary>
    public string? Excuse { get; set; }
}

/// <summary>What a relay thinks of an author.</summary>
enum AuthorDemand
{
    /// <summary>Anybody may be it.</summary>
    None,

    /// <summary>It must be another one.</summary>
    Another,

    /// <summary>It is not taken in either form.</summary>
    Never,
}
