using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Laitos.Domain.Addresses;
using Laitos.Domain.Message;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Queue;

/// <summary>
/// The mails that were answered with 250 within the last hour, so that a sender who did not hear it and comes again is told once more,
/// and nobody gets a second copy.
/// <para>
/// They are kept in two generations; when the younger is an hour old, or full, the older is dropped as a whole. So with more than
/// <see cref="Capacity"/> mails an hour the oldest are forgotten, and their copies delivered: a copy too many, never one too few.
/// </para>
/// </summary>
/// <param name="Since">When the younger generation began.</param>
/// <param name="Younger">The mails since then: when, and their ids.</param>
/// <param name="Older">Those of the generation before.</param>
public sealed record RecentMails(Instant Since, HashMap<Fingerprint, (Instant At, string Id)> Younger, HashMap<Fingerprint, (Instant At, string Id)> Older)
{
    /// <summary>The most mails in one generation.</summary>
    public const int Capacity = 25_000;

    /// <summary>How long a mail is remembered.</summary>
    public static TimeSpan Span { get; } = TimeSpan.FromHours(1);

    /// <summary>No mail has been taken.</summary>
    public static RecentMails Empty { get; } =
        new(new Instant(0), HashMap<Fingerprint, (Instant, string)>.Empty, HashMap<Fingerprint, (Instant, string)>.Empty);

    /// <summary>How many mails are remembered, those of both generations counted twice.</summary>
    public int Size => Younger.Count + Older.Count;

    /// <summary>The id under which the same mail was taken within the last hour, if it was.</summary>
    public Option<string> Find(Instant now, Fingerprint fingerprint)
    {
        var known = Younger.Find(fingerprint) || Older.Find(fingerprint);
        return known.IsSome && known.IfNone(default((Instant At, string Id))) is var (at, id) && IsRecent(at, now) ? id : Option<string>.None;
    }

    /// <summary>The same with one more mail, which has been answered with 250.</summary>
    public RecentMails With(Instant now, Fingerprint fingerprint, string id)
    {
        var turned = IsRecent(Since, now) && Younger.Count < Capacity
            ? this
            : new RecentMails(now, HashMap<Fingerprint, (Instant, string)>.Empty, Younger);
        return turned with { Younger = turned.Younger.AddOrUpdate(fingerprint, (now, id)) };
    }

    /// Less than an hour apart in either direction: a clock that is set back must not make old mails new for ever.
    static bool IsRecent(Instant one, Instant other) => one < other + Span && other < one + Span;
}

/// <summary>
/// What makes two mails the same: envelope and all octets, save the trace fields in front. A sender that lost our 250 sends the same mail again
/// (RFC 5321 §6.1), with no other change than a Received or Return-Path field of its own.
/// </summary>
/// <param name="Value">32 octets.</param>
public readonly record struct Fingerprint(Octets Value)
{
    /// <summary>
    /// The fingerprint of a mail; none without a Message-ID, for then two mails of the same words may both be meant. The order of the recipients
    /// makes no difference. That two mails which differ have the same is as likely as a collision of SHA-256.
    /// </summary>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="head">Its octets up to the body, the empty line included.</param>
    /// <param name="header">The header section that these octets begin with.</param>
    /// <param name="bodyDigest">The SHA-256 digest of all octets behind <paramref name="head"/>.</param>
    public static Option<Fingerprint> Of(Envelope envelope, Octets head, HeaderSection header, Octets bodyDigest)
    {
        if (MessageId.Of(header).IsNone)
        {
            return Option<Fingerprint>.None;
        }

        var (sender, recipients) = (envelope.ReversePath.ToString()!, Sorted(envelope.ForwardPaths));
        var rest = head.Slice(Math.Min(TraceEnd(header), head.Length));
        var length = Length(header.Preamble.Length) + Length(rest.Length) + Length(bodyDigest.Length) + Length(Encoding.UTF8.GetByteCount(sender));
        for (var i = 0; i < recipients.Count; i++)
        {
            length += Length(Encoding.UTF8.GetByteCount(recipients[i]));
        }

        // Each part behind its length: no two lists of parts read the same.
        var octets = length <= MostOnStack ? stackalloc byte[MostOnStack] : new byte[length];
        var left = With(With(With(With(octets, header.Preamble), rest), bodyDigest), sender);
        for (var i = 0; i < recipients.Count; i++)
        {
            left = With(left, recipients[i]);
        }

        return new Fingerprint(new Octets(SHA256.HashData(octets[..length])));
    }

    const int MostOnStack = 4096;

    /// Where the first field stands that is no trace field (RFC 5321 §4.4): each hop puts its own in front of all others.
    static int TraceEnd(HeaderSection header)
    {
        var end = header.Preamble.Length;
        for (var i = 0; i < header.Fields.Count && (header.Fields[i].Is("Received") || header.Fields[i].Is("Return-Path")); i++)
        {
            end += header.Fields[i].Raw.Length;
        }

        return end;
    }

    static Seq<string> Sorted(Seq<ForwardPath> paths)
    {
        var texts = paths.MapStrict(static path => path.ToString()!);
        return texts.Count < 2 ? texts : texts.AsEnumerable().Order(StringComparer.Ordinal).Gather();
    }

    static int Length(int octets) => sizeof(int) + octets;

    /// Writes a part, and gives what is left behind it.
    static Span<byte> With(Span<byte> place, Octets part)
    {
        BinaryPrimitives.WriteInt32BigEndian(place, part.Length);
        part.Span.CopyTo(place[sizeof(int)..]);
        return place[Length(part.Length)..];
    }

    static Span<byte> With(Span<byte> place, string part)
    {
        var length = Encoding.UTF8.GetBytes(part, place[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(place, length);
        return place[Length(length)..];
    }
}
