using System.Text;

namespace Laitos.Properties.Arbitraries;

public enum TransferForm
{
    Plain,
    Quoted,
    Base64,
}

public enum TextForm
{
    Plain,
    Flowed,
    FlowedDeleting,
    Html,
}

/// <summary>A multipart around a part, by what stands beside the part in it.</summary>
public enum Layer
{
    /// The part alone.
    Related,

    /// HTML of the same text behind it.
    Alternative,

    /// An attachment and a mail within the mail around it.
    Mixed,

    /// A signature behind it.
    Signed,
}

/// <summary>One way to write lines of text in a mail. Details (line lengths, letter case, boundaries, which octets are encoded) are drawn from the seed.</summary>
/// <param name="Charset">The charset that the mail names; none when empty.</param>
/// <param name="Encoding">How its octets are written.</param>
/// <param name="Form">What the text is written in.</param>
/// <param name="Layers">The multiparts around it, from the outermost.</param>
/// <param name="IsClosed">False when the last delimiter is missing.</param>
/// <param name="Seed">From which the details come.</param>
public sealed record MimeWrapping(string Charset, TransferForm Encoding, TextForm Form, Layer[] Layers, bool IsClosed, int Seed)
{
    /// <summary>How many text parts the mail has: each shows the same lines.</summary>
    public int Parts => 1 + Layers.Count(layer => layer == Layer.Alternative);

    /// <summary>Some characters stay when they are overwritten: those that hold lines apart or together.</summary>
    public bool KeepsMarks => Form is TextForm.Flowed or TextForm.FlowedDeleting;

    /// <summary>The line as this wrapping can hold it: flowed text has no blanks at the end of a line, HTML shows no tabs.</summary>
    public string Clean(string line) => Form switch
    {
        TextForm.Plain => line,
        TextForm.Html => line.Replace('\t', ' '),
        _ => line.TrimEnd(' '),
    };

    /// <summary>The whole mail.</summary>
    public Octets Write(string[] lines)
    {
        var random = new Random(Seed);
        var part = Entity(lines, Form, random);
        for (var index = Layers.Length - 1; index >= 0; index--)
        {
            part = Surround(part, Layers[index], lines, index, IsClosed || index > 0, random);
        }

        return Octets.Latin1("From: Alice <alice@sender.example>\r\nSubject: x\r\n" + part);
    }

    /// <summary>What reads the charset.</summary>
    static Encoding EncodingOf(string charset) => charset switch
    {
        "utf-16" or "utf-16le" => System.Text.Encoding.Unicode,
        "utf-16be" => System.Text.Encoding.BigEndianUnicode,
        "iso-8859-1" => System.Text.Encoding.Latin1,
        _ => CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? new UTF8Encoding(),
    };

    string Surround(string part, Layer layer, string[] lines, int index, bool isClosed, Random random)
    {
        var boundary = random.Next(4) switch { 0 => "=_b'()+,-./:? " + index, 1 => new string('0', 68) + index + "=", 2 => "=_" + new string('c', Layers.Length - index), _ => "=_" + new string('b', index + 1) };
        var name = random.Next(3) switch
        {
            0 => $"boundary=\"{boundary}\"",
            1 => $"BOUNDARY=\"{boundary[..2]}\\{boundary[2..]}\"",
            _ => $"boundary*0=\"{boundary[..2]}\";\r\n\tboundary*1*={string.Concat(boundary[2..].Select(c => $"%{(int)c:X2}"))}",
        };
        const string attachment = "Content-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nverysecret.s attached\r\n";
        const string mail = "Content-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n--inner\r\n\r\nverysecret.s forwarded\r\n--inner--\r\n";
        const string signature = "Content-Type: application/pgp-signature; name=signature.asc\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nverysecret.s\r\n";
        string[] parts = layer switch
        {
            Layer.Related => [part],
            Layer.Alternative => [part, Entity([.. lines.Select(line => line.Replace('\t', ' '))], TextForm.Html, random)],
            Layer.Mixed => [attachment, part, mail],
            _ => [part, signature],
        };
        var preamble = random.Next(3) switch { 0 => "", 1 => "This is a multi-part message in MIME format.\r\n", _ => "verysecret.s preamble\r\n--\r\n--x\r\n\r\n" };
        // Without a delimiter behind it, the last line ending would be one of the text.
        var content = preamble + string.Concat(parts.Select(one => $"--{boundary}{(random.Next(3) == 0 ? " \t" : "")}\r\n{one}\r\n"));
        return $"Content-Type: multipart/{layer.ToString().ToLowerInvariant()};\r\n {name}\r\n\r\n"
            + (isClosed ? $"{content}--{boundary}--\r\n{(random.Next(2) == 0 ? "verysecret.s epilogue\r\n" : "")}" : content[..^2]);
    }

    string Entity(string[] lines, TextForm form, Random random)
    {
        var charset = Charset.Length == 0 ? "" : random.Next(2) == 0 ? $"; charset={Charset}" : $";\r\n\tCharset=\"{Charset.ToUpperInvariant()}\" (a comment)";
        var type = form switch
        {
            TextForm.Plain => Charset.Length == 0 && random.Next(2) == 0 ? "" : $"Content-Type: Text/PLAIN{charset}\r\n",
            TextForm.Flowed => $"Content-Type: text/plain{charset}; format=flowed\r\n",
            TextForm.FlowedDeleting => $"Content-Type: text/plain{charset}; Format=Flowed; DelSp=Yes\r\n",
            _ => $"Content-Type: text/html{charset}\r\n",
        };
        var octets = (Charset == "utf-16" || (Charset == "utf-8" && random.Next(3) == 0) ? "\uFEFF" : "") + Text(lines, form, random);
        return type + Encode(EncodingOf(Charset).GetBytes(octets), random);
    }

    string Encode(byte[] octets, Random random) => Encoding switch
    {
        TransferForm.Plain => $"Content-Transfer-Encoding: 8bit\r\n\r\n{System.Text.Encoding.Latin1.GetString(octets)}",
        TransferForm.Base64 => $"Content-Transfer-Encoding: BASE64\r\n\r\n{Break(Convert.ToBase64String(octets), random.Next(5, 77))}\r\n",
        _ => $"Content-Transfer-Encoding: Quoted-Printable\r\n\r\n{Quote(octets, random)}",
    };

    static string Break(string text, int length) => string.Join("\r\n", text.Chunk(length).Select(chunk => new string(chunk)));

    string Quote(byte[] octets, Random random)
    {
        var text = new StringBuilder();
        for (var at = 0; at < octets.Length; at++)
        {
            var isBreak = !Charset.StartsWith("utf-16", StringComparison.Ordinal) && octets.AsSpan(at).StartsWith("\r\n"u8);
            if (isBreak)
            {
                text.Append("\r\n");
                at++;
                continue;
            }

            var isLiteral = octets[at] is >= (byte)'!' and <= (byte)'~' and not (byte)'=' && random.Next(4) > 0;
            isLiteral |= octets[at] == ' ' && at + 1 < octets.Length && octets[at + 1] is > (byte)' ' and < (byte)'~';
            text.Append(isLiteral ? ((char)octets[at]).ToString() : string.Format(random.Next(2) == 0 ? "={0:X2}" : "={0:x2}", octets[at]));
            text.Append(random.Next(10) == 0 ? "=\r\n" : random.Next(40) == 0 ? "= \t\r\n" : "");
        }

        return text.ToString();
    }

    static string Text(string[] lines, TextForm form, Random random) => form switch
    {
        TextForm.Plain => string.Concat(lines.Select(line => line + "\r\n")),
        TextForm.Html => "<html><head><title>verysecret.s title</title><style>p > a {}</style></head><body>\r\n" + string.Concat(lines.Select(line => Html(line, random))) + "</body></html>\r\n",
        _ => string.Concat(lines.Select(line => Flow(line, form == TextForm.FlowedDeleting, random))),
    };

    static string Html(string line, Random random)
    {
        var html = new StringBuilder();
        for (var at = 0; at < line.Length; at++)
        {
            var isPlainBlank = at > 0 && at + 1 < line.Length && line[at - 1] != ' ' && line[at + 1] != ' ';
            html.Append(line[at] switch
            {
                ' ' => !isPlainBlank ? "&nbsp;" : random.Next(3) switch { 0 => "\r\n", 1 => " \t", _ => " " },
                '<' => "&lt;",
                '>' => random.Next(2) == 0 ? ">" : "&#62;",
                '&' => "&amp;",
                var c when random.Next(20) == 0 && !char.IsSurrogate(c) => $"&#x{(int)c:x};",
                var c => c.ToString(),
            });
            html.Append(random.Next(10) == 0 && !char.IsHighSurrogate(line[at]) ? "<b title='a>b'></b>" : random.Next(20) == 0 && !char.IsHighSurrogate(line[at]) ? "<!-- verysecret -->" : "");
        }

        return html + (random.Next(2) == 0 ? "<br>" : "<BR />\r\n  ");
    }

    /// RFC 3676 §4.2, as a mail program breaks lines.
    static string Flow(string line, bool deletesBlanks, Random random)
    {
        var marks = line.TakeWhile(c => c == '>').Count();
        var flowed = new StringBuilder(Stuff(line, marks));
        var (start, piece) = (marks > 0 && line[marks..] is [' ', ..] ? marks + 1 : marks, flowed.ToString());
        flowed.Clear();
        for (var at = start + 1; at < line.Length; at++)
        {
            var first = line[start..at];
            var mayBreak = random.Next(6) == 0 && !char.IsLowSurrogate(line[at]) && !(first + " " is "-- ") && first is not "-- "
                && line[at..] is not "-- " && (deletesBlanks || first[^1] == ' ') && !line[at..].StartsWith("-- ", StringComparison.Ordinal);
            if (mayBreak)
            {
                flowed.Append(piece[..^(line.Length - at)]).Append(deletesBlanks ? " \r\n" : "\r\n");
                piece = new string('>', marks) + (marks > 0 || random.Next(2) == 0 || line[at] is ' ' or '>' || line[at..].StartsWith("From ", StringComparison.Ordinal) ? " " : "") + line[at..];
                start = at;
            }
        }

        return flowed + piece + "\r\n";

        static string Stuff(string line, int marks) =>
            marks == 0 && (line.StartsWith(' ') || line.StartsWith("From ", StringComparison.Ordinal)) ? " " + line : line;
    }
}
