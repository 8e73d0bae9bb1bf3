using Laitos.Domain.Addresses;
using Laitos.Domain.Commands.Apps;
using Laitos.Domain.Dns;
using Laitos.Domain.Settings;

namespace Laitos.Domain.Diagnosis;

/// <summary>What a check wants to have looked at. Whoever looks answers with the observation that the case names, or with <see cref="Observation.Nothing"/>.</summary>
public abstract record Probe
{
    Probe() { }

    /// <summary>Asks one DNS server for the servers of the root, which every resolver knows: <see cref="Observation.Answered"/>.</summary>
    public sealed record Resolver(NameServer Server) : Probe;

    /// <summary>The addresses of this machine's network interfaces: <see cref="Observation.Addresses"/>.</summary>
    public sealed record Interfaces : Probe;

    /// <summary>Whether an address and a port could be listened on: <see cref="Observation.Binding"/>.</summary>
    public sealed record Bind(IpAddress Address, int Port) : Probe;

    /// <summary>Connects, and reads what a mail server says there to EHLO: <see cref="Observation.Greeting"/>.</summary>
    public sealed record Greet(IpAddress Address, int Port) : Probe;

    /// <summary>The server's certificate: <see cref="Observation.Certificate"/>.</summary>
    public sealed record Certificate(string Path, string KeyPath) : Probe;

    /// <summary>The public half of the key that signs: <see cref="Observation.SigningKey"/>.</summary>
    public sealed record SigningKey(string Path) : Probe;

    /// <summary>A dialogue with the relay that ends before DATA: <see cref="Observation.Dialogue"/>.</summary>
    public sealed record Relay : Probe;

    /// <summary>Has the scanner look at a small mail: <see cref="Observation.Scanned"/>.</summary>
    public sealed record Scanner : Probe;

    /// <summary>Whether the daemon has handed mail to the relay with the present settings: <see cref="Observation.Proven"/>.</summary>
    public sealed record ProvenRelay : Probe;

    /// <summary>Logs in to a mailbox that commands may look into: <see cref="Observation.ImapMailbox"/>.</summary>
    /// <param name="Word">The word that names it.</param>
    public sealed record ImapMailbox(string Word) : Probe;

    /// <summary>Makes a request to a service that knows the owner: <see cref="Observation.WebAnswer"/>.</summary>
    public sealed record Service(HttpCall Call) : Probe;

    /// <summary>Sends no metrics to a collector, and hears how it takes them: <see cref="Observation.CollectorAnswer"/>.</summary>
    public sealed record Collector(Uri Target, OtlpProtocol Protocol) : Probe;

    /// <summary>Logs in to the database of the spool, and changes nothing: <see cref="Observation.Database"/>.</summary>
    public sealed record Database : Probe;

    /// <summary>Asks for <c>/healthz</c>: <see cref="Observation.Health"/>.</summary>
    public sealed record Health(IpAddress Address, int Port, bool IsSecure) : Probe;

    /// <summary>Writes a file into a folder, flushes it, and deletes it: <see cref="Observation.Folder"/>.</summary>
    public sealed record Folder(string Path) : Probe;

    /// <summary>Who may read and write a file: <see cref="Observation.Access"/>.</summary>
    public sealed record Access(string Path) : Probe;

    /// <summary>What the kernel thinks of its clock: <see cref="Observation.Clock"/>.</summary>
    public sealed record Clock : Probe;

    /// <summary>How many files and sockets the daemon may have open: <see cref="Observation.Descriptors"/>.</summary>
    public sealed record Descriptors : Probe;

    /// <summary>As whom the program runs: <see cref="Observation.User"/>.</summary>
    public sealed record User : Probe;
}

/// <summary>What a check lacks to come to its end.</summary>
public abstract record Demand
{
    Demand() { }

    /// <summary>An answer of the DNS.</summary>
    public sealed record Ask(Question Question) : Demand;

    /// <summary>A look at the machine, the network or the relay.</summary>
    public sealed record Look(Probe Probe) : Demand;
}
