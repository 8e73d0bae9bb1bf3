namespace Laitos.Domain.Sharing;

/// <summary>What becomes of what a change has put in that was told to have failed, though it may have been made.</summary>
public enum Settlement
{
    /// <summary>Nothing: it has put in nothing that nobody knows.</summary>
    None,

    /// <summary>It is taken out, unless another daemon works on it by now: its sender comes again, and what is there would be a copy.</summary>
    TakeBack,

    /// <summary>It stays, and is let go of for whoever comes first.</summary>
    LetGo,
}

/// <summary>How changes in doubt are settled, once the database can be had.</summary>
public static class Settlements
{
    /// <summary>
    /// A new mail that is known by its fingerprint stays: another daemon may have told its sender by now that it was taken, and otherwise its next attempt is recognised. One that is not known is taken back. Mails of our own that came
    /// with another change stay, for nobody sends them again.
    /// </summary>
    /// <param name="isNew">True when a sender waited for it, who was told to come again.</param>
    /// <param name="isRemembered">True when the next attempt of that sender is recognised.</param>
    /// <param name="puts">True when it puts in mails or commands.</param>
    public static Settlement Of(bool isNew, bool isRemembered, bool puts) => (isNew, isRemembered, puts) switch
    {
        (_, _, false) => Settlement.None,
        (true, false, true) => Settlement.TakeBack,
        _ => Settlement.LetGo,
    };
}
