using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Laitos.Integration.Support;

/// <summary>
/// A relay for tests on a loopback port that the system chooses: it speaks SMTP as its script says and keeps what it takes.
/// It is written without the domain's codecs, so that a mistake there does not cancel out. It stands where a relay must misbehave or where each octet of a dialogue
/// counts; elsewhere <see cref="PackageRelay"/> does.
/// </summary>
public sealed class CapturingRelay : ITestRelay
{
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    readonly LoopbackServer server;
    readonly ConcurrentQueue<CapturedMail> mails = new();
    readonly ConcurrentQueue<string> heard = new();
    readonly ConditionVariable hearing = new();
    volatile RelayScript script;
    int connections;

    CapturingRelay(RelayScript script, int port)
    {
        this.script = script;
        server = LoopbackServer.Start(Serve, port);
    }

    /// <summary>The loopback port.</summary>
    public int Port => server.Port;

    /// <summary>How it behaves from the next command on, in connections that are open too.</summary>
    public RelayScript Script
    {
        get => script;
        set => script = value;
    }

    /// <summary>The mails taken so far, in order.</summary>
    public IReadOnlyList<CapturedMail> Mails => [.. mails];

    /// <summary>Every command line heard so far, without line ends.</summary>
    public IReadOnlyList<string> Heard => [.. heard];

    /// <summary>How many connections came in so far.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>The certificate for <c>localhost</c> that it shows, and that a client may trust.</summary>
    public static X509Certificate2 Certificate { get; } = NewCertificate();

    /// <summary>Starts a relay.</summary>
    /// <param name="script">How it behaves; by default, it takes everything.</param>
    /// <param name="port">The loopback port; by default the system chooses one.</param>
    public static CapturingRelay Start(RelayScript? script = null, int port = 0) => new(script ?? new RelayScript(), port);

    /// <summary>Waits until so many commands of a kind have been heard; false when that takes too long.</summary>
    public Task<bool> Hears(string command, int times = 1) =>
        hearing.Becomes(() => heard.Count(line => line.StartsWith(command, StringComparison.Ordinal)) >= times, Bound);

    /// <summary>Breaks all connections, and goes on listening.</summary>
    public void BreakConnections() => server.BreakConnections();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    async Task Serve(TcpClient client, CancellationToken stop)
    {
        using var session = new CapturingSession(() => script, client.GetStream(), Interlocked.Increment(ref connections), Hear, mails.Enqueue);
        await session.Run(stop);
    }

    void Hear(string line)
    {
        heard.Enqueue(line);
        hearing.Changed();
    }

    static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
