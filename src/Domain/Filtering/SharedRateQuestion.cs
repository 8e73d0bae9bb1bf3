using System.Buffers.Binary;
using Laitos.Domain.Addresses;
using Laitos.Domain.Sharing;

namespace Laitos.Domain.Filtering;

/// <summary>Whether a client may hand over one more mail now, of all that it hands to any of the daemons. It is counted as <see cref="RateWindow"/> counts for one.</summary>
/// <param name="Client">The client.</param>
/// <param name="Limit">Mails a second, at least 1.</param>
public sealed record SharedRateQuestion(IpAddress Client, int Limit) : ISharedQuestion<bool>
{
    const byte Version = 1;

    /// A bucket is full again after a second; a little longer, for clocks of the daemons have no part in it.
    static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public SharedKind Kind => SharedKind.Rates;

    /// <inheritdoc/>
    public Seq<Octets> Keys => Seqs.Of(Client.Client.Octets);

    /// <inheritdoc/>
    public SharedAnswer<bool> Answer(Seq<Option<SharedRow>> rows, Instant now) => rows[0].Bind(Read).IfNone(default(Bucket)).Take(now, Limit).Match(
        bucket => new SharedAnswer<bool>(true, Seqs.Of(Option<SharedRow>.Some(new SharedRow(Write(bucket), now + Memory)))),
        () => new SharedAnswer<bool>(false, rows));

    static Octets Write(Bucket bucket)
    {
        var octets = new byte[1 + (2 * sizeof(long))];
        octets[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(octets.AsSpan(1), bucket.At.UnixMilliseconds);
        BinaryPrimitives.WriteInt64BigEndian(octets.AsSpan(1 + sizeof(long)), bucket.Missing);
        return new Octets(octets);
    }

    /// What cannot be read counts as a client that was never seen.
    static Option<Bucket> Read(SharedRow row) => row.State.Length == 1 + (2 * sizeof(long)) && row.State.Span[0] == Version
        ? Instant.Of(BinaryPrimitives.ReadInt64BigEndian(row.State.Span[1..])).Map(at => new Bucket(at, Math.Clamp(BinaryPrimitives.ReadInt64BigEndian(row.State.Span[(1 + sizeof(long))..]), 0, int.MaxValue)))
        : Option<Bucket>.None;
}
