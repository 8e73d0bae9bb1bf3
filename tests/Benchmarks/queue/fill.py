"""Makes a long queue out of a short one. Imported, not run.

The rows are those of a mail that the daemon itself has stored: each copy gets a name and times of its own, and the digests that its rows carry (src/Shell/Spool/SpoolTables.cs).
"""
import hashlib, json, os, sqlite3, struct

ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
HOUR = 3_600_000


def letters(value, count):
    return ''.join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(count)))


def digest(identity, first, second, *octets):
    return hashlib.sha256(struct.pack('>qq', first, second) + identity.encode() + b''.join(octets)).digest()


def fill(database, mails, due, apart):
    """Puts so many copies of the one mail of a stopped daemon's spool into it.

    due(i) is when the i-th is due, and apart the milliseconds between the arrivals of two; the last one has just arrived. The copies are remembered against duplicates for an hour, as mails that arrive are.
    """
    spool = sqlite3.connect(database, isolation_level=None)
    # Nothing is lost with this file but time: no log, and the indexes are made at the end.
    spool.executescript('PRAGMA journal_mode=DELETE; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000')
    indexes = spool.execute("SELECT name, sql FROM sqlite_schema WHERE type='index' AND sql IS NOT NULL").fetchall()
    ((template,),) = spool.execute('SELECT state FROM entries').fetchall()
    ((front, skip, length, body),) = spool.execute('SELECT front, skip, length, body FROM mails').fetchall()
    entry = json.loads(template)
    latest = entry['accepted']
    lifetime = entry['expires'] - entry['accepted']

    def copies():
        for i in range(mails):
            accepted = latest - (mails - i) * apart
            identity = letters(accepted, 9) + letters(i, 8)
            entry.update(id=identity, accepted=accepted, expires=accepted + lifetime, due=due(i))
            yield identity, accepted, due(i), json.dumps(entry, separators=(',', ':')).encode()

    spool.execute('BEGIN')
    for name, _ in indexes:
        spool.execute(f'DROP INDEX {name}')
    for identity, accepted, at, state in copies():
        spool.execute('INSERT INTO entries VALUES(?,?,?,?)', (identity, at, state, digest(identity, at, 0, state)))
        spool.execute('INSERT INTO mails(id,front,skip,length,digest,body) VALUES(?,?,?,?,?,?)', (identity, front, skip, length, digest(identity, skip, length, front, body or b''), body))
        if accepted + HOUR > latest:
            spool.execute('INSERT INTO recent VALUES(?,?)', (os.urandom(32) + identity.encode(), accepted + HOUR))
    for _, sql in indexes:
        spool.execute(sql)
    spool.execute('COMMIT')
    spool.execute('PRAGMA journal_mode=WAL')
    spool.close()
