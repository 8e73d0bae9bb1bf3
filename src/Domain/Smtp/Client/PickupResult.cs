using System.Globalization;

namespace Laitos.Domain.Smtp.Client;

/// <summary>What came of writing a mail into a pickup folder.</summary>
public abstract record PickupResult
{
    PickupResult() { }

    /// <summary>The file is there whole, and it and its name are flushed to the disk.</summary>
    public sealed record Stored(string Name) : PickupResult;

    /// <summary>The daemon went down, or the mail had had its time.</summary>
    public sealed record Interrupted : PickupResult;

    /// <summary>The disk is full, or the quota is used up.</summary>
    public sealed record NoSpace : PickupResult;

    /// <summary>The mail that was to be written does not have the octets that it should have.</summary>
    public sealed record WrongSize(long Octets, long Expected) : PickupResult;

    /// <summary>The folder or the file cannot be written.</summary>
    public sealed record Failed(string Reason) : PickupResult;

    /// <summary>What it means for each recipient: a mail that is not in the folder is tried again.</summary>
    public Outcome Outcome => this switch
    {
        Stored(var name) => new Outcome.Delivered(Reply.Of(250, 0, 0, $"stored as {name}")),
        Interrupted => new Outcome.Deferred(Reply.Of(451, 3, 2, "storing the mail was interrupted")),
        NoSpace => new Outcome.Deferred(Reply.Of(452, 3, 1, "no space left for the mail")),
        WrongSize(var octets, var expected) => new Outcome.Deferred(
            Reply.Of(451, 3, 0, string.Create(CultureInfo.InvariantCulture, $"the mail could not be stored: it has {octets} octets instead of {expected}"))),
        Failed(var reason) => new Outcome.Deferred(Reply.Of(451, 3, 0, Printable.ReplyText($"the mail could not be stored: {reason}"))),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The name of a new file: made of time and chance, never of the mail, so that nothing from outside is in it and no file replaces another.</summary>
    /// <param name="now">The time.</param>
    /// <param name="chance">Random octets.</param>
    public static string FileName(Instant now, ReadOnlySpan<byte> chance) =>
        $"{string.Concat(now.ToString().Where(char.IsAsciiLetterOrDigit))}-{Convert.ToHexStringLower(chance)}.eml";
}
