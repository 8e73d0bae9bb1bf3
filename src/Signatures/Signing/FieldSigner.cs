using System.Globalization;
using System.Text;
using Laitos.Domain.Message;
using Laitos.Signatures.Canonical;
using Laitos.Signatures.Fields;

namespace Laitos.Signatures.Signing;

/// <summary>Writes a field that holds a signature over others and over itself (RFC 6376 §3.5, tag b).</summary>
static class FieldSigner
{
    /// <summary>The field, with its line ending.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tags">Its tags but for the signature, each with its semicolon, in pieces at which it may be folded.</param>
    /// <param name="key">What signs.</param>
    /// <param name="digest">What is signed: given the field without its signature, and the place of that in its body.</param>
    public static Octets Write(string name, IEnumerable<string> tags, SigningKey key, Func<HeaderField, Range, HeaderDigest> digest)
    {
        var front = Folding.Fold(name + ":", tags) + "\r\n b=";
        var unsigned = HeaderSection.Parse(Octets.Latin1(front + "\r\n")).Fields.Head;
        var place = DkimTagList.Parse(unsigned.Body).Bind(read => read.Place("b")).IfNone(..);
        var value = Convert.ToBase64String(key.Sign(digest(unsigned, place).Sha256));
        return new Octets(Encoding.ASCII.GetBytes(front + Folded(value) + "\r\n"));
    }

    /// <summary>The tag that names the fields which are covered, in pieces.</summary>
    public static IEnumerable<string> Covering(IReadOnlyList<string> names) =>
        names.Select((name, i) => (i == 0 ? "h=" : "") + name + (i == names.Count - 1 ? ";" : ":"));

    /// <summary>The tag of the time.</summary>
    public static string At(Instant now) => $"t={(now.UnixMilliseconds / 1000).ToString(CultureInfo.InvariantCulture)};";

    /// Lines of at most 72 characters.
    static string Folded(string base64) => string.Join("\r\n ", base64.Chunk(72).Select(part => new string(part)));
}
