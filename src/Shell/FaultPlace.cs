using System.Diagnostics;

namespace Laitos.Shell;

/// <summary>Where an exception came from. Its own text might tell what a command was given.</summary>
static class FaultPlace
{
    /// <summary>The innermost method, with its type; empty when that is not known.</summary>
    public static string Of(Exception fault) =>
        new StackTrace(fault).GetFrame(0) is { } frame && DiagnosticMethodInfo.Create(frame) is { } method ? $"{method.DeclaringTypeName}.{method.Name}" : "";
}
