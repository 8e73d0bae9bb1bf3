using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Runtime.CompilerServices;
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

    /// <summary>The wait was given up: the session is to end.</summary>
    ShuttingDown,
}

/// <summary>
/// The two directions of one connection: reads that end in time, and writes held back until a read would wait (RFC 2920 §3.2).
/// </summary>
public sealed class Wire : IAsyncDisposable
{
    static readonly TimeSpan WriteTime = TimeSpan.FromMinutes(5);

    readonly Timer alarm;
    readonly CancellationTokenRegistration[] wakeUps;
    IDuplexPipe pipe;
    SslStream? tls;

    /// <summary>Takes over a transport until it is disposed of.</summary>
    /// <param name="transport">The connection.</param>
    /// <param name="wakes">Tokens that reads are given up for; each read says which one it heeds.</param>
    public Wire(IDuplexPipe transport, params ReadOnlySpan<CancellationToken> wakes)
    {
        pipe = transport;
        alarm = new Timer(WakeUp, this, Timeout.Infinite, Timeout.Infinite);
        wakeUps = new CancellationTokenRegistration[wakes.Length];
        for (var i = 0; i < wakes.Length; i++)
        {
            wakeUps[i] = wakes[i].UnsafeRegister(WakeUp, this);
        }
    }

    static void WakeUp(object? wire) => ((Wire)wire!).pipe.Input.CancelPendingRead();

    /// <summary>Puts a reply into the outgoing buffer.</summary>
    public void Write(Reply reply) => ReplyCodec.Write(reply, pipe.Output);

    /// <summary>Sends what is held back; false when the peer does not take it.</summary>
    public async ValueTask<bool> Flush()
    {
        if (pipe.Output.CanGetUnflushedBytes && pipe.Output.UnflushedBytes == 0)
        {
            return true;
        }

        try
        {
            // Mostly there is room in the pipe, and nothing to wait for.
            var flush = pipe.Output.FlushAsync(CancellationToken.None);
            return !(flush.IsCompleted ? await flush : await InTime(flush, pipe.Output)).IsCompleted;
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
    /// <param name="giveUp">Ends the wait; one of the tokens that this wire knows.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(ReadOnlySequence<byte> Buffer, ReadEnd? ReadEnd)> Read(long deadline, CancellationToken giveUp)
    {
        try
        {
            while (true)
            {
                if (!pipe.Input.TryRead(out var result))
                {
                    if (giveUp.IsCancellationRequested)
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
                    result = await pipe.Input.ReadAsync(CancellationToken.None);
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
        foreach (var wakeUp in wakeUps)
        {
            await wakeUp.DisposeAsync();
        }

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

    static async ValueTask<FlushResult> InTime(ValueTask<FlushResult> flush, PipeWriter output)
    {
        using var late = new CancellationTokenSource(WriteTime);
        await using var _ = late.Token.UnsafeRegister(static writer => ((PipeWriter)writer!).CancelPendingFlush(), output);
        var flushed = await flush;
        return flushed.IsCanceled ? throw new OperationCanceledException() : flushed;
    }

    static string Version(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls12 => "TLS1.2",
        SslProtocols.Tls13 => "TLS1.3",
        _ => protocol.ToString(),
    };

    /// An aborted connection of Kestrel's is a cancelled operation; nothing else here is cancelled that way.
    static bool IsNetwork(Exception e) => e is IOException or ObjectDisposedException or InvalidOperationException or System.Net.Sockets.SocketException or Microsoft.AspNetCore.Connections.ConnectionAbortedException;

    sealed class TlsPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, bufferSize: 16 << 10));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }
}
