using Laitos.Domain.Commands.Apps;

namespace Laitos.Domain.Commands;

/// <summary>An app, and what a command gives it to do.</summary>
/// <param name="App">The app whose prefix the command begins with.</param>
/// <param name="Argument">What follows the prefix, trimmed.</param>
public sealed record ChosenApp(IApp App, string Argument)
{
    /// <summary>Without the argument, which may hold what nobody should see.</summary>
    public override string ToString() => $"ChosenApp {App.Prefix}";
}

/// <summary>
/// Which app a command is meant for: the one with the longest prefix that the command begins with, letter case ignored. No blank is needed behind the
/// prefix (<c>.elog</c>, <c>.secho hi</c>), but a word that is an order to the environment, <c>.stop</c> for instance, is not taken for something else by
/// its first letter.
/// </summary>
public static class AppChoice
{
    /// The orders of the app <c>.e</c>, now and in laitos: <c>.stop</c> would be <c>.s top</c>, <c>.warn</c> would be <c>.w arn</c>.
    static readonly Seq<string> Orders = Seqs.Of(".info", ".runtime", ".log", ".warn", ".stack", ".tune", ".lock", ".stop", ".kill");

    /// <summary>The app and its argument; none when no prefix fits.</summary>
    public static Option<ChosenApp> Of(Seq<IApp> apps, string command)
    {
        var text = WhiteSpace.Trim(command).ToString();
        var app = Longest(apps.Filter(one => one.Prefix.Length > 0 && text.StartsWith(one.Prefix, StringComparison.OrdinalIgnoreCase)));
        return app.Filter(one => !IsOrder(text) || one.Prefix.Length == WhiteSpace.WordLength(text))
            .Map(one => new ChosenApp(one, WhiteSpace.Trim(text.AsSpan(one.Prefix.Length)).ToString()));
    }

    /// <summary>True when a text begins with a prefix, or with <c>.plt</c>, and nothing or a blank follows it.</summary>
    public static bool BeginsWithPrefix(Seq<IApp> apps, ReadOnlySpan<char> text) => IsPrefix(apps, text[..WhiteSpace.WordLength(text)]);

    /// <summary>True when a word is a prefix or <c>.plt</c>.</summary>
    public static bool IsPrefix(Seq<IApp> apps, ReadOnlySpan<char> word)
    {
        if (word.Equals(PltOverride.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (var app in apps)
        {
            if (word.Equals(app.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    static Option<IApp> Longest(Seq<IApp> apps) =>
        apps.Fold(Option<IApp>.None, (best, app) => best.Exists(one => one.Prefix.Length >= app.Prefix.Length) ? best : Prelude.Some(app));

    static bool IsOrder(string text) =>
        Orders.Exists(order => order.AsSpan().Equals(text.AsSpan(0, WhiteSpace.WordLength(text)), StringComparison.OrdinalIgnoreCase));
}
