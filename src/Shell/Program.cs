using Laitos.Shell.Cli;

return await RootCommandLine.Run(args, CliTerminal.OfProcess);
