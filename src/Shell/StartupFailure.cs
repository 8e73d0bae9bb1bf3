using System.Net;
using System.Net.Sockets;
using Laitos.Shell.Hosting;
using Microsoft.AspNetCore.Connections;

namespace Laitos.Shell;

/// <summary>Why the daemon could not start listening, in one line with cause and cure.</summary>
static class StartupFailure
{
    public static string? Explain(Exception failure, IPEndPoint endPoint) => failure switch
    {
        StartRefusedException refused => refused.Message,
        IOException { InnerException: AddressInUseException } or AddressInUseException =>
            $"cannot listen on {endPoint}: the port is in use. Stop the other program (ss -ltnp shows it), or set MailDaemon.Port to another port.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } when endPoint.Port < 1024 =>
            $"cannot listen on {endPoint}: no right to use a port below 1024. Run as root, grant the program CAP_NET_BIND_SERVICE (setcap, or AmbientCapabilities= in a systemd unit), or set MailDaemon.Port to a higher port.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            $"cannot listen on {endPoint}: this machine has no such address. Set MailDaemon.Address to one of its own (ip address shows them), or 0.0.0.0 for all.",
        SocketException or IOException => $"cannot listen on {endPoint}: {failure.Message}",
        _ => null,
    };
}
