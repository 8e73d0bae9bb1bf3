using System.Buffers;
using System.Security.Cryptography;
using Laitos.Domain.Foundation;
using Laitos.Domain.Message;
using Laitos.Shell.Relay;
using Laitos.Shell.Spool;
using Laitos.Signatures.Signing;
using LanguageExt;

namespace Laitos.Shell.Smtp;

/// <summary>
/// The octets of one received mail: the sink of the content scanner. The header section stays in one block of memory, so that the core can
/// read it; the body follows in blocks of a fixed size, and goes to a file when it outgrows them or when memory is short.
/// </summary>
/// <remarks>
/// Whoever feeds it awaits <see cref="SpillIfFull"/> after each piece from the wire, and <see cref="Complete"/> at the end. What has come is hashed then, all of it at once: not each run
/// that the scanner writes, which may be one octet. When there is no room left, it lets go of everything and takes the rest without keeping it: <see cref="HasNoSpace"/>.
/// </remarks>
/// <param name="store">Where the octets may lie.</param>
public sealed class ReceivedContent(BodyStore store) : IBufferWriter<byte>, IDisposable
{
    const int FirstBlock = 8 << 10;

    /// The disk is asked for room ahead, so that it is not asked for each block.
    const long RoomAhead = 1 << 20;

    readonly MemoryBlocks head = new(store.Memory);
    readonly MemoryBlocks body = new(store.Memory);
    IncrementalHash? hash;
    HeaderSection? header;
    ArrivingSignatures? signatures;
    bool headComplete;
    bool staysInMemory;

    /// Octets of the open block that have been hashed, or need not be.
    int hashed;
    byte[]? discarded;
    FileStream? file;
    long filed;
    long granted;

    /// <summary>Octets taken.</summary>
    public long Length { get; private set; }

    /// <summary>True when the octets could not be kept.</summary>
    public bool HasNoSpace => discarded is not null;

    /// <summary>True when octets lie in a file.</summary>
    public bool IsFiled => file is not null;

    /// <summary>The first octets: the header section, and the beginning of the body where it shares the block.</summary>
    public Octets Head => new(head.IsEmpty ? default : head.Last.Written);

    /// <summary>The header section, once it is complete.</summary>
    public HeaderSection Header => header ??= HeaderSection.Parse(Head);

    /// <summary>The SHA-256 digest of what follows the header section, once the mail is complete.</summary>
    public Octets BodyDigest { get; private set; }

    /// <summary>The signatures and the digests for them, once the mail is complete.</summary>
    internal ArrivingSignatures Signatures => signatures ?? ArrivingSignatures.None;

    /// <summary>True when octets should go to the disk before more are taken.</summary>
    public bool IsFull =>
        store.HasDisk && !staysInMemory && !HasNoSpace && body.Length >= store.Block && (file is not null || store.Memory.IsTight || Length > store.Held);

    /// <summary>From now on nothing needs to lie beside the header section.</summary>
    /// <param name="headerSize">Octets of the header section, with the empty line that ends it.</param>
    public void CompleteHead(long headerSize)
    {
        if (!headComplete)
        {
            BeginBody((int)Math.Min(headerSize, Head.Length));
        }
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        Length += count;
        if (!HasNoSpace)
        {
            Open.Advance(count);
        }
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var size = Math.Max(sizeHint, 1);
        if (!HasNoSpace && !MakeRoom(size))
        {
            Release();
        }

        return HasNoSpace ? Discarded(size) : Open.Last.Free;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Hashes what has come, and brings octets to the disk when there are too many in memory.</summary>
    public ValueTask SpillIfFull()
    {
        HashNew();
        return IsFull ? Spill() : ValueTask.CompletedTask;
    }

    /// <summary>The mail is complete: of one that lies in a file, the rest goes there too.</summary>
    public async ValueTask Complete()
    {
        CompleteHead(Head.Length);
        HashNew();
        BodyDigest = new Octets(Hash.GetHashAndReset());
        Signatures.Complete();
        if (file is not null && !body.IsEmpty)
        {
            await Spill();
        }
    }

    /// <summary>An outgoing mail that is made of stretches of this one and of new octets; nothing is copied. It lives as long as this one does.</summary>
    public IMailContent Render(Seq<Segment> segments) =>
        new RenderedContent(head, body) is var rendered && file is not null ? rendered.InFile(segments, file, filed) : rendered.InMemory(segments);

    /// <summary>Gives the memory back and removes the file.</summary>
    public void Dispose()
    {
        head.Clear();
        body.Clear();
        store.Hashes.Return(hash);
        hash = null;
        signatures?.Dispose();
        file?.Dispose();
    }

    /// <summary>The body as the end of a mail that is made of these segments, where it was hashed as a signature of ours needs it.</summary>
    internal Option<HashedBody> HashedBody(Seq<Segment> segments)
    {
        var length = Length - Header.Size;
        return Segments.EndWith(segments, Length, length)
            ? Signatures.Body.Of.Find(DkimSigner.Body).Map(digest => new HashedBody(length, digest))
            : Option<HashedBody>.None;
    }

    /// Where the next octets go.
    MemoryBlocks Open => body.IsEmpty ? head : body;

    /// The digest is computed from the first octet on.
    IncrementalHash Hash => hash ??= store.Hashes.Rent();

    /// From here on what comes is hashed. Lines in front of the empty line that belong to no field are of the body for whoever verifies a signature.
    void BeginBody(int start)
    {
        (headComplete, hashed) = (true, start);
        if (!HasNoSpace)
        {
            signatures = new ArrivingSignatures(store.Hashing, Header);
            signatures.Append(Head.Span[Header.Size..start]);
        }
    }

    /// Hashes what the open block holds and has not been hashed.
    void HashNew()
    {
        if (!headComplete || HasNoSpace || head.IsEmpty)
        {
            return;
        }

        var fresh = Open.Last.Written.Span[hashed..];
        Hash.AppendData(fresh);
        Signatures.Append(fresh);
        hashed += fresh.Length;
    }

    bool MakeRoom(int size) => headComplete
        ? (body.IsEmpty && !head.IsEmpty && head.Last.Free.Length >= size) || body.HasRoom(size) || TryAddBlock(size)
        : head.HasRoom(size) || (head.IsEmpty ? head.TryAdd(Math.Max(size, FirstBlock)) : head.TryGrow(size));

    bool TryAddBlock(int size)
    {
        HashNew();
        var isAdded = body.TryAdd(Math.Max(size, store.Block));
        hashed = isAdded ? 0 : hashed;
        return isAdded;
    }

    /// Takes the blocks of the body to the file. A disk that is full from the start leaves the mail in memory, as far as memory goes.
    async ValueTask Spill()
    {
        try
        {
            if (granted < body.Length)
            {
                if (!store.HasSpace(RoomAhead))
                {
                    GiveUpDisk();
                    return;
                }

                granted = Math.Max(RoomAhead, body.Length);
            }

            file ??= store.NewFile();
            await RandomAccess.WriteAsync(file.SafeFileHandle, body.Written, filed);
            filed += body.Length;
            granted -= body.Length;
            body.Rewind();
            hashed = 0;
        }
        catch (Exception fault) when (fault.IsDisk())
        {
            GiveUpDisk();
        }
    }

    void GiveUpDisk()
    {
        staysInMemory = true;
        if (file is not null)
        {
            Release();
        }
    }

    void Release()
    {
        head.Clear();
        body.Clear();
        file?.Dispose();
        file = null;
        Discarded(1);
    }

    byte[] Discarded(int size) => discarded = discarded?.Length >= size ? discarded : new byte[Math.Max(size, FirstBlock / 2)];
}
