namespace Laitos.Domain.Settings;

/// <summary>A mistake in a configuration. It never quotes a secret.</summary>
/// <param name="Path">Where it is: <c>MailDaemon.ForwardTo[1]</c>.</param>
/// <param name="Found">What stands there, escaped and cut.</param>
/// <param name="Expected">What should stand there, and why.</param>
public sealed record SettingProblem(string Path, string Found, string Expected)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: found {Found}, expected {Expected}";
}

/// <summary>Something in a configuration that is accepted, but has no effect that its owner may hope for.</summary>
/// <param name="Text">What, and why.</param>
public sealed record SettingNotice(string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
