using System.Runtime.CompilerServices;
using Laitos.Shell.Spool;

namespace Laitos.Integration.Support;

/// <summary>The daemon's module initializer runs before the tests touch LanguageExt, as it does in the daemon.</summary>
static class ShellModule
{
    [ModuleInitializer]
    internal static void Start() => RuntimeHelpers.RunModuleConstructor(typeof(SqliteSpool).Module.ModuleHandle);
}
