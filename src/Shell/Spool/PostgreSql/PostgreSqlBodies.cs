using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Laitos.Shell.Relay;
using Npgsql;
using NpgsqlTypes;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>The mail that is to be stored could not be read.</summary>
sealed class SourceFaultException(Exception fault) : Exception(fault.Message, fault);

/// <summary>Brings large mails to the server and back, piece by piece; never is one in memory as a whole.</summary>
static class PostgreSqlBodies
{
    /// <summary>The largest mail, in octets, that lies in its row as a whole.</summary>
    public const int Largest = 256 << 10;

    /// <summary>The octets of a piece; the last one may have fewer.</summary>
    public const int Piece = 64 << 10;

    /// <summary>A small mail, for its row.</summary>
    /// <exception cref="SourceFaultException">It cannot be read, or has not as many octets as it said.</exception>
    public static async Task<StagedMail> Front(IMailContent content)
    {
        var octets = new byte[content.Size];
        var at = 0;
        await foreach (var block in Blocks(content))
        {
            if (block.Length > octets.Length - at)
            {
                throw WrongSize();
            }

            block.CopyTo(octets.AsMemory(at));
            at += block.Length;
        }

        return at == octets.Length ? new StagedMail(octets, 0, 0, null) : throw WrongSize();
    }

    /// <summary>Writes the pieces of a large mail, within the transaction of the caller, and gives what its row says of them.</summary>
    /// <exception cref="SourceFaultException">It cannot be read, or has not as many octets as it said.</exception>
    public static async Task<StagedMail> Write(NpgsqlConnection connection, string id, IMailContent content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var copy = await connection.BeginBinaryImportAsync("COPY chunks(mail, number, octets) FROM STDIN (FORMAT BINARY)");
        var (piece, filled, number, length) = (new byte[Piece], 0, 0, 0L);
        await foreach (var block in Blocks(content))
        {
            for (var rest = block; !rest.IsEmpty;)
            {
                var taken = Math.Min(rest.Length, Piece - filled);
                rest[..taken].CopyTo(piece.AsMemory(filled));
                (rest, filled, length) = (rest[taken..], filled + taken, length + taken);
                if (filled == Piece)
                {
                    await Put(piece);
                    filled = 0;
                }
            }
        }

        if (filled > 0)
        {
            await Put(piece.AsMemory(0, filled));
        }

        if (length != content.Size)
        {
            throw WrongSize();
        }

        await copy.CompleteAsync();
        return new StagedMail([], 0, length, hash.GetHashAndReset());

        async Task Put(ReadOnlyMemory<byte> octets)
        {
            hash.AppendData(octets.Span);
            await copy.StartRowAsync();
            await copy.WriteAsync(id, NpgsqlDbType.Text);
            await copy.WriteAsync(number++, NpgsqlDbType.Integer);
            await copy.WriteAsync(octets, NpgsqlDbType.Bytea);
        }
    }

    /// <summary>The SHA-256 digest of the pieces of a mail, and how many octets they have.</summary>
    public static async Task<(byte[] Digest, long Length)> Digest(NpgsqlConnection connection, string id)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = 0L;
        await using var command = connection.Command("SELECT octets FROM chunks WHERE mail=$1 ORDER BY number", id);
        await using var rows = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess);
        while (await rows.ReadAsync())
        {
            var octets = await rows.GetFieldValueAsync<byte[]>(0);
            hash.AppendData(octets);
            length += octets.Length;
        }

        return (hash.GetHashAndReset(), length);
    }

    static async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks(IMailContent content)
    {
        await using var blocks = content.Blocks(CancellationToken.None).GetAsyncEnumerator();
        while (await Next())
        {
            yield return blocks.Current;
        }

        // A local disk that fails is told from the server.
        async Task<bool> Next()
        {
            try
            {
                return await blocks.MoveNextAsync();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new SourceFaultException(fault);
            }
        }
    }

    static SourceFaultException WrongSize() => new(new IOException("the mail has not as many octets as it said"));
}

/// <summary>A mail whose pieces lie in the database. Each is fetched by itself, so that a slow reader keeps no connection.</summary>
/// <param name="connections">The way to it.</param>
/// <param name="id">Its entry.</param>
/// <param name="size">Its octets.</param>
sealed class DatabaseContent(PostgreSqlConnections connections, string id, long size) : IMailContent
{
    /// <inheritdoc/>
    public long Size => size;

    /// <inheritdoc/>
    /// <exception cref="IOException">The database cannot be had, or the mail has gone meanwhile.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks([EnumeratorCancellation] CancellationToken cancel)
    {
        for (var (number, left) = (0, size); left > 0; number++)
        {
            cancel.ThrowIfCancellationRequested();
            var piece = await Fetch(number);
            left -= piece.Length;
            yield return left >= 0 ? piece : throw new IOException($"the mail {id} is longer in the database than it was");
        }
    }

    async Task<byte[]> Fetch(int number)
    {
        try
        {
            return (byte[]?)await connections.Read(connection => connection.Ask("SELECT octets FROM chunks WHERE mail=$1 AND number=$2", id, number)) ?? throw new EndOfStreamException($"the mail {id} is not in the database any more");
        }
        catch (NpgsqlException fault)
        {
            throw new IOException($"the mail {id} cannot be read from the database: {PostgreSqlFaults.Words(fault)}", fault);
        }
    }
}
