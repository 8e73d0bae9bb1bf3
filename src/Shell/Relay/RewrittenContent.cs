using System.Runtime.CompilerServices;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Foundation;
using Laitos.Domain.Message;
using Laitos.Domain.Smtp.Client;
using LanguageExt;

namespace Laitos.Shell.Relay;

/// <summary>A stored mail as it goes out with another author's address: new octets, and stretches of the stored ones in their order. Nothing is held but the header section.</summary>
/// <param name="stored">The mail as it is stored.</param>
/// <param name="segments">The segments; their stretches do not overlap and ascend.</param>
sealed class RewrittenContent(IMailContent stored, Seq<Segment> segments) : IMailContent
{
    /// <inheritdoc/>
    public long Size { get; } = segments.Sum(segment => segment is Segment.Original(_, var length) ? length : ((Segment.Fresh)segment).Octets.Length);

    /// <summary>The envelope and the octets of an attempt: those that are stored, or the same mail with another author's address, signed.</summary>
    /// <param name="job">The envelope.</param>
    /// <param name="change">The change; none for what is stored.</param>
    /// <param name="stored">The mail as it is stored.</param>
    /// <param name="signer">Signs what is changed.</param>
    public static async Task<(MailJob Job, IMailContent Content)> Of(MailJob job, Option<AuthorChange> change, IMailContent stored, MailSigner signer) => await change.MatchAsync(
        Some: async made =>
        {
            var plan = Plan.Rewritten(job, made, await Head(stored, made.Head).ConfigureAwait(false), stored.Size);
            var signature = await signer.Sign(new RewrittenContent(stored, plan.Segments)).ConfigureAwait(false);
            var signed = signature.IsEmpty ? plan : plan.With(signature);
            return (signed.Job, (IMailContent)new RewrittenContent(stored, signed.Segments));
        },
        None: () => (job, stored)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks([EnumeratorCancellation] CancellationToken cancel)
    {
        var source = new Reader(stored.Blocks(cancel).GetAsyncEnumerator(cancel));
        await using (source.ConfigureAwait(false))
        {
            foreach (var segment in segments)
            {
                if (segment is Segment.Fresh(var octets))
                {
                    yield return octets.Memory;
                    continue;
                }

                var (offset, length) = (Segment.Original)segment;
                while (await source.Next(offset, length).ConfigureAwait(false) is { IsEmpty: false } piece)
                {
                    yield return piece;
                    (offset, length) = (offset + piece.Length, length - piece.Length);
                }
            }
        }
    }

    /// <summary>The first octets of a mail, as many as there are of so many; none when it cannot be read.</summary>
    public static async Task<Octets> TryHead(IMailContent stored, int size)
    {
        try
        {
            return await Head(stored, size).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Octets.Empty;
        }
    }

    /// <summary>The first octets of a mail, as many as there are of so many.</summary>
    static async Task<Octets> Head(IMailContent stored, int size)
    {
        var head = new byte[Math.Min(size, stored.Size)];
        var known = 0;
        await foreach (var block in stored.Blocks(CancellationToken.None).ConfigureAwait(false))
        {
            var taken = Math.Min(block.Length, head.Length - known);
            block[..taken].CopyTo(head.AsMemory(known));
            known += taken;
            if (known == head.Length)
            {
                break;
            }
        }

        return new Octets(head.AsMemory(0, known));
    }

    /// <summary>Reads stretches that ascend.</summary>
    sealed class Reader(IAsyncEnumerator<ReadOnlyMemory<byte>> blocks) : IAsyncDisposable
    {
        ReadOnlyMemory<byte> block;
        long at;

        /// <summary>The next octets of a stretch; none at its end.</summary>
        public async ValueTask<ReadOnlyMemory<byte>> Next(long offset, long length)
        {
            while (length > 0 && offset >= at + block.Length)
            {
                at += block.Length;
                block = await blocks.MoveNextAsync().ConfigureAwait(false) ? blocks.Current : throw new EndOfStreamException("the stored mail ends too early");
            }

            return length > 0 ? block.Slice((int)(offset - at), (int)Math.Min(length, at + block.Length - offset)) : default;
        }

        public ValueTask DisposeAsync() => blocks.DisposeAsync();
    }
}

/// <summary>Attempts from the queue.</summary>
static class StoredMails
{
    /// <summary>Hands a stored mail over, as it is or with another author's address.</summary>
    public static async Task<DeliveryReport> Deliver(this IRelay relay, MailJob job, Option<AuthorChange> change, IMailContent stored, MailSigner signer, CancellationToken cancel)
    {
        var (made, content) = await RewrittenContent.Of(job, change, stored, signer).ConfigureAwait(false);
        return await relay.Deliver(made, content, cancel).ConfigureAwait(false);
    }
}
