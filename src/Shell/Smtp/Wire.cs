using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Laitos.Domain.Foundation;
using Laitos.Domain.Smtp;

namespace Laitos.Shell.Smtp;

/// <summary>Why a read brought nothing.</summary>
public enum ReadEnd
{
    /// <summary>The peer closed or broke the connection.</summary>
    Closed,

    /// <summary>The time was up.</summary>
    TimedOut,

    /// <summary>The daemon is going down.</summary>
    ShuttingDown,
}

/// <summary>
/// The two directions of one connection: reads that end in time, and writes held back until a read would wait (RFC 2920 §3.2).
/// </summary>
public sealed class Wire : IAsyncDisposable
{
    static readonly TimeSpan WriteTime = TimeSpan.FromMinutes(5);

    readonly Timer alarm;
    readonly CancellationToken shutdown;
    readonly CancellationTokenRegistration onShutdown;
    IDuplexPipe pipe;
    SslStream? tls;

    /// <summary>Takes over a transport until it is disposed of.</summary>
    public Wire(IDuplexPipe transport, CancellationToken shutdown)
    {
        pipe = transport;
        this.shutdown = shutdown;
        alarm = new Timer(_ => pipe.Input.CancelPendingRead());
        onShutdown = shutdown.Register(() => pipe.Input.CancelPendingRead());
    }

    /// <summary>Puts octets into the outgoing buffer.</summary>
    public void Write(ReadOnlySpan<byte> octets) => pipe.Output.Write(octets);

    /// <summary>Sends what is held back; false when the peer does not take it.</summary>
    public async ValueTask<bool> Flush()
    {
        if (pipe.Output.CanGetUnflushedBytes && pipe.Output.UnflushedBytes == 0)
        {
            return true;
        }

        using var late = new CancellationTokenSource(WriteTime);
        try
        {
            return !(await pipe.Output.FlushAsync(late.Token)).IsCompleted;
        }
        catch (Exception broken) when (IsNetwork(broken) || broken is OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>
    /// The next octets that have arrived, waiting for them until <paramref name="deadline"/>; what is held back is sent before the wait.
    /// </summary>
    /// <param name="deadline">Milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <param name="wakeAtShutdown">True to give up as soon as the daemon goes down.</param>
    public async ValueTask<(ReadOnlySequence<byte> Buffer, ReadEnd? ReadEnd)> Read(long deadline, bool wakeAtShutdown)
    {
        try
        {
            while (true)
            {
                if (!pipe.Input.TryRead(out var result))
                {
                    if (wakeAtShutdown && shutdown.IsCancellationRequested)
                    {
                        return (default, ReadEnd.ShuttingDown);
                    }

                    var left = deadline - Environment.TickCount64;
                    if (left <= 0)
                    {
                        return (default, ReadEnd.TimedOut);
                    }

                    if (!await Flush())
                    {
                        return (default, ReadEnd.Closed);
                    }

                    alarm.Change(left + 1, Timeout.Infinite);
                    result = await pipe.Input.ReadAsync();
                    alarm.Change(Timeout.Infinite, Timeout.Infinite);
                }

                if (!result.Buffer.IsEmpty)
                {
                    return (result.Buffer, result.IsCompleted ? ReadEnd.Closed : null);
                }

                Consume(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return (default, ReadEnd.Closed);
                }
            }
        }
        catch (Exception broken) when (IsNetwork(broken))
        {
            return (default, ReadEnd.Closed);
        }
    }

    /// <summary>Marks what has been read up to a position as taken, and the rest as seen when <paramref name="examined"/> is given.</summary>
    public void Consume(SequencePosition consumed, SequencePosition? examined = null) => pipe.Input.AdvanceTo(consumed, examined ?? consumed);

    /// <summary>
    /// Throws away what has arrived in clear, sends what is held back, and does the server's handshake (RFC 3207 §4.2); null when it fails.
    /// </summary>
    public async Task<TlsState?> StartTls(SslServerAuthenticationOptions options, TimeSpan limit)
    {
        if (pipe.Input.TryRead(out var clear))
        {
            pipe.Input.AdvanceTo(clear.Buffer.End);
        }

        using var late = new CancellationTokenSource(limit);
        try
        {
            if (!await Flush())
            {
                return null;
            }

            tls = new SslStream(new TransportStream(pipe), leaveInnerStreamOpen: true);
            await tls.AuthenticateAsServerAsync(options, late.Token);
            pipe = new TlsPipe(tls);
            return new TlsState(Version(tls.SslProtocol), tls.NegotiatedCipherSuite.ToString());
        }
        catch (Exception failed) when (IsNetwork(failed) || failed is AuthenticationException or OperationCanceledException or NotSupportedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await onShutdown.DisposeAsync();
        await alarm.DisposeAsync();
        if (tls is not null)
        {
            try
            {
                using var late = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                await tls.ShutdownAsync().WaitAsync(late.Token);
            }
            catch (Exception broken) when (IsNetwork(broken) || broken is OperationCanceledException)
            {
                // The peer has gone without saying so: nothing is owed to it.
            }

            await tls.DisposeAsync();
        }
    }

    static string Version(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls12 => "TLS1.2",
        SslProtocols.Tls13 => "TLS1.3",
        _ => protocol.ToString(),
    };

    static bool IsNetwork(Exception e) => e is IOException or ObjectDisposedException or InvalidOperationException or System.Net.Sockets.SocketException;

    sealed class TlsPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, bufferSize: 16 << 10));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }
}
