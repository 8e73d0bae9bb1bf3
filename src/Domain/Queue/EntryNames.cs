namespace Laitos.Domain.Queue;

/// <summary>The words of the stored form of an entry.</summary>
static class EntryNames
{
    public const string Owed = "owed";
    public const string Delivered = "delivered";
    public const string Failed = "failed";

    public static Seq<(string Name, EntryKind Value)> Kinds { get; } = Seqs.Of(
        ("mail", EntryKind.Mail), ("notice-to-owner", EntryKind.NoticeToOwner), ("notice-to-sender", EntryKind.NoticeToSender),
        ("reply", EntryKind.Reply));

    /// The reverse-path without brackets, so that the null path is the empty text.
    public const string NullPath = "";

    /// A forward-path without a domain; a mailbox has an at sign.
    public const string Postmaster = "postmaster";
}
