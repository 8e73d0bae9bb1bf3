namespace Laitos.Shell.Hosting;

/// <summary>The daemon cannot start. The message is for its owner: one line with cause and cure.</summary>
sealed class StartRefusedException(string message) : Exception(message);
