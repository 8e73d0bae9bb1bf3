namespace Laitos.Properties.Message.Mime;

/// <summary>Mails in the form in which well-known programs send them: the command is the first line of a text part, and what is quoted keeps its mark.</summary>
public class MimeExamples
{
    [Test]
    public void Gmail_in_a_browser() => Assert.That(
        Walks.Lines("""
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="000000000000a1b2c305f0d1e2f3"

            --000000000000a1b2c305f0d1e2f3
            Content-Type: text/plain; charset="UTF-8"
            Content-Transfer-Encoding: quoted-printable

            verysecret.s echo caf=C3=A9

            On Mon, 5 Jan 2026 at 10:00, Bob <bob@b.example> wrote:

            > verysecret.s quoted

            --000000000000a1b2c305f0d1e2f3
            Content-Type: text/html; charset="UTF-8"
            Content-Transfer-Encoding: quoted-printable

            <div dir=3D"ltr">verysecret.s echo caf=C3=A9</div><br><div class=3D"gmail_quote=
            "><div dir=3D"ltr" class=3D"gmail_attr">On Mon, 5 Jan 2026 at 10:00, Bob &lt;<a=
             href=3D"mailto:bob@b.example">bob@b.example</a>&gt; wrote:<br></div><blockquote=
             class=3D"gmail_quote" style=3D"margin:0px"><div>verysecret.s quoted</div></blo=
            ckquote></div>

            --000000000000a1b2c305f0d1e2f3--
            """),
        Is.EqualTo(new[]
        {
            "verysecret.s echo café", "", "On Mon, 5 Jan 2026 at 10:00, Bob <bob@b.example> wrote:", "", "> verysecret.s quoted",
            "verysecret.s echo café", "", "On Mon, 5 Jan 2026 at 10:00, Bob <bob@b.example> wrote:", "> verysecret.s quoted",
        }));

    [Test]
    public void Outlook() => Assert.That(
        Walks.Lines("""
            Content-Language: en-US
            Content-Type: multipart/mixed;
            	boundary="_004_AM0PR01MB1234_"
            MIME-Version: 1.0

            --_004_AM0PR01MB1234_
            Content-Type: multipart/alternative;
            	boundary="_000_AM0PR01MB1234_"

            --_000_AM0PR01MB1234_
            Content-Type: text/plain; charset="Windows-1252"
            Content-Transfer-Encoding: base64

            dmVyeXNlY3JldC5zIGVjaG8ggA0K

            --_000_AM0PR01MB1234_
            Content-Type: text/html; charset="Windows-1252"
            Content-Transfer-Encoding: quoted-printable

            <html xmlns:o=3D"urn:schemas-microsoft-com:office:office">
            <head>
            <meta http-equiv=3D"Content-Type" content=3D"text/html; charset=3DWindows-1252">
            <!--[if !mso]><style>v\:* {behavior:url(#default#VML);}</style><![endif]--><style><!--
            p.MsoNormal {margin:0cm;}
            --></style>
            </head>
            <body lang=3D"EN-US"><div class=3D"WordSection1">
            <p class=3D"MsoNormal"><span style=3D"font-size:11.0pt">verysecret.s echo =80<o:p></o:p></span></p>
            <p class=3D"MsoNormal"><o:p>&nbsp;</o:p></p>
            </div></body></html>

            --_000_AM0PR01MB1234_--

            --_004_AM0PR01MB1234_
            Content-Type: text/plain; name="notes.txt"
            Content-Disposition: attachment; filename="notes.txt"; size=12
            Content-Transfer-Encoding: base64

            dmVyeXNlY3JldC5z

            --_004_AM0PR01MB1234_--
            """),
        Is.EqualTo(new[] { "verysecret.s echo €", "verysecret.s echo €", " " }));

    [Test]
    public void Apple_Mail() => Assert.That(
        Walks.Lines("""
            Content-Type: text/plain;
            	charset=utf-8;
            	format=flowed;
            	delsp=yes
            Content-Transfer-Encoding: quoted-printable
            Mime-Version: 1.0 (Mac OS X Mail 16.0 \(3774\))

            verysecret.s echo a very long command that is broken in the mid=
            dle of a li=20
            ne =E2=80=94 by the program

            > verysecret.s quoted=20
            > text

            --=20
            Al
            """),
        Is.EqualTo(new[] { "verysecret.s echo a very long command that is broken in the middle of a line — by the program", "", "> verysecret.s quotedtext", "", "-- ", "Al" }));

    [Test]
    public void Mutt() => Assert.That(
        Walks.Lines("""
            MIME-Version: 1.0
            Content-Type: multipart/signed; micalg=pgp-sha512;
            	protocol="application/pgp-signature"; boundary="zYM0uCDKw75PZbzx"
            Content-Disposition: inline


            --zYM0uCDKw75PZbzx
            Content-Type: text/plain; charset=us-ascii
            Content-Disposition: inline
            Content-Transfer-Encoding: quoted-printable

            verysecret.s echo mutt

            --=20
            Al

            --zYM0uCDKw75PZbzx
            Content-Type: application/pgp-signature; name="signature.asc"

            -----BEGIN PGP SIGNATURE-----

            iQIzBAEBCgAdFiEE
            -----END PGP SIGNATURE-----

            --zYM0uCDKw75PZbzx--
            """),
        Is.EqualTo(new[] { "verysecret.s echo mutt", "", "-- ", "Al" }));

    [Test]
    public void Thunderbird() => Assert.That(
        Walks.Lines("""
            MIME-Version: 1.0
            Content-Type: text/plain; charset=UTF-8; format=flowed
            Content-Transfer-Encoding: 7bit

            verysecret.s echo a long command that is broken at a blank, so that the 
            line is short

            On 1/5/26 10:00, Bob wrote:
            > verysecret.s quoted text that is
            > broken

            """),
        Is.EqualTo(new[]
        {
            "verysecret.s echo a long command that is broken at a blank, so that the line is short", "", "On 1/5/26 10:00, Bob wrote:", "> verysecret.s quoted text that is", "> broken",
        }));

    [Test]
    public void A_forwarded_mail_is_not_looked_at() => Assert.That(
        Walks.Lines("""
            Content-Type: multipart/mixed; boundary="------------x1"

            This is a multi-part message in MIME format.
            --------------x1
            Content-Type: text/plain; charset=UTF-8; format=flowed

            see below
            --------------x1
            Content-Type: message/rfc822; name="ForwardedMessage.eml"
            Content-Disposition: attachment; filename="ForwardedMessage.eml"

            From: Eve <eve@e.example>
            Content-Type: multipart/alternative; boundary="x2"

            --x2
            Content-Type: text/plain

            verysecret.s forwarded
            --x2--

            --------------x1--
            """),
        Is.EqualTo(new[] { "see below" }));
}
