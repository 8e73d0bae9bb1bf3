using Laitos.Shell;
using Laitos.Shell.Cli;
using Laitos.Shell.Spool;

// Without a home the runtime looks for no certificates, and TLS with the relay fails. A user that exists only while a service runs may have none; the root folder is nobody's to write.
if (!OperatingSystem.IsWindows() && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HOME")))
{
    Environment.SetEnvironmentVariable("HOME", "/");
}

SocketCompletions.StayOnTheirThread();
EmbeddedSqlite.Offer();
return await RootCommandLine.Run(args, CliTerminal.OfProcess);
