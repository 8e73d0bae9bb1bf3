using System.Text;

namespace Laitos.Domain.Status.Markup;

/// <summary>
/// HTML that cannot say what nobody meant: text is always text, however it reads, for it is escaped where it is written out, and there is no way to put markup in as a string. Elements that hold no text but a program, and
/// attributes that are programs or styles, cannot be made.
/// </summary>
public abstract record Html
{
    Html() { }

    /// <summary>Text.</summary>
    public sealed record Text(string Words) : Html;

    /// <summary>An element.</summary>
    public sealed record Element : Html
    {
        /// Their content is not text, or is read by other rules.
        static readonly Seq<string> Programs = Seqs.Of("script", "style", "iframe", "object", "embed", "xmp", "plaintext", "noembed", "noframes", "textarea");
        static readonly Seq<string> Empty = Seqs.Of("meta", "link", "input", "br", "hr", "img");

        /// <param name="name">Its name.</param>
        /// <param name="attributes">Its attributes; values are any text.</param>
        /// <param name="content">What it holds.</param>
        public Element(string name, Seq<(string Name, string Value)> attributes, Seq<Html> content)
        {
            var isProgram = name == "script" ? !content.IsEmpty : Programs.Exists(each => each == name);
            if (!IsName(name) || isProgram || (IsEmpty(name) && !content.IsEmpty) || attributes.Exists(attribute => !IsName(attribute.Name) || attribute.Name.StartsWith("on", StringComparison.Ordinal) || attribute.Name is "style" or "srcdoc"))
            {
                throw new System.Diagnostics.UnreachableException($"<{name}> is not made here");
            }

            (Name, Attributes, Content) = (name, attributes, content);
        }

        /// <summary>Its name.</summary>
        public string Name { get; }

        /// <summary>Its attributes.</summary>
        public Seq<(string Name, string Value)> Attributes { get; }

        /// <summary>What it holds.</summary>
        public Seq<Html> Content { get; }

        internal static bool IsEmpty(string name) => Empty.Exists(each => each == name);

        /// Lower-case letters, digits and hyphens, and the capitals of SVG.
        static bool IsName(string name) => name.Length > 0 && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
    }

    /// <summary>Some, one behind the other.</summary>
    public sealed record Fragment(Seq<Html> Parts) : Html;

    /// <summary>Nothing.</summary>
    public static Html Nothing { get; } = new Fragment(default);

    /// <summary>A text is itself.</summary>
    public static implicit operator Html(string words) => new Text(words);

    /// <summary>Some, one behind the other.</summary>
    public static Html Of(Seq<Html> parts) => new Fragment(parts);

    /// <summary>A whole document.</summary>
    public string ToDocument() => "<!DOCTYPE html>\n" + this;

    /// <summary>The markup.</summary>
    public sealed override string ToString()
    {
        var markup = new StringBuilder();
        Write(markup, this);
        return markup.ToString();
    }

    static void Write(StringBuilder markup, Html html)
    {
        switch (html)
        {
            case Text(var words):
                Escape(markup, words);
                break;
            case Fragment(var parts):
                parts.Iter(part => Write(markup, part));
                break;
            case Element element:
                markup.Append('<').Append(element.Name);
                foreach (var (name, value) in element.Attributes)
                {
                    Escape(markup.Append(' ').Append(name).Append("=\""), value);
                    markup.Append('"');
                }

                markup.Append('>');
                element.Content.Iter(part => Write(markup, part));
                if (!Element.IsEmpty(element.Name))
                {
                    markup.Append("</").Append(element.Name).Append('>');
                }

                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// A parser makes line feeds of carriage returns unless they are references; NUL, and what is no character, it would replace.
    static void Escape(StringBuilder markup, string words)
    {
        foreach (var c in Printable.WellFormed(words))
        {
            _ = c switch
            {
                '&' => markup.Append("&amp;"),
                '<' => markup.Append("&lt;"),
                '>' => markup.Append("&gt;"),
                '"' => markup.Append("&quot;"),
                '\'' => markup.Append("&#39;"),
                '\r' => markup.Append("&#13;"),
                '\0' => markup.Append('\ufffd'),
                _ => markup.Append(c),
            };
        }
    }
}
