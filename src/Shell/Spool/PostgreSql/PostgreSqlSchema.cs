using Npgsql;

namespace Laitos.Shell.Spool.PostgreSql;

/// <summary>The tables of the spool on a server: one schema of a database is one spool.</summary>
static class PostgreSqlSchema
{
    /// "laitos" in hexadecimal: held while a schema is made or upgraded.
    const long UpgradeLock = 0x6C61_6974_6F73;

    /// What each version has added to the one before. The tables are those of the spool in a folder, but for bodies, which lie in pieces, and for <c>daemons</c>: who works on the spool, until when
    /// by the server's clock, and under which token. Each transaction that writes holds its row (<c>fence</c>), whose removal, or another token, waits for those and refuses later ones; a renewal of the lease
    /// touches no key, and goes on beside them. The session of a daemon is the number of all its claims: an entry has it as its holder, or 0; a batch tells which claim has brought an entry. Who is removed loses them (<c>dismiss</c>).
    /// Identifiers are compared by their octets, as everywhere in this program; octets are not compressed, for bodies hardly can be.
    static readonly string[] Versions =
    [
        """
        CREATE TABLE entries(id text COLLATE "C" PRIMARY KEY, due bigint NOT NULL, state bytea NOT NULL, digest bytea NOT NULL);
        CREATE INDEX entries_by_due ON entries(due, id);
        CREATE TABLE mails(id text COLLATE "C" PRIMARY KEY, front bytea NOT NULL, length bigint NOT NULL, body bytea, digest bytea NOT NULL);
        ALTER TABLE mails ALTER COLUMN front SET STORAGE EXTERNAL;
        CREATE TABLE chunks(mail text COLLATE "C" NOT NULL, number integer NOT NULL, octets bytea NOT NULL, PRIMARY KEY(mail, number));
        ALTER TABLE chunks ALTER COLUMN octets SET STORAGE EXTERNAL;
        CREATE TABLE recent(fingerprint bytea PRIMARY KEY, until bigint NOT NULL);
        CREATE INDEX recent_by_until ON recent(until);
        CREATE TABLE requests(number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, entry text COLLATE "C" NOT NULL, verb text NOT NULL);
        CREATE TABLE orders(id text COLLATE "C" PRIMARY KEY, number bigint GENERATED ALWAYS AS IDENTITY, state bytea NOT NULL, salvaged boolean NOT NULL, digest bytea NOT NULL);
        CREATE TABLE used(pair bytea PRIMARY KEY, command bytea NOT NULL, until bigint NOT NULL);
        CREATE TABLE holder(one boolean PRIMARY KEY DEFAULT true CHECK (one), token bigint NOT NULL, name text NOT NULL);
        INSERT INTO holder(token, name) VALUES(0, '');
        CREATE FUNCTION fence(expected bigint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM FROM holder WHERE token = expected FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the spool has passed to another daemon' USING ERRCODE = 'LT001';
            END IF;
        END $$;
        """,
        """
        CREATE SEQUENCE sessions;
        CREATE TABLE daemons(session bigint PRIMARY KEY, token bigint NOT NULL, identity text NOT NULL, name text NOT NULL, until timestamptz NOT NULL, UNIQUE(session, token));
        ALTER TABLE entries ADD holder bigint NOT NULL DEFAULT 0, ADD batch bigint NOT NULL DEFAULT 0;
        CREATE INDEX entries_free ON entries(due, id) WHERE holder=0;
        CREATE INDEX entries_held ON entries(holder) WHERE holder<>0;
        ALTER TABLE orders ADD holder bigint NOT NULL DEFAULT 0;
        DROP FUNCTION fence(bigint);
        DROP TABLE holder;
        CREATE FUNCTION fence(mine bigint, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM FROM daemons WHERE session = mine AND token = expected FOR KEY SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the lease of this daemon has been taken away' USING ERRCODE = 'LT001';
            END IF;
        END $$;
        CREATE FUNCTION use_code(code bytea, what bytea, lapses bigint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO used AS known(pair, command, until) VALUES(code, what, lapses)
                ON CONFLICT (pair) DO UPDATE SET command = excluded.command, until = greatest(known.until, excluded.until)
                WHERE known.command = excluded.command OR known.until <= extract(epoch FROM clock_timestamp()) * 1000;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'these one-time codes were used for another command' USING ERRCODE = 'LT002';
            END IF;
        END $$;
        CREATE FUNCTION wake() RETURNS void LANGUAGE sql AS $$
            SELECT pg_notify('laitos_' || oid, '') FROM pg_namespace WHERE nspname = current_schema()
        $$;
        CREATE FUNCTION dismiss(gone bigint[]) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM daemons WHERE session = ANY(gone);
            UPDATE entries SET holder = 0 WHERE holder = ANY(gone);
            UPDATE orders SET holder = 0 WHERE holder = ANY(gone);
            PERFORM wake();
        END $$;
        CREATE FUNCTION dismiss_lapsed(mine bigint) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE gone bigint[];
        BEGIN
            gone := ARRAY(SELECT session FROM daemons WHERE until < clock_timestamp() AND session <> mine FOR UPDATE SKIP LOCKED);
            IF cardinality(gone) > 0 THEN
                PERFORM dismiss(gone);
            END IF;
            RETURN cardinality(gone);
        END $$;
        """,
        """
        CREATE UNLOGGED TABLE shared(kind smallint, key bytea, state bytea NOT NULL, until bigint NOT NULL, holder bigint NOT NULL DEFAULT 0, PRIMARY KEY(kind, key)) WITH (fillfactor=70);
        CREATE INDEX shared_held ON shared(holder) WHERE holder<>0;
        CREATE TABLE records(
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, daemon text NOT NULL, at bigint NOT NULL, kind text NOT NULL, mail text COLLATE "C" NOT NULL, search text NOT NULL, body bytea NOT NULL, size integer NOT NULL);
        CREATE INDEX records_by_mail ON records(mail) WHERE mail<>'';
        CREATE INDEX records_by_kind ON records(kind, at);
        CREATE INDEX records_by_time ON records(at) INCLUDE (kind, size);
        CREATE TABLE recorders(identity text PRIMARY KEY, number bigint NOT NULL, at bigint NOT NULL);
        CREATE OR REPLACE FUNCTION dismiss(gone bigint[]) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM daemons WHERE session = ANY(gone);
            UPDATE entries SET holder = 0 WHERE holder = ANY(gone);
            UPDATE orders SET holder = 0 WHERE holder = ANY(gone);
            DELETE FROM shared WHERE holder = ANY(gone);
            PERFORM wake();
        END $$;
        """,
    ];

    /// <summary>The format that this program writes, and the latest that it reads.</summary>
    public static long Version => Versions.Length;

    /// <summary>The format of the spool that a connection sees; null when there is none.</summary>
    public static async Task<long?> VersionOf(NpgsqlConnection connection) =>
        await connection.Ask("SELECT to_regclass('format')::text") is string ? (int)(await connection.Ask("SELECT version FROM format"))! : null;

    /// <summary>Makes the spool when there is none. One of an earlier version may have daemons that work on it, and is left as it is.</summary>
    /// <returns>The format that was found where it is a later one than ours; null otherwise.</returns>
    public static async Task<long?> Make(NpgsqlConnection connection, string schema) =>
        await VersionOf(connection) is { } found ? found > Version ? found : null : await Upgrade(connection, schema);

    /// <summary>Makes the spool, or brings one of an earlier version to ours: all of the way, or none of it. Programs that start together wait for each other.</summary>
    /// <returns>The format that was found where it is a later one than ours; null otherwise.</returns>
    public static async Task<long?> Upgrade(NpgsqlConnection connection, string schema)
    {
        if (await VersionOf(connection) is { } current && current == Version)
        {
            return null;
        }

        var transaction = await connection.BeginTransactionAsync();
        await using var ending = transaction.ConfigureAwait(false);
        await connection.Run("SELECT pg_advisory_xact_lock($1)", UpgradeLock);

        // Who may not make a schema may use one that is there.
        if (await connection.Ask("SELECT to_regnamespace(quote_ident($1))::text", schema) is not string)
        {
            await connection.Run($"CREATE SCHEMA {Quoted(schema)}");
        }

        var found = await VersionOf(connection);
        if (found > Version)
        {
            return found;
        }

        if (found is null)
        {
            await connection.Run("CREATE TABLE format(version integer NOT NULL)");
            await connection.Run("INSERT INTO format VALUES(0)");
        }

        foreach (var statements in Versions[(int)(found ?? 0)..])
        {
            await connection.Run(statements);
        }

        await connection.Run("UPDATE format SET version=$1", (int)Version);
        await transaction.CommitAsync();
        return null;
    }

    /// <summary>A name as SQL writes it.</summary>
    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
