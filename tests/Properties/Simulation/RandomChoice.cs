namespace Laitos.Properties.Simulation;

/// <summary>All that is drawn in a world, from one seed.</summary>
sealed class RandomChoice(int seed)
{
    readonly Random random = new(seed);

    /// <summary>True once in so many times; never where that is zero.</summary>
    public bool OneIn(int times) => times > 0 && random.Next(times) == 0;

    public T Of<T>(params T[] choices) => choices[random.Next(choices.Length)];

    public int Below(int limit) => random.Next(limit);

    public double Fraction() => random.NextDouble();

    public TimeSpan Seconds(double least, double most) => TimeSpan.FromMilliseconds(Math.Round(1000 * (least + ((most - least) * random.NextDouble()))));

    public TimeSpan Within(TimeSpan span) => Seconds(0, span.TotalSeconds);
}
