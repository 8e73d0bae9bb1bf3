using Laitos.Shell.Cli;
using Laitos.Shell.Spool;

// Without a home the runtime looks for no certificates, and TLS with the relay fails. A user that exists only while a service runs may have none; the root folder is nobody's to write.
if (!OperatingSystem.IsWindows() && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HOME")))
{
    Environment.SetEnvironmentVariable("HOME", "/");
}

// What waits for a socket goes on where its octets have arrived, on the thread that looks for them: nothing behind such a wait blocks (docs/adr/0018-connections.md). Read when the first socket is used.
const string SocketCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
Environment.SetEnvironmentVariable(SocketCompletions, Environment.GetEnvironmentVariable(SocketCompletions) ?? "1");

EmbeddedSqlite.Offer();
return await RootCommandLine.Run(args, CliTerminal.OfProcess);
