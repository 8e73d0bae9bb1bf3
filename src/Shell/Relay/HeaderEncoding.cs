using System.Text;
using MimeKit;

namespace Laitos.Shell.Relay;

/// <summary>Header fields beyond ASCII written in ASCII, by the library: encoded words for text (RFC 2047), parameters by RFC 2231.</summary>
static class HeaderEncoding
{
    static readonly FormatOptions Format = Dos();

    /// <summary>The field in ASCII. Octets that can be no encoded word, such as those of an address or an id, become question marks.</summary>
    /// <param name="field">The field with its line end.</param>
    public static byte[] Of(ReadOnlySpan<byte> field)
    {
        var colon = field.IndexOf((byte)':');
        // What is not UTF-8 is in a charset that nobody names: its octets are read as ISO-8859-1, in which none is lost.
        var octets = System.Text.Unicode.Utf8.IsValid(field) ? field.ToArray() : Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(field));
        if (colon <= 0 || !Ascii.IsValid(field[..colon]) || !Header.TryParse(ParserOptions.Default, octets, out var header))
        {
            return Masked(field);
        }

        try
        {
            header.SetValue(Format, Encoding.UTF8, header.GetValue(Encoding.UTF8).Trim());
            return Masked([.. header.RawField, (byte)':', .. header.RawValue]);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return Masked(field);
        }
    }

    static byte[] Masked(ReadOnlySpan<byte> octets)
    {
        var masked = octets.ToArray();
        foreach (ref var octet in masked.AsSpan())
        {
            octet = octet > 127 ? (byte)'?' : octet;
        }

        return masked;
    }

    static FormatOptions Dos()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.ParameterEncodingMethod = ParameterEncodingMethod.Rfc2231;
        return format;
    }
}
