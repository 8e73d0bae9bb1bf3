using System.Buffers.Binary;
using Laitos.Domain.Addresses;
using Laitos.Domain.Sharing;

namespace Laitos.Domain.Commands;

/// <summary>
/// Until when nothing of a client is to be looked at, for wrong passwords that any of the daemons has seen; none when it may be. They are counted as <see cref="WrongPasswords"/> counts for one: those of the client, and those of all.
/// </summary>
/// <param name="Client">Who handed in the mail.</param>
/// <param name="IsWrong">True when it holds a wrong password, which counts unless a bar stands.</param>
public sealed record SharedPasswordQuestion(IpAddress Client, bool IsWrong) : ISharedQuestion<Option<Instant>>
{
    const byte Version = 1;

    /// More than that make no difference, and one more can always be added.
    const int Most = 1_000_000;

    /// <inheritdoc/>
    public SharedKind Kind => SharedKind.Passwords;

    /// <summary>The client's, and that of all, whose key is empty.</summary>
    public Seq<Octets> Keys => Seqs.Of(Client.Client.Octets, Octets.Empty);

    /// <inheritdoc/>
    public SharedAnswer<Option<Instant>> Answer(Seq<Option<SharedRow>> rows, Instant now)
    {
        var known = new WrongPasswords(rows[0].Bind(Read).Match(failures => HashMap<IpAddress, FailedAttempts>.Empty.Add(Client.Client, failures), () => HashMap<IpAddress, FailedAttempts>.Empty), rows[1].Bind(Read).IfNone(default(FailedAttempts)));
        var bar = known.Until(Client, now);
        return bar.IsSome || !IsWrong ? new(bar, rows) : new(bar, Rows(known.After(Client, now), now));
    }

    Seq<Option<SharedRow>> Rows(WrongPasswords counted, Instant now) =>
        Seqs.Of(counted.Clients.Find(Client.Client).IfNone(default(FailedAttempts)), counted.All).MapStrict(failures => Option<SharedRow>.Some(new SharedRow(Write(failures), now + FailedAttempts.Memory)));

    static Octets Write(FailedAttempts failures)
    {
        var octets = new byte[1 + sizeof(int) + sizeof(long)];
        octets[0] = Version;
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(1), failures.Count);
        BinaryPrimitives.WriteInt64BigEndian(octets.AsSpan(1 + sizeof(int)), failures.Last.UnixMilliseconds);
        return new Octets(octets);
    }

    /// What cannot be read counts as none.
    static Option<FailedAttempts> Read(SharedRow row) => row.State.Length == 1 + sizeof(int) + sizeof(long) && row.State.Span[0] == Version
        ? Instant.Of(BinaryPrimitives.ReadInt64BigEndian(row.State.Span[(1 + sizeof(int))..])).Map(last => new FailedAttempts(Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(row.State.Span[1..]), 0, Most), last))
        : Option<FailedAttempts>.None;
}
