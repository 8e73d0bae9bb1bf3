namespace Laitos.Domain.Commands.Apps;

/// <summary>A piece of news: plain text on one line each.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description, at most 4000 characters.</param>
/// <param name="At">When it was published or last changed.</param>
sealed record NewsItem(string Title, string Description, Option<Instant> At);
