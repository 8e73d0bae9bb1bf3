using System.Text;
using Laitos.Domain.Commands.Apps;
using LanguageExt;

namespace Laitos.Shell.Apps;

/// <summary>Settings of the Linux kernel, each of them a file.</summary>
static class KernelSettings
{
    /// <summary>Those that are there, a line <c>path=value</c> each.</summary>
    public static AppResponse Read(string place, Seq<string> paths)
    {
        var text = new StringBuilder();
        foreach (var path in paths)
        {
            _ = Value(place, path) is { } value ? text.Append(path).Append('=').Append(value).Append('\n') : text;
        }

        return new AppResponse.Inspected(text.ToString());
    }

    /// <summary>Writes those whose present value is lower, and tells of each.</summary>
    public static AppResponse Raise(string place, Seq<(string Path, string Value)> settings)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new AppResponse.Failed("only root may change the settings of the kernel");
        }

        var text = new StringBuilder();
        foreach (var (path, wanted) in settings)
        {
            if (Value(place, path) is { } present && Tunables.IsBetter(wanted, present))
            {
                text.Append(path).Append(": ").Append(present).Append(" -> ").Append(Write(place, path, wanted) ?? Value(place, path)).Append('\n');
            }
        }

        return new AppResponse.Inspected(text.ToString());
    }

    static string? Value(string place, string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(place, path)).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// Null, or what went wrong.
    static string? Write(string place, string path, string value)
    {
        try
        {
            File.WriteAllText(Path.Combine(place, path), value);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"unchanged: {error.Message}";
        }
    }
}
