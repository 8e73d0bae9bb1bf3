using System.Buffers;
using Laitos.Domain.Message;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;
using Laitos.Signatures;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Signing;

namespace Laitos.Properties.Signatures;

/// <summary>Bodies are hashed while they arrive: behind the last octet nothing is missing, and nothing was hashed in vain.</summary>
public class ArrivalHashingLaws
{
    static readonly ArrivalHashing Verifying = new(Verifies: true, Seals: false);

    /// <summary>By DATA or by BDAT, in any pieces: the digests are those of the body as a whole.</summary>
    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 500)]
    public void A_body_from_the_wire_is_hashed_as_if_it_were_at_hand(UnsignedMail mail, SigningChoice choice, Pieces pieces, bool dots, bool seals)
    {
        // A dot where a line begins, and line endings only as the wire allows them: others are refused.
        var body = mail.Body.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("a", ".", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n";
        var signed = Reference.Sign(mail with { Body = body }, choice);
        var hashing = Verifying with { Seals = seals };
        var (read, digests) = Arrive(hashing, signed, pieces, dots);
        var section = HeaderSection.Parse(signed);
        Assert.That(read.BodyParts, Is.EqualTo(MailSignatures.Read(section, Authors.Domains(section)).BodyParts));
        Assert.That(digests.Of, Is.EqualTo(BodyDigester.Of(hashing.Parts(read), signed.Slice(section.Size).Span).Of));
        Assert.That(digests.Of.ContainsKey(DkimSigner.Body) || !seals);
    }

    /// <summary>Whenever it is verified, all that it needs of the body was hashed while it arrived.</summary>
    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 500)]
    public bool The_time_adds_nothing_to_what_is_hashed(Garbage garbage, UnsignedMail mail, SigningChoice choice, uint now, uint expires) =>
        new[] { garbage.Mail, Reference.Sign(mail, choice, $" t={expires / 2}; x={expires};") }.All(octets =>
            HeaderSection.Parse(octets) is var section && MailSignatures.Read(section, Authors.Domains(section)) is var read
            && read.At(new Instant(now * 1000L)).BodyParts.ForAll(part => Verifying.Parts(read).Contains(part)));

    /// <summary>Of many signatures the body is hashed for those that are looked at: the author's first.</summary>
    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 200)]
    public void It_is_hashed_for_the_signatures_that_are_looked_at(UnsignedMail mail, SigningChoice choice, byte copies)
    {
        var signed = Reference.Sign(mail, choice).ToLatin1();
        var field = HeaderSection.Parse(Octets.Latin1(signed)).Fields.Head.Raw.ToLatin1();
        var others = string.Concat(Enumerable.Range(0, copies % 20).Select(i => field.Replace("d=a.example", "d=b.other", StringComparison.Ordinal).Replace(" bh=", $" l={100 + i}; bh=", StringComparison.Ordinal)));
        var section = HeaderSection.Parse(Octets.Latin1(others + signed));
        var parts = Verifying.Parts(Verifying.Signatures(section));
        Assert.That(parts, Is.EqualTo(MailSignatures.Read(section, Authors.Domains(section)).BodyParts));
        Assert.That(parts.Contains(new BodyPart(choice.BodyForm == "simple" ? Canonicalization.Simple : Canonicalization.Relaxed, choice.Limit.Map(limit => (long)Math.Min(limit, Reference.Body(choice.BodyForm, mail.Body).Length)))), "the author's");
    }

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 200)]
    public bool A_mail_without_a_signature_costs_nothing(UnsignedMail mail, Pieces pieces) =>
        Arrive(Verifying, mail.Octets, pieces, dots: false) is var (read, digests)
        && ReferenceEquals(read, MailSignatures.None) && Verifying.Parts(read).IsEmpty && digests.HashedOctets == 0;

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 200)]
    public bool Where_nothing_is_checked_nothing_is_hashed(UnsignedMail mail, SigningChoice choice) =>
        HeaderSection.Parse(Reference.Sign(mail, choice)) is var section && ArrivalHashing.None.Parts(ArrivalHashing.None.Signatures(section)).IsEmpty;

    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 300)]
    public bool Whatever_a_mail_asks_for_its_body_is_hashed_once_in_each_form(Garbage garbage, Pieces pieces) =>
        Arrive(Verifying with { Seals = true }, garbage.Mail, pieces, dots: false).Digests is var digests
        && digests.HashedOctets <= 2 * (garbage.Mail.Length + 2) && digests.Updates <= digests.Of.Count + 2;

    /// What the shell does: it scans each piece, and hashes what has come of the body by then.
    static (MailSignatures Read, BodyDigests Digests) Arrive(ArrivalHashing hashing, Octets mail, Pieces pieces, bool dots)
    {
        var wire = dots ? Octets.Latin1(string.Concat(mail.ToLatin1().Split("\r\n").SkipLast(1).Select(line => (line.StartsWith('.') ? "." : "") + line + "\r\n")) + ".\r\n") : mail;
        var (sink, scan, begun) = (new ArrayBufferWriter<byte>(), ContentScan.Start(SessionLimits.Default.Content), default((MailSignatures Read, BodyDigester Digester)?));
        var hashed = 0;
        void Hash()
        {
            var section = HeaderSection.Parse(Octets.Copy(sink.WrittenSpan));
            var read = begun?.Read ?? hashing.Signatures(section);
            hashed = begun is null ? section.Size : hashed;
            begun ??= (read, new BodyDigester(hashing.Parts(read)));
            begun.Value.Digester.Append(sink.WrittenSpan[hashed..]);
            hashed = sink.WrittenCount;
        }

        foreach (var piece in pieces.Of(wire))
        {
            scan = dots ? ContentScan.Feed(scan, piece.Span, sink, out _) : ContentScan.FeedChunk(scan, piece.Span, sink);
            if (scan.IsHeaderComplete)
            {
                Hash();
            }
        }

        Hash();
        using var digester = begun!.Value.Digester;
        return (begun.Value.Read, digester.Complete());
    }
}
