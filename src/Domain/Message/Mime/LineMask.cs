namespace Laitos.Domain.Message.Mime;

/// <summary>Where the characters of a decoded line stand in the mail, so that they can be overwritten there.</summary>
public abstract class LineMask
{
    /// <summary>
    /// The changes of the mail that put <c>*</c> in the place of some characters. Each keeps the size and the encoding (in base64 and quoted-printable the
    /// asterisk is encoded), so that nothing else in the mail moves.
    /// </summary>
    /// <param name="start">The first character.</param>
    /// <param name="length">How many.</param>
    public abstract Seq<Overwrite> Mask(int start, int length);
}
