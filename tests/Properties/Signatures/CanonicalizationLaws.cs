using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Laitos.Properties.Arbitraries;
using Laitos.Signatures.Canonical;

namespace Laitos.Properties.Signatures;

public class CanonicalizationLaws
{
    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 2000)]
    public bool A_body_is_hashed_in_its_form_whatever_pieces_it_comes_in(UnsignedMail mail, Pieces pieces, byte limit)
    {
        var parts = Seqs.Of(Part(Canonicalization.Simple), Part(Canonicalization.Relaxed), Part(Canonicalization.Simple, limit % 9), Part(Canonicalization.Relaxed, limit % 9), Part(Canonicalization.Relaxed, 0));
        using var digester = new BodyDigester(parts);
        foreach (var piece in pieces.Of(Octets.Latin1(mail.Body)))
        {
            digester.Append(piece.Span);
        }

        var digests = digester.Complete();
        return parts.ForAll(part => digests.Of.Find(part) == Expected(part, mail.Body)) && digests.Of == BodyDigester.Of(parts, Octets.Latin1(mail.Body).Span).Of;
    }

    /// <summary>Where a body stands, and what has been written of it, are functions of its octets, not of the pieces that they came in.</summary>
    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 1000)]
    public bool What_is_decided_of_a_body_depends_on_its_octets_alone(UnsignedMail mail, Pieces pieces, bool relaxed)
    {
        var form = relaxed ? Canonicalization.Relaxed : Canonicalization.Simple;
        var (cut, cutSink) = (BodyCanonicalization.Start(form), new ArrayBufferWriter<byte>());
        foreach (var piece in pieces.Of(Octets.Latin1(mail.Body)))
        {
            cut = BodyCanonicalization.Feed(cut, piece.Span, cutSink);
        }

        var sink = new ArrayBufferWriter<byte>();
        var whole = BodyCanonicalization.Feed(BodyCanonicalization.Start(form), Octets.Latin1(mail.Body).Span, sink);
        var same = whole == cut && sink.WrittenSpan.SequenceEqual(cutSink.WrittenSpan);
        whole.End(sink);
        return same && Encoding.Latin1.GetString(sink.WrittenSpan) == Reference.Body(form.ToString().ToLowerInvariant(), mail.Body);
    }

    [TestCase("", "\r\n", "")]
    [TestCase("\r\n\r\n", "\r\n", "")]
    [TestCase(" C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n", Description = "RFC 6376 §3.4.5")]
    [TestCase("a", "a\r\n", "a\r\n")]
    [TestCase("a \t", "a \t\r\n", "a\r\n")]
    [TestCase("a\r\n \r\n", "a\r\n \r\n", "a\r\n")]
    [TestCase("a\r\nb\rc\nd", "a\r\nb\rc\nd\r\n", "a\r\nb\rc\nd\r\n", Description = "a line ends at CRLF alone")]
    [TestCase("\r", "\r\r\n", "\r\r\n")]
    public void A_body_in_its_forms(string body, string simple, string relaxed)
    {
        Assert.That((Reference.Body("simple", body), Reference.Body("relaxed", body)), Is.EqualTo((simple, relaxed)));
        var parts = Seqs.Of(Part(Canonicalization.Simple), Part(Canonicalization.Relaxed));
        var digests = BodyDigester.Of(parts, Octets.Latin1(body).Span);
        Assert.That(parts.Select(part => digests.Of.Find(part)), Is.EqualTo(new[] { Hash(simple), Hash(relaxed) }.Select(Prelude.Some)));
    }

    /// <summary>Any number of limits costs no more than none.</summary>
    [Property(Arbitrary = [typeof(SignatureArbitraries)], MaxTest = 300)]
    public bool However_many_parts_are_wanted_a_body_is_hashed_once_in_each_form(UnsignedMail mail, byte[] limits)
    {
        var parts = limits.SelectMany(limit => new[] { Part(Canonicalization.Simple, limit), Part(Canonicalization.Relaxed, limit) }).Append(Part(Canonicalization.Relaxed)).Append(Part(Canonicalization.Simple)).Gather();
        return BodyDigester.Of(parts, Octets.Latin1(mail.Body).Span).HashedOctets <= 2 * (mail.Body.Length + 2);
    }

    /// <summary>Octets are handed to the hash in pieces that are worth a call, whatever the body is made of and however it comes.</summary>
    [TestCase("a  ")]
    [TestCase("a\t")]
    [TestCase(" \t")]
    [TestCase("\r")]
    [TestCase("\n")]
    [TestCase("\r\n")]
    [TestCase(".\r\n")]
    public void A_body_of_odd_octets_takes_as_many_calls_of_the_hash_as_another(string octets)
    {
        var body = Octets.Latin1(string.Concat(Enumerable.Repeat(octets, 50_000)) + "end");
        using var digester = new BodyDigester(Seqs.Of(Part(Canonicalization.Simple), Part(Canonicalization.Relaxed)));
        foreach (var piece in new Pieces([1, 2, 3000]).Of(body))
        {
            digester.Append(piece.Span);
        }

        Assert.That(digester.Complete().Updates, Is.LessThanOrEqualTo((2 * body.Length / 4096) + 4));
    }

    /// <summary>A body of 32 MiB is never held: what is kept of it does not grow.</summary>
    [Test]
    public void A_large_body_streams_through()
    {
        var (block, parts) = (new byte[1 << 16], Seqs.Of(Part(Canonicalization.Simple), Part(Canonicalization.Relaxed)));
        for (var i = 0; i < block.Length; i++)
        {
            block[i] = (byte)("line of text \t\r\n"[i % 16]);
        }

        long Allocated(int blocks)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            using var digester = new BodyDigester(parts);
            for (var i = 0; i < blocks; i++)
            {
                digester.Append(block);
            }

            digester.Complete();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated(1);
        Assert.That(Allocated(512), Is.LessThan(Allocated(1) + 4096));
    }

    static BodyPart Part(Canonicalization form, long? limit = null) => new(form, limit.ToOption());

    static Option<Octets> Expected(BodyPart part, string body)
    {
        var text = Reference.Body(part.Form.ToString().ToLowerInvariant(), body);
        return part.Limit.Match(limit => limit <= text.Length ? Hash(text[..(int)limit]) : Option<Octets>.None, () => Hash(text));
    }

    static Octets Hash(string text) => new(SHA256.HashData(Encoding.Latin1.GetBytes(text)));
}
