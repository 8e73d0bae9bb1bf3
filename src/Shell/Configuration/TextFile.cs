using System.Text;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Shell.Configuration;

/// <summary>A text file that the owner names: read whole, and never more of it than is allowed, whatever it is.</summary>
static class TextFile
{
    /// <summary>The most characters of a file that holds keys.</summary>
    public const int MostOfKeys = 1 << 16;

    /// <summary>The most characters of a zone file.</summary>
    public const int MostOfZone = 1 << 22;

    /// <summary>The text, or why it cannot be had, in words.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most characters.</param>
    public static Either<string, string> Read(string path, int most)
    {
        try
        {
            using var file = new StreamReader(path, Encoding.UTF8);
            var text = new StringBuilder();
            var buffer = new char[4096];
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                if (text.Append(buffer, 0, read).Length > most)
                {
                    return Prelude.Left<string, string>($"it is larger than {most} characters");
                }
            }

            return Prelude.Right<string, string>(text.ToString());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Prelude.Left<string, string>(Printable.Escape(fault.Message));
        }
    }
}
