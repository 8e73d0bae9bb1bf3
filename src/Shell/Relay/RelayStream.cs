using System.Net.Sockets;

namespace Laitos.Shell.Relay;

/// <summary>
/// The octets of one TCP connection. What is written is held back until it is flushed, or until somebody waits for an answer, so that pipelined commands
/// leave as one packet. A write that fails is not an error yet: the relay's last words may still be waiting to be read.
/// </summary>
sealed class RelayStream(Socket socket) : AsyncStream
{
    const int MostHeld = 64 << 10;

    byte[] held = new byte[4 << 10];
    int count;

    /// <summary>True once octets could not be sent: the relay has not got what was written last.</summary>
    public bool IsLost { get; private set; }

    /// <summary>True once the relay has closed or broken the connection.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>True when something can be read, or has ended: of an idle connection, that it is of no more use.</summary>
    public bool IsStale => IsLost || HasEnded || socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var read = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            HasEnded |= read == 0 && buffer.Length > 0;
            return read;
        }
        catch (SocketException e)
        {
            HasEnded = true;
            throw new IOException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (count + buffer.Length > MostHeld)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        if (buffer.Length >= MostHeld)
        {
            await Send(buffer, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (count + buffer.Length > held.Length)
        {
            Array.Resize(ref held, Math.Min(MostHeld, Math.Max(2 * held.Length, count + buffer.Length)));
        }

        buffer.CopyTo(held.AsMemory(count));
        count += buffer.Length;
    }

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (count > 0)
        {
            var pending = count;
            count = 0;
            await Send(held.AsMemory(0, pending), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            socket.Dispose();
        }

        base.Dispose(disposing);
    }

    async ValueTask Send(ReadOnlyMemory<byte> octets, CancellationToken cancel)
    {
        try
        {
            while (!octets.IsEmpty && !IsLost)
            {
                octets = octets[await socket.SendAsync(octets, cancel).ConfigureAwait(false)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            IsLost = true;
        }
    }
}
