using Laitos.Domain.Queue;

namespace Laitos.Domain.Status.Web;

/// <summary>What is to be done about a request.</summary>
public abstract record StatusAction
{
    StatusAction() { }

    /// <summary>Tell that the process lives.</summary>
    public sealed record Health : StatusAction;

    /// <summary>Tell whether mail is taken.</summary>
    public sealed record Ready : StatusAction;

    /// <summary>Give the metrics.</summary>
    public sealed record Metrics : StatusAction;

    /// <summary>Give a file of the page that is the same for everybody.</summary>
    public sealed record Asset(StatusAsset File) : StatusAction;

    /// <summary>Show the page.</summary>
    /// <param name="Session">The browser's session.</param>
    /// <param name="IsNew">True when its cookie is to be set.</param>
    /// <param name="View">What of the page.</param>
    public sealed record ShowPage(StatusSession Session, bool IsNew, PageView View) : StatusAction;

    /// <summary>Send what changes on the page, as it changes.</summary>
    public sealed record Stream(StatusSession Session, PageView View) : StatusAction;

    /// <summary>Ask whether something shall be done with a mail in the queue.</summary>
    public sealed record Ask(StatusSession Session, bool IsNew, QueueRequest Request, string Id) : StatusAction;

    /// <summary>Do it.</summary>
    public sealed record Change(QueueRequest Request, string Id) : StatusAction;

    /// <summary>Ask for the password.</summary>
    public sealed record AskPassword : StatusAction;

    /// <summary>The password was wrong.</summary>
    public sealed record WrongPassword : StatusAction;

    /// <summary>Too many passwords were wrong: none is looked at before a time.</summary>
    public sealed record TooManyPasswords(Instant Until) : StatusAction;

    /// <summary>The password was right.</summary>
    public sealed record LetIn(StatusSession Session) : StatusAction;

    /// <summary>Forget the session.</summary>
    public sealed record LetOut : StatusAction;

    /// <summary>Ask a program for the password (RFC 7617).</summary>
    public sealed record Challenge : StatusAction;

    /// <summary>Refuse the request.</summary>
    /// <param name="Status">The status of HTTP.</param>
    /// <param name="Reason">Why, for a person.</param>
    public sealed record Refuse(int Status, string Reason) : StatusAction;
}

/// <summary>A file of the page.</summary>
public enum StatusAsset
{
    /// <summary>The style sheet.</summary>
    Style,

    /// <summary>The script.</summary>
    Script,

    /// <summary>The icon.</summary>
    Icon,
}

/// <summary>What of the page is shown.</summary>
/// <param name="Search">What decisions are looked for; empty for the latest.</param>
/// <param name="Asked">What the daemon was asked to do with which mail a moment ago.</param>
public sealed record PageView(string Search, Option<(QueueRequest Request, string Id)> Asked)
{
    /// <summary>The most characters of a search.</summary>
    public const int LongestSearch = 320;

    /// <summary>The view of a query.</summary>
    public static PageView Of(FormFields query) => new(
        query.Find("q").Map(text => text.Trim()).Map(text => text.Length <= LongestSearch ? text : text[..LongestSearch]).IfNone(""), MailRequest(query, "done"));

    /// <summary>What fields ask to be done with a mail; none where they are not well formed.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="name">The name of the one that holds the verb.</param>
    public static Option<(QueueRequest Request, string Id)> MailRequest(FormFields fields, string name) =>
        from verb in fields.Find(name)
        from request in QueueRequests.Parse(verb).ToOption()
        from id in fields.Find("id")
        where IsId(id)
        select (request, id);

    static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(char.IsAsciiLetterOrDigit);
}
