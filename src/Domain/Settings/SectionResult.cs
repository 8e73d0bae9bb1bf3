namespace Laitos.Domain.Settings;

/// <summary>A section as far as it could be read: what was wrong keeps the value of the seed, so that the rest can still be checked.</summary>
/// <param name="Section">The section; of use only where there are no problems with the keys in question.</param>
/// <param name="Problems">What was wrong, in the order of the table of keys.</param>
sealed record SectionResult<S>(S Section, Seq<SettingProblem> Problems)
{
    /// <summary>The section when nothing was wrong.</summary>
    internal Validation<SettingProblem, S> Whole => Problems.IsEmpty ? Settings.SettingProblems.None(Section) : Validation<SettingProblem, S>.Fail(Problems);
}
