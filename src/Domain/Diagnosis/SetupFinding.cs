namespace Laitos.Domain.Diagnosis;

/// <summary>How a check of the set-up came out, from harmless to grave.</summary>
public enum Mark
{
    /// <summary>It is as it should be, as far as this machine can see.</summary>
    Good,

    /// <summary>It cannot be seen from here, and nothing is guessed.</summary>
    Unknown,

    /// <summary>It works, but not as well as it could, or not for everybody.</summary>
    Warning,

    /// <summary>Something will not work.</summary>
    Error,
}

/// <summary>What a check came to.</summary>
/// <param name="Mark">How it came out.</param>
/// <param name="What">What was found, in one line.</param>
/// <param name="Cure">What to do about it, in one line; empty for a good one alone.</param>
public sealed record Judgement(Mark Mark, string What, string Cure)
{
    /// <summary>The most characters of what was found, and of the cure.</summary>
    public const int MostCharacters = 600;

    /// <summary>What it rests on.</summary>
    public Seq<LogFact> Facts { get; init; }

    /// <summary>It is as it should be.</summary>
    public static Judgement Good(string what, params ReadOnlySpan<LogFact> facts) => Of(Mark.Good, what, "", facts);

    /// <summary>It cannot be seen from here.</summary>
    public static Judgement Unknown(string what, string cure, params ReadOnlySpan<LogFact> facts) => Of(Mark.Unknown, what, cure, facts);

    /// <summary>It could be better.</summary>
    public static Judgement Warning(string what, string cure, params ReadOnlySpan<LogFact> facts) => Of(Mark.Warning, what, cure, facts);

    /// <summary>It will not work.</summary>
    public static Judgement Error(string what, string cure, params ReadOnlySpan<LogFact> facts) => Of(Mark.Error, what, cure, facts);

    /// <summary>Several judgements of one thing as one: the gravest mark, and everything that was found and helps.</summary>
    /// <param name="parts">At least one.</param>
    public static Judgement Joined(Seq<Judgement> parts) => new(
        parts.Fold(Mark.Good, (gravest, part) => part.Mark > gravest ? part.Mark : gravest),
        Line(string.Join("; ", parts.Map(part => part.What))),
        Line(string.Join("; ", parts.AsEnumerable().Select(part => part.Cure).Where(cure => cure.Length > 0).Distinct())))
    { Facts = parts.SelectEach(part => part.Facts) };

    /// <summary>The same without the secrets.</summary>
    public Judgement Without(Redaction redaction) => this with
    {
        What = redaction.Apply(What),
        Cure = redaction.Apply(Cure),
        Facts = Facts.Map(fact => fact with { Value = fact.Value.Map(redaction.Apply) }),
    };

    static Judgement Of(Mark mark, string what, string cure, ReadOnlySpan<LogFact> facts) => new(mark, Line(what), Line(cure)) { Facts = Seqs.Of(facts) };

    /// Words of strangers are in it.
    static string Line(string text) => Printable.Excerpt(text, MostCharacters);
}

/// <summary>One line of the report.</summary>
/// <param name="Check">The name of the check: <c>mx</c>, <c>spf</c>, <c>relay-tls</c> …</param>
/// <param name="Subject">What it is about: a domain, a list, a file. Empty where there is only one.</param>
/// <param name="Judgement">What it came to.</param>
public sealed record SetupFinding(string Check, string Subject, Judgement Judgement);
