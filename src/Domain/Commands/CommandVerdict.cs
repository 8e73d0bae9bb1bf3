namespace Laitos.Domain.Commands;

/// <summary>What becomes of a command in a mail, or of what looks like one.</summary>
public abstract record CommandVerdict
{
    CommandVerdict() { }

    /// <summary>There is none.</summary>
    public sealed record Nothing : CommandVerdict;

    /// <summary>Too many wrong passwords came before: it is not evaluated, and the mail is to be put off.</summary>
    public sealed record Barred(Instant Until) : CommandVerdict;

    /// <summary>Its password is wrong; that has been counted.</summary>
    public sealed record WrongPassword : CommandVerdict;

    /// <summary>It does not run.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record Ignored(string Reason) : CommandVerdict;

    /// <summary>It is to run.</summary>
    /// <param name="Order">What is stored of it.</param>
    /// <param name="Used">The one-time pair that it uses up, with a digest of the command that alone may use it again, until it lapses.</param>
    public sealed record Run(CommandOrder Order, Option<(Octets Pair, Octets Command, Instant Until)> Used) : CommandVerdict;
}
