using System.Text;

namespace Laitos.Domain.Message;

/// <summary>The quoted-string of RFC 5322 §3.2.4.</summary>
public static class QuotedString
{
    /// <summary>The text in quotes, with a backslash before each quote and backslash. The text holds no line break.</summary>
    public static string Write(string meaning)
    {
        var quoted = new StringBuilder("\"", meaning.Length + 2);
        foreach (var c in meaning)
        {
            _ = c is '"' or '\\' ? quoted.Append('\\').Append(c) : quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>The meaning of what stands between quotes or parentheses: each backslash gives its place to the character behind it.</summary>
    public static string Read(string content)
    {
        var meaning = new StringBuilder(content.Length);
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\\' && i + 1 < content.Length)
            {
                i++;
            }

            meaning.Append(content[i]);
        }

        return meaning.ToString();
    }
}
