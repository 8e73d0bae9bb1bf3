using Laitos.Domain.Status.Markup;

namespace Laitos.Domain.Status.Page;

/// <summary>What all pages have around them.</summary>
static class PageFrame
{
    /// How often a browser without scripts loads the page again, in seconds.
    const string Refresh = "60";

    internal static Html Of(string hostname, bool isLive, Option<string> logOut, params ReadOnlySpan<Html> content) => Tag.Of(
        "html", [("lang", "en")],
        Tag.Of(
            "head",
            Tag.Of("meta", [("charset", "utf-8")]),
            Tag.Of("title", $"laitos · {hostname}"),
            Tag.Of("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
            Tag.Of("meta", [("name", "color-scheme"), ("content", "light dark")]),
            Tag.Of("link", [("rel", "icon"), ("href", "/icon.svg")]),
            Tag.Of("link", [("rel", "stylesheet"), ("href", "/status.css")]),
            isLive ? Tag.Of("script", [("src", "/status.js"), ("defer", "")]) : Html.Nothing,
            isLive ? Tag.Of("noscript", Tag.Of("meta", [("http-equiv", "refresh"), ("content", Refresh)])) : Html.Nothing),
        Tag.Of(
            "body",
            Tag.Of("a", [("class", "skip"), ("href", "#content")], "Skip to the content"),
            Tag.Of(
                "header",
                Tag.Of("h1", Tag.Of("a", [("href", "/")], "laitos"), " ", Tag.Class("span", "host", hostname)),
                isLive ? Tag.Of("span", [("id", "live"), ("role", "status")]) : Html.Nothing,
                logOut.Match(token => Tag.Of("form", [("action", "/logout"), ("method", "post")], Hidden("token", token), Tag.Of("button", [("type", "submit")], "Log out")), () => Html.Nothing)),
            new Html.Element("main", Seqs.Of(("id", "content")), Seqs.Of(content))));

    /// <summary>A field of a form that nobody sees.</summary>
    internal static Html Hidden(string name, string value) => Tag.Of("input", [("type", "hidden"), ("name", name), ("value", value)]);
}
