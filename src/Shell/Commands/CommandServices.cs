namespace Laitos.Shell.Commands;

/// <summary>Where commands are looked for, and where they run.</summary>
sealed record CommandServices(CommandDetector Detector, CommandRunner Runner);
