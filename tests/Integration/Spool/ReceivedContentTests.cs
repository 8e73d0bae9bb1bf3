using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using Laitos.Domain.Foundation;
using Laitos.Domain.Message;
using Laitos.Integration.Support;
using Laitos.Shell.Smtp;
using Laitos.Shell.Spool;
using Laitos.Signatures;
using Laitos.Signatures.Canonical;
using LanguageExt;
using NUnit.Framework;

namespace Laitos.Integration.Spool;

/// <summary>Mails as they arrive: in memory, on the disk, or nowhere.</summary>
public sealed class ReceivedContentTests : SpoolFixture
{
    const int Header = 500;

    [Test]
    public async Task A_mail_is_what_arrived_wherever_it_lies([Values(Header, 5_000, 200_000, 300_000, 2_000_000)] int size, [Values(700, 4096, 100_000)] int piece)
    {
        var memory = new MemoryBudget(MemoryBudget.Default);
        var mail = SignedMail(size);
        using (var content = await Receive(Room(memory), mail, piece))
        {
            Assert.That(content.IsFiled, Is.EqualTo(size > 256 << 10));
            Assert.That(content.Length, Is.EqualTo(size));
            Assert.That(content.Head.Span[..Header].SequenceEqual(mail.AsSpan(0, Header)));
            Assert.That(content.BodyDigest.Span.ToArray(), Is.EqualTo(SHA256.HashData(mail.AsSpan(Header))));
            Assert.That(content.Signatures.Body.Of, Is.EqualTo(BodyDigester.Of(content.Signatures.Mail.BodyParts, mail.AsSpan(Header)).Of), "hashed on the way, nothing left out and nothing twice");
            Assert.That(content.Signatures.Body.Of.Count, Is.EqualTo(size == Header ? 2 : 3), "there is no body to limit");
            Assert.That(content.HashedBody(Seqs.Of<Segment>(new Segment.Fresh(Octets.Utf8("X: y\r\n")), new Segment.Original(3, size - 3))).IsSome);
            Assert.That(content.HashedBody(Seqs.Of<Segment>(new Segment.Original(0, size), new Segment.Fresh(Octets.Utf8("end")))).IsSome, Is.EqualTo(size == Header));
            Assert.That(Same(await Read(content.Render(Seqs.Of<Segment>(new Segment.Original(0, size)))), mail));
            foreach (var cut in (int[])[0, 3, Header, Math.Min(size, 100_000), size])
            {
                var segments = Seqs.Of<Segment>(new Segment.Original(cut, size - cut), new Segment.Fresh(Octets.Utf8("new")), new Segment.Original(0, cut));
                Assert.That(Same(await Read(content.Render(segments)), [.. mail[cut..], .. "new"u8, .. mail[..cut]]));
            }
        }

        Assert.That(memory.Used, Is.Zero);
        Assert.That(Directory.GetFiles(Folder.Incoming), Is.Empty);
    }

    [Test]
    public async Task A_large_received_mail_becomes_a_file_of_the_spool_without_a_copy()
    {
        await using var spool = Open();
        var mail = Mail(1, 3_000_000);
        long inode;
        using (var content = await Receive(Room(new MemoryBudget(MemoryBudget.Default)), mail, 8192))
        {
            inode = Inode(Directory.GetFiles(Folder.Incoming).Single());
            var outgoing = content.Render(Seqs.Of<Segment>(new Segment.Fresh(Octets.Utf8("Received: here\r\n")), new Segment.Original(10, mail.Length - 10)));
            Assert.That(await spool.Add(Entry("a", outgoing)), Is.InstanceOf<SpoolOutcome.Stored>());
            Assert.That(await spool.Add(Entry("b", outgoing)), Is.InstanceOf<SpoolOutcome.Stored>(), "the same mail for another destination");
        }

        var expected = (byte[])[.. "Received: here\r\n"u8, .. mail[10..]];
        Assert.That(Same(await MailOf(spool, "a"), expected));
        Assert.That(Same(await MailOf(spool, "b"), expected));
        Assert.That(Inode(Path.Combine(Folder.Bodies, "a.body")), Is.EqualTo(inode));
        Assert.That(Directory.GetFiles(Folder.Incoming), Is.Empty);
        await spool.Replace("a");
        Assert.That(Same(await MailOf(spool, "b"), expected), "one going does not take the other along");
    }

    [Test]
    public async Task A_thousand_large_mails_half_received_stay_within_the_memory()
    {
        // A sixteenth of the daemon's own measures: 1,000 mails of 1.6 MiB, half of it there, in 16 MiB.
        const int Budget = (int)(MemoryBudget.Default / 16);
        const int Step = 6000;
        var memory = new MemoryBudget(Budget);
        var store = Room(memory, held: (256 << 10) / 16, block: (64 << 10) / 16);
        var half = Mail(1, (25 << 20) / 16 / 2);
        var contents = Enumerable.Range(0, 1000).Select(_ => new ReceivedContent(store)).ToList();
        var most = 0L;
        for (var at = 0; at < half.Length; at += Step)
        {
            foreach (var content in contents)
            {
                await Feed(content, half.AsMemory(at, Math.Min(Step, half.Length - at)), 4096);
                most = Math.Max(most, memory.Used);
            }
        }

        Assert.That(contents.Where(content => content.HasNoSpace), Is.Empty);
        Assert.That(most, Is.LessThanOrEqualTo(Budget));
        TestContext.Out.WriteLine($"most memory held: {most:N0} of {Budget:N0} octets");
        await contents[500].Complete();
        Assert.That(await Read(contents[500].Render(Seqs.Of<Segment>(new Segment.Original(0, half.Length)))), Is.EqualTo(half));
        contents.ForEach(content => content.Dispose());
        Assert.That(memory.Used, Is.Zero);
    }

    [Test]
    public async Task A_full_disk_leaves_a_mail_in_memory_as_far_as_memory_goes()
    {
        var memory = new MemoryBudget(1 << 20);
        Directory.CreateDirectory(Folder.Incoming);
        var store = new BodyStore(memory, Folder.Incoming, new DiskSpace(Folder.Incoming, long.MaxValue / 2));
        using var fits = await Receive(store, Mail(1, 600_000), 4096);
        Assert.That(fits.HasNoSpace, Is.False);
        Assert.That(await Read(fits.Render(Seqs.Of<Segment>(new Segment.Original(0, 600_000)))), Is.EqualTo(Mail(1, 600_000)));
        using var tooMuch = await Receive(store, Mail(2, 600_000), 4096);
        Assert.That(tooMuch.HasNoSpace);
        Assert.That(tooMuch.Length, Is.EqualTo(600_000), "it is read to its end all the same");
    }

    [Test]
    public async Task Without_a_disk_mails_stay_in_memory_and_within_it()
    {
        var memory = new MemoryBudget(1 << 20);
        using var fits = await Receive(new BodyStore(memory), Mail(1, 700_000), 4096);
        Assert.That(fits.IsFiled || fits.HasNoSpace, Is.False);
        using (var tooMuch = await Receive(new BodyStore(memory), Mail(2, 700_000), 4096))
        {
            Assert.That(tooMuch.HasNoSpace);
        }

        Assert.That(memory.Used, Is.LessThan(800_000), "what found no room gives back all that it had");
    }

    BodyStore Room(MemoryBudget memory, int held = 256 << 10, int block = 64 << 10)
    {
        Directory.CreateDirectory(Folder.Incoming);
        return new BodyStore(memory, Folder.Incoming) { Held = held, Block = block, Hashing = new ArrivalHashing(Verifies: true, Seals: false) };
    }

    /// Octets of that number, of which the first are a header section with signatures in both forms and with a limit.
    static byte[] SignedMail(int size)
    {
        var fields = string.Concat(new[] { "simple", "relaxed", "relaxed; l=400" }.Select(form => $"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; h=from; c=simple/{form}; bh=AAAA; b=AAAA\r\n"));
        var mail = Mail(size, size);
        Octets.Utf8((fields + "From: a@a.example\r\nX: ").PadRight(Header - 4, 'x') + "\r\n\r\n").Span.CopyTo(mail);
        return mail;
    }

    static bool Same(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => one.SequenceEqual(other);

    static async Task<ReceivedContent> Receive(BodyStore store, byte[] mail, int piece)
    {
        var content = new ReceivedContent(store);
        await Feed(content, mail, piece);
        await content.Complete();
        return content;
    }

    static async Task Feed(ReceivedContent content, ReadOnlyMemory<byte> octets, int piece)
    {
        for (var at = 0; at < octets.Length; at += piece)
        {
            content.Write(octets.Span.Slice(at, Math.Min(piece, octets.Length - at)));
            if (content.Length >= Header)
            {
                content.CompleteHead(Header);
            }

            await content.SpillIfFull();
        }
    }

    static long Inode(string path)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%i", path]) { RedirectStandardOutput = true })!;
        return long.Parse(stat.StandardOutput.ReadToEnd());
    }
}
