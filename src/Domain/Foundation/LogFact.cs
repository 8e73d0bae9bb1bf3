using System.Globalization;

namespace Laitos.Domain.Foundation;

/// <summary>A name and what is told under it. Several facts of a line may have one name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; it may come from the wire, and is escaped when it is rendered.</param>
public readonly record struct LogFact(string Name, LogValue Value)
{
    /// <summary>A fact in words.</summary>
    public static implicit operator LogFact((string Name, string Value) fact) => new(fact.Name, new LogValue.Text(fact.Value));

    /// <summary>A fact that is a number.</summary>
    public static implicit operator LogFact((string Name, long Value) fact) => new(fact.Name, new LogValue.Number(fact.Value));

    /// <summary>A fact that is a list.</summary>
    public static implicit operator LogFact((string Name, Seq<string> Value) fact) => new(fact.Name, new LogValue.List(fact.Value));

    /// <summary>A fact that is a duration.</summary>
    public static implicit operator LogFact((string Name, TimeSpan Value) fact) => new(fact.Name, new LogValue.Duration(fact.Value));
}

/// <summary>What a fact of the log says.</summary>
public abstract record LogValue
{
    LogValue() { }

    /// <summary>Words.</summary>
    public sealed record Text(string Words) : LogValue
    {
        /// <inheritdoc/>
        public override string ToString() => Words;
    }

    /// <summary>A count, or octets.</summary>
    public sealed record Number(long Value) : LogValue
    {
        /// <inheritdoc/>
        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A duration; in JSON a number of milliseconds.</summary>
    public sealed record Duration(TimeSpan Value) : LogValue
    {
        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value.TotalMilliseconds:0}ms");
    }

    /// <summary>Several of a kind.</summary>
    public sealed record List(Seq<string> Items) : LogValue
    {
        /// <inheritdoc/>
        public override string ToString() => Items.Count == 1 ? Items[0] : string.Join(",", Items);
    }

    /// <summary>The same with its words changed.</summary>
    public LogValue Map(Func<string, string> change) => this switch
    {
        Text(var words) => change(words) is var changed && ReferenceEquals(changed, words) ? this : new Text(changed),
        List(var items) => new List(items.MapStrict(change)),
        _ => this,
    };
}
