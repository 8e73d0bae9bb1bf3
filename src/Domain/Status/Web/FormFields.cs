namespace Laitos.Domain.Status.Web;

/// <summary>The fields of a form or of a query: <c>application/x-www-form-urlencoded</c> of the URL standard.</summary>
/// <param name="Items">Names and values, decoded, in their order.</param>
public sealed record FormFields(Seq<(string Name, string Value)> Items)
{
    /// <summary>The most fields that are read; those behind them are left out.</summary>
    public const int Most = 20;

    /// <summary>The fields of a text. Never fails: what is not well encoded stands for itself.</summary>
    public static FormFields Parse(string text) => new(text.TrimStart('?').Split('&', Most + 1).Take(Most).Where(pair => pair.Length > 0)
        .Select(pair => pair.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? (Decode(pair[..at]), Decode(pair[(at + 1)..])) : (Decode(pair), "")).Gather());

    /// <summary>The text that <see cref="Parse"/> reads back.</summary>
    public override string ToString() => string.Join('&', Items.Map(item => $"{Encode(item.Name)}={Encode(item.Value)}"));

    /// <summary>The value of a field; none where it is missing.</summary>
    public Option<string> Find(string name) => Items.Find(item => item.Name == name).Map(item => item.Value);

    /// <summary>A text as it stands in a query.</summary>
    public static string Encode(string text) => Uri.EscapeDataString(Printable.WellFormed(text));

    static string Decode(string text) => Printable.WellFormed(Uri.UnescapeDataString(text.Replace('+', ' ')));
}
