using System.Text;
using System.Xml;
using Laitos.Domain.Message.Mime;

namespace Laitos.Domain.Commands.Apps;

/// <summary>A piece of news: plain text on one line each.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description, at most 4000 characters.</param>
/// <param name="At">When it was published or last changed.</param>
sealed record NewsItem(string Title, string Description, Option<Instant> At);

/// <summary>RSS 2.0, RSS 1.0 and Atom (RFC 4287): in all of them an element holds one piece of news, called <c>item</c> or <c>entry</c>.</summary>
static class NewsFeed
{
    const int MaxItems = 1000;

    /// <summary>The news in a document, in its order; or why it is none. A document with a DOCTYPE is refused: it could grow without end.</summary>
    public static Either<string, Seq<NewsItem>> Parse(Octets document)
    {
        try
        {
            using var reader = new XmlTextReader(NewsEncoding.Text(document), XmlNodeType.Document, null)
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
            };
            return Items(reader);
        }
        catch (XmlException error)
        {
            return $"not well-formed XML at line {error.LineNumber}";
        }
    }

    static Either<string, Seq<NewsItem>> Items(XmlTextReader reader)
    {
        var items = new List<NewsItem>();
        var isFeed = false;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            isFeed |= reader.Depth == 0 && reader.LocalName is "rss" or "RDF" or "feed";
            if (isFeed && reader.LocalName is "item" or "entry" && items.Count < MaxItems)
            {
                items.Add(Item(reader));
            }
        }

        return isFeed ? items.Gather() : "neither RSS nor Atom";
    }

    /// Only children of the item's own vocabulary count, so that the title of a picture is not taken for that of the news; of several the first one does.
    static NewsItem Item(XmlTextReader reader)
    {
        var (depth, vocabulary) = (reader.Depth, reader.NamespaceURI);
        var (title, description, content, at) = ("", "", "", Option<Instant>.None);
        var hasChildren = !reader.IsEmptyElement;
        while (hasChildren && reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            var (name, isOwn) = (reader.LocalName, reader.NamespaceURI == vocabulary);
            var text = Text(reader);
            switch (name)
            {
                case "title" when isOwn && title.Length == 0:
                    title = NewsText.Plain(text);
                    break;
                case "description" or "summary" when isOwn && description.Length == 0:
                    description = NewsText.Plain(text);
                    break;
                case "content" when isOwn && content.Length == 0:
                    content = NewsText.Plain(text);
                    break;
                case "pubDate" or "date" or "published" or "updated" when at.IsNone:
                    at = NewsDate.Parse(text);
                    break;
                default:
                    break;
            }
        }

        return new NewsItem(title, description.Length > 0 ? description : content, at);
    }

    /// All text below an element; it is left at its end. The entities of HTML, which XML does not know, are kept for later.
    static string Text(XmlTextReader reader)
    {
        var text = new StringBuilder();
        var (depth, hasChildren) = (reader.Depth, !reader.IsEmptyElement);
        while (hasChildren && reader.Read() && reader.Depth > depth)
        {
            _ = reader.NodeType switch
            {
                XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace => text.Append(reader.Value),
                XmlNodeType.EntityReference => text.Append('&').Append(reader.Name).Append(';'),
                XmlNodeType.Element => text.Append(' '),
                _ => text,
            };
        }

        return text.ToString();
    }
}

/// <summary>The characters of an XML document (XML 1.0, appendix F): by its byte order mark, else by its declaration, else UTF-8.</summary>
static class NewsEncoding
{
    const int DeclarationLength = 200;

    /// <summary>The text of the document, without a byte order mark.</summary>
    public static string Text(Octets document)
    {
        var octets = document.Span;
        return octets.StartsWith("\uFEFF"u8) ? Encoding.UTF8.GetString(octets[3..])
            : octets.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) ? Encoding.Unicode.GetString(octets[2..])
            : octets.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]) ? Encoding.BigEndianUnicode.GetString(octets[2..])
            : Declared(octets).IfNone(Encoding.UTF8).GetString(octets);
    }

    /// The encoding that the XML declaration names, if it is known (XML 1.0 §4.3.3).
    static Option<Encoding> Declared(ReadOnlySpan<byte> octets)
    {
        const string name = "encoding=";
        var text = Encoding.Latin1.GetString(octets[..Math.Min(DeclarationLength, octets.Length)]);
        var declaration = text.IndexOf("?>", StringComparison.Ordinal) is var end and > 0 && text.StartsWith("<?xml", StringComparison.Ordinal) ? text[..end] : "";
        return declaration.IndexOf(name, StringComparison.Ordinal) is var at and >= 0
            ? Charsets.Find(declaration[(at + name.Length)..].TrimStart('"', '\'').Split('"', '\'')[0])
            : Option<Encoding>.None;
    }
}
