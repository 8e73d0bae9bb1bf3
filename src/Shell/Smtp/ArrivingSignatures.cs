using Laitos.Domain.Foundation;
using Laitos.Domain.Journey;
using Laitos.Domain.Message;
using Laitos.Signatures;
using Laitos.Signatures.Canonical;
using LanguageExt;

namespace Laitos.Shell.Smtp;

/// <summary>The signatures of a mail, read when its header section was complete, and the digests of its body, computed while that arrives: nothing of a body is read again for them.</summary>
sealed class ArrivingSignatures : IDisposable
{
    readonly BodyDigester? digester;

    /// <summary>Begins with the octets that follow the header section.</summary>
    /// <param name="hashing">What is hashed.</param>
    /// <param name="header">The header section.</param>
    public ArrivingSignatures(ArrivalHashing hashing, HeaderSection header)
    {
        Mail = hashing.Signatures(header);
        digester = hashing.Parts(Mail) is { IsEmpty: false } parts ? new BodyDigester(parts) : null;
    }

    /// <summary>Of a mail in which nothing is looked for.</summary>
    public static ArrivingSignatures None { get; } = new(ArrivalHashing.None, HeaderSection.Parse(Octets.Empty));

    /// <summary>The signatures.</summary>
    public MailSignatures Mail { get; }

    /// <summary>The digests, once the mail is complete.</summary>
    public BodyDigests Body { get; private set; } = BodyDigests.None;

    /// <summary>What is hashed for the journeys of mails.</summary>
    public static ArrivalHashing Hashing(JourneyPolicy policy) => new(policy.Authentication.IsSome, policy.Seals);

    /// <summary>Takes the next octets of the body.</summary>
    public void Append(ReadOnlySpan<byte> octets) => digester?.Append(octets);

    /// <summary>The body is complete.</summary>
    public void Complete() => Body = digester?.Complete() ?? BodyDigests.None;

    /// <inheritdoc/>
    public void Dispose() => digester?.Dispose();
}

/// <summary>A body that was hashed while it arrived, as the end of a mail that leaves.</summary>
/// <param name="Length">Its octets.</param>
/// <param name="Digest">The digest of it that a signature of ours states.</param>
readonly record struct HashedBody(long Length, Octets Digest);
