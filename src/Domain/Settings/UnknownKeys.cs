namespace Laitos.Domain.Settings;

/// <summary>What is said to a key that a section does not know.</summary>
enum UnknownKeys
{
    /// <summary>It is a mistake.</summary>
    Named,

    /// <summary>It is a mistake, but its name may be a secret that stands in the wrong place: it is shown only where it is a slip of the pen.</summary>
    Hidden,

    /// <summary>It belongs to somebody else, unless it is a slip of the pen.</summary>
    Allowed,
}
