using Laitos.Domain.Dns;
using LanguageExt;

namespace Laitos.Shell.Dns;

/// <summary>The port through which questions reach the DNS.</summary>
public interface IResolver
{
    /// <summary>
    /// The answers to these questions, asked all at once, each of them answered: what is not known at the end of the budget, or when
    /// <paramref name="cancel"/> is cancelled, is <see cref="Answer.Unavailable"/>. Never throws.
    /// </summary>
    Task<Knowledge> Resolve(Seq<Question> questions, TimeSpan budget, CancellationToken cancel);
}
