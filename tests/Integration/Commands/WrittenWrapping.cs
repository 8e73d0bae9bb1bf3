using System.Text;

namespace Laitos.Integration.Commands;

/// <summary>The same order as different mail programs write it: <c>.s echo</c> and the name of the wrapping.</summary>
/// <param name="Name">Its name, which the command repeats.</param>
/// <param name="Fields">Its header fields.</param>
/// <param name="Body">Its body.</param>
/// <param name="Masked">Its body without the password.</param>
sealed record WrittenWrapping(string Name, string Fields, string Body, string Masked)
{
    /// <summary>A password that is not ASCII.</summary>
    public const string Accented = "sésame ouvre-toi";

    const string Stars = "*************";
    const string Plain = "Content-Type: text/plain; charset=utf-8\r\n";

    /// <summary>All of them.</summary>
    public static IEnumerable<WrittenWrapping> All() =>
    [
        new("bare", "", $"Hello\r\n\r\n{CommandDaemon.Password}.s echo bare\r\n.\r\n\r\n> {CommandDaemon.Password}\r\n-- \r\nme", $"Hello\r\n\r\n{Stars}.s echo bare\r\n.\r\n\r\n> {Stars}\r\n-- \r\nme"),
        new("indented", Plain, $" \t {CommandDaemon.Password} \t .S echo indented  ", $" \t {Stars} \t .S echo indented  "),
        new("very well", Plain, $"\r\n {CommandDaemon.Shortcut}\r\n", $"\r\n {Stars}\r\n"),
        new("8bit", Plain + "Content-Transfer-Encoding: 8bit\r\n", $"{Utf8(Accented)} .s echo 8bit", "***************** .s echo 8bit"),
        new("latin", "Content-Type: text/plain; charset=ISO-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n", $"{Accented} .s echo latin", "**************** .s echo latin"),
        new("quoted", Plain + "Content-Transfer-Encoding: quoted-printable\r\n", "open =\r\nsesame=207=2Es echo quoted", "*****=\r\n******=2A*=2Es echo quoted"),
        new("quoted latin", "Content-Type: text/plain; charset=\"iso-8859-1\"\r\nContent-Transfer-Encoding: Quoted-Printable\r\n", "s=E9same ouvre-toi.s echo quoted latin", "*=2A**************.s echo quoted latin"),
        new("base64", Plain + "Content-Transfer-Encoding: base64\r\n", Base64($"Hi\r\n{Utf8(Accented)}.s echo base64"), Base64("Hi\r\n*****************.s echo base64")),
        new("flowed text", "Content-Type: text/plain; charset=us-ascii; format=flowed\r\nContent-Disposition: inline\r\n",
            $"{CommandDaemon.Password}.s echo \r\nflowed text\r\n\r\n-- \r\nme", $"{Stars}.s echo \r\nflowed text\r\n\r\n-- \r\nme"),
        new("html", "Content-Type: text/html; charset=utf-8\r\n", $"<html><body><p>Hi</p><p><b>open</b>&nbsp;sesame 7.s echo html</p></body></html>".Replace("&nbsp;", " ", StringComparison.Ordinal),
            "<html><body><p>Hi</p><p><b>****</b>*********.s echo html</p></body></html>"),
        Same("gmail", """Content-Type: multipart/alternative; boundary="000000000000a1b2c3"%""", secret => $"""
            --000000000000a1b2c3
            Content-Type: text/plain; charset="UTF-8"

            {secret}.s echo gmail

            --000000000000a1b2c3
            Content-Type: text/html; charset="UTF-8"

            <div dir="ltr">{secret}.s echo gmail<br></div>

            --000000000000a1b2c3--
            """),
        Same("signed", """Content-Type: multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"; boundary=sig%""", secret => $"""
            --sig
            Content-Type: text/plain; charset=us-ascii
            Content-Disposition: inline

            {secret}.s echo signed
            --sig
            Content-Type: application/pgp-signature; name="signature.asc"

            -----BEGIN PGP SIGNATURE-----
            iQEz
            -----END PGP SIGNATURE-----
            --sig--
            """),
        Same("nested", "Content-Type: multipart/mixed; boundary=outer%", secret => $"""
            This is a multi-part message in MIME format.
            --outer
            Content-Type: multipart/related; boundary=middle

            --middle
            Content-Type: multipart/alternative; boundary=inner

            --inner
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: base64

            {Base64($"Hello\n{secret}.s echo nested\n")}
            --inner
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: base64

            {Base64($"<p>Hello</p><p>{secret}.s echo nested</p>")}
            --inner--
            --middle--
            --outer
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: base64

            {string.Concat(Enumerable.Repeat(Base64(new string('x', 57)) + "\r\n", 40_000))}
            --outer--
            """),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// The percent sign stands for the line end of the field.
    static WrittenWrapping Same(string name, string fields, Func<string, string> body) =>
        new(name, "MIME-Version: 1.0\r\n" + fields.Replace("%", "\r\n", StringComparison.Ordinal), Lines(body(CommandDaemon.Password)), Lines(body(Stars)));

    static string Lines(string text) => text.ReplaceLineEndings("\r\n");

    static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    static string Base64(string octets) => Convert.ToBase64String(Encoding.Latin1.GetBytes(octets));
}
