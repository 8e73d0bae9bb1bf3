using System.Globalization;

namespace Laitos.Domain.Commands.Apps;

/// <summary><c>.r skip count</c>: the latest news of all sources together, newest first, a line <c>title-description</c> each; those without a date come last.</summary>
/// <param name="Sources">Where the news are, RSS or Atom.</param>
sealed record NewsApp(Seq<WebAddress> Sources) : IApp
{
    const int StandardCount = 10;
    const int MaxCount = 1000;
    const int MaxOctets = 4 << 20;
    const string Accepted = "application/rss+xml, application/atom+xml, application/xml, text/xml, */*";

    /// <inheritdoc/>
    public string Prefix => ".r";

    /// <inheritdoc/>
    public bool IsSecret => false;

    /// <inheritdoc/>
    public Either<string, AppRequest> Ask(string argument) =>
        Sources.IsEmpty ? Answers.NotSetUp("Features.RSS.Sources")
        : Range(argument).Match(
            _ => Prelude.Right<string, AppRequest>(new AppRequest.Fetch(Sources, Accepted, MaxOctets)),
            () => $"expected: skip count, two numbers up to {MaxCount}");

    /// <inheritdoc/>
    public CommandResult Conclude(string argument, AppResponse response, Instant now) =>
        response is AppResponse.Fetched(var documents) ? Digest(argument, documents.Map(each => each.Bind(NewsFeed.Parse))) : Answers.Otherwise(response);

    /// A source that fails is left out as long as another one has answered.
    CommandResult Digest(string argument, Seq<Either<string, Seq<NewsItem>>> feeds)
    {
        if (!feeds.Exists(feed => feed.IsRight))
        {
            return CommandResult.Failed("no source of news could be read: " + string.Join("; ", Sources.AsEnumerable().Zip(feeds.AsEnumerable(), Trouble)));
        }

        var (skip, count) = Range(argument).IfNone((0, StandardCount));
        var lines = feeds.SelectEach(feed => feed.IfLeft(Seqs.Of<NewsItem>())).AsEnumerable()
            .OrderByDescending(item => item.At.Map(at => at.UnixMilliseconds).IfNone(long.MinValue)).Skip(skip).Take(count);
        return CommandResult.Ok(string.Concat(lines.Select(item => $"{item.Title}-{item.Description}\n")));
    }

    static string Trouble(WebAddress source, Either<string, Seq<NewsItem>> feed) => $"{source.Place}: {feed.Match(_ => "", reason => reason)}";

    static Option<(int Skip, int Count)> Range(string argument)
    {
        var (skip, count) = WordSplitter.Split(argument);
        return Number(skip, 0).Bind(first => Number(count, StandardCount).Map(many => (first, many)));
    }

    static Option<int> Number(string text, int standard) =>
        text.Length == 0 ? standard
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxCount ? number
        : Option<int>.None;
}
