using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Laitos.Domain.Status.Markup;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Status;

/// <summary>Whatever text is put into HTML comes out of a parser as the same text, and as nothing else.</summary>
public class HtmlLaws
{
    [Property(MaxTest = 300)]
    public bool Text_comes_back_as_it_was(string words) => ComesBack(words ?? "");

    [Property(Arbitrary = [typeof(QueueArbitraries)], MaxTest = 200)]
    public bool Hostile_text_comes_back_as_it_was(HostileText text) => ComesBack(text.Value);

    [TestCase("<script>alert(1)</script>")]
    [TestCase("\" onmouseover=\"alert(1)")]
    [TestCase("' autofocus onfocus='alert(1)")]
    [TestCase("</div></body><img src=x onerror=alert(1)>")]
    [TestCase("<!--")]
    [TestCase("]]>&lt;&amp;lt;&#60;&#x3c;")]
    [TestCase("a\r\nb\rc\nd\0e\u0085\u2028\ufeff")]
    [TestCase("+ADw-script+AD4-")]
    public void Text_that_wants_to_be_markup_is_text(string words) => Assert.That(ComesBack(words));

    [TestCase("script")]
    [TestCase("style")]
    [TestCase("iframe")]
    [TestCase("textarea")]
    [TestCase("Div")]
    [TestCase("a b")]
    [TestCase("")]
    public void An_element_whose_content_is_no_text_cannot_be_made(string name) =>
        Assert.That(() => new Html.Element(name, default, Seqs.Of<Html>("words")), Throws.InstanceOf<System.Diagnostics.UnreachableException>());

    [TestCase("onclick")]
    [TestCase("style")]
    [TestCase("srcdoc")]
    [TestCase("x=y")]
    [TestCase("")]
    public void An_attribute_that_is_a_program_cannot_be_made(string name) =>
        Assert.That(() => new Html.Element("a", Seqs.Of((name, "alert(1)")), default), Throws.InstanceOf<System.Diagnostics.UnreachableException>());

    static bool ComesBack(string words)
    {
        var html = new Html.Element("div", Seqs.Of(("title", words)), Seqs.Of<Html>(new Html.Element("p", default, Seqs.Of<Html>(words)), new Html.Element("hr", default, default)));
        var body = new HtmlParser().ParseDocument(((Html)html).ToDocument()).Body!;
        var (div, expected) = (body.Children.Single(), Printable.WellFormed(words).Replace('\0', '\ufffd'));
        return div.GetAttribute("title") == expected && div.Attributes.Length == 1 && div.Children.Select(child => child.LocalName).SequenceEqual(["p", "hr"]) && div.Children[0].TextContent == expected
            && div.Children[0].ChildNodes.All(node => node is IText) && body.ChildNodes.Length == 1;
    }
}
