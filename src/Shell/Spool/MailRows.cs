using Laitos.Shell.Relay;
using LanguageExt;
using Microsoft.Data.Sqlite;

namespace Laitos.Shell.Spool;

/// <summary>Reads the rows of mails. What is given is known to be what was stored: a row carries a digest of itself, and one of the octets that lie elsewhere.</summary>
static class MailRows
{
    /// In a database that a daemon of an earlier version works on, the last columns are missing.
    const string Row = "SELECT front, skip, length, digest, body, segment FROM mails WHERE id=$id", RowWithoutSegment = "SELECT front, skip, length, digest, body, 0 FROM mails WHERE id=$id",
        RowWithoutBody = "SELECT front, skip, length, digest, NULL, 0 FROM mails WHERE id=$id";

    /// Of a large mail no more is read than says that it is one.
    const string SmallRow = "SELECT front, digest FROM mails WHERE id=$id AND length=0 AND length(front)<=$most";

    /// <summary>Where the octets of a mail lie, or why they are lost.</summary>
    public static Either<UnreadableMail, StagedMail> Read(ReadingConnection connection, string id)
    {
        var statement = connection.Version >= SpoolSchema.WithSegments ? Row : connection.Version >= SpoolSchema.WithBodyDigests ? RowWithoutSegment : RowWithoutBody;
        using var row = connection.Prepared(statement, "$id").With(id).ExecuteReader();
        if (!row.Read())
        {
            return UnreadableMail.Lost($"there is no mail {id} in the spool");
        }

        var mail = new StagedMail((byte[])row[0], row.GetInt64(1), row.GetInt64(2), row.IsDBNull(4) ? null : (byte[])row[4], row.GetInt64(5));
        return IsWhole(id, mail, row, 3) ? mail : UnreadableMail.Lost($"the mail {id} is damaged in the database");
    }

    /// <summary>The mails that lie in their rows, in the order of the ids, as many as take so many octets. What is damaged is left out: it is told when it is read by itself.</summary>
    public static IReadOnlyList<KeyValuePair<string, MemoryContent>> Small(ReadingConnection connection, IReadOnlyList<string> ids, long octets)
    {
        var found = new List<KeyValuePair<string, MemoryContent>>(ids.Count);
        for (var i = 0; i < ids.Count && octets > 0; i++)
        {
            using var row = connection.Prepared(SmallRow, "$id", "$most").With(ids[i], octets).ExecuteReader();
            if (row.Read() && new StagedMail((byte[])row[0], 0, 0, null) is var mail && IsWhole(ids[i], mail, row, 1))
            {
                octets -= mail.Front.Length;
                found.Add(new(ids[i], new MemoryContent(mail.Front)));
            }
        }

        return found;
    }

    /// <summary>A mail that lies in a file, once that is known to hold what was stored.</summary>
    public static Either<UnreadableMail, IMailContent> Filed(SpoolDirectory directory, string id, StagedMail mail)
    {
        var path = directory.File(id, mail.Segment);
        if (new FileInfo(path) is not { Exists: true, Length: var size } || size < mail.Skip + mail.Length)
        {
            return UnreadableMail.Lost($"the file {path} of mail {id} is missing or too short");
        }

        try
        {
            return mail.Body is null || BodyFiles.Digest(path, mail.Skip, mail.Length).AsSpan().SequenceEqual(mail.Body)
                ? new FileContent([new ContentPart.InMemory(mail.Front), new ContentPart.InFile(mail.Skip, mail.Length)], path)
                : UnreadableMail.Lost($"the file {path} of mail {id} is damaged: it does not hold what was stored");
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            return new UnreadableMail($"the file {path} of mail {id} cannot be read: {fault.Message}", IsLost: false);
        }
    }

    static bool IsWhole(string id, StagedMail mail, SqliteDataReader row, int digest) => RowDigest.OfMail(id, mail).AsSpan().SequenceEqual((byte[])row[digest]);
}
