namespace Laitos.Domain.Scanning;

/// <summary>What a scanner wants done with a mail, from harmless to grave: the actions of rspamd.</summary>
public enum ScanAction
{
    /// <summary>Nothing: the mail is taken as it is.</summary>
    NoAction,

    /// <summary>The mail is put off once, so that only a sender who comes again gets through.</summary>
    Greylist,

    /// <summary>The mail is taken and marked as spam.</summary>
    AddHeader,

    /// <summary>The mail is taken, and its subject says that it is spam.</summary>
    RewriteSubject,

    /// <summary>The mail is put off.</summary>
    SoftReject,

    /// <summary>The mail is refused.</summary>
    Reject,
}

/// <summary>The words for actions.</summary>
public static class ScanActions
{
    /// The last two are actions of rspamd's that would lose a mail, or hide it, without a word to anybody.
    static readonly Seq<(string Word, ScanAction Action)> Words = Seqs.Of(
        ("no action", ScanAction.NoAction), ("greylist", ScanAction.Greylist), ("add header", ScanAction.AddHeader), ("rewrite subject", ScanAction.RewriteSubject),
        ("soft reject", ScanAction.SoftReject), ("reject", ScanAction.Reject), ("discard", ScanAction.Reject), ("quarantine", ScanAction.AddHeader));

    /// <summary>The word as rspamd writes it.</summary>
    public static string WordOf(ScanAction action) => Words.Find(item => item.Action == action).Match(item => item.Word, () => "");

    /// <summary>The action that a word stands for, in any letter case.</summary>
    public static Option<ScanAction> Parse(string word) => Words.Find(item => item.Word.Equals(word, StringComparison.OrdinalIgnoreCase)).Map(item => item.Action);
}

/// <summary>What a scanner says of a mail.</summary>
/// <param name="Action">What it wants done.</param>
/// <param name="Score">How much the mail looks like spam; finite, within <see cref="MostScore"/>; none where it does not say.</param>
/// <param name="Required">The score from which it refuses; none where it does not say.</param>
/// <param name="Symbols">The signs that it saw, the weightiest in front; at most <see cref="MostSymbols"/>.</param>
/// <param name="Words">What it would tell the sender, in printable ASCII; empty for nothing.</param>
public sealed record ScanReport(ScanAction Action, Option<double> Score, Option<double> Required, Seq<ScanSymbol> Symbols, string Words)
{
    /// <summary>The largest score, and the negative of the smallest.</summary>
    public const double MostScore = 1_000_000;

    /// <summary>The most symbols that are kept.</summary>
    public const int MostSymbols = 50;
}

/// <summary>One sign that a scanner saw.</summary>
/// <param name="Name">Its name: letters, digits, <c>_</c>, <c>-</c> and <c>.</c>; anything else became <c>?</c>.</param>
/// <param name="Score">What it adds to the score.</param>
public readonly record struct ScanSymbol(string Name, double Score)
{
    /// <summary>The most characters of a name.</summary>
    public const int MostCharacters = 60;

    /// <summary>A symbol by any name: what comes from outside can neither end a line nor open another field.</summary>
    public static ScanSymbol Of(string name, double score) => new(
        new([.. name.Take(MostCharacters).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '?')]), score);
}
