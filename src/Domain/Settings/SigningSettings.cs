using Laitos.Domain.Addresses;

namespace Laitos.Domain.Settings;

/// <summary>The section <c>MailClient.Signing</c>: who signs what we change or compose (RFC 6376).</summary>
/// <param name="Domain">The domain that signs.</param>
/// <param name="Selector">The name of its key among those of the domain.</param>
/// <param name="KeyFile">The PEM file of the private key.</param>
public sealed record SigningSettings(Option<DomainName> Domain, Option<string> Selector, Option<string> KeyFile)
{
    /// <summary>True when what is forwarded is sealed, too (RFC 8617): <c>ArcSeal</c>.</summary>
    public bool ArcSeal { get; init; }

    /// <summary>Nothing is signed.</summary>
    public static SigningSettings None { get; } = new(default, default, default);

    /// <summary>True when mail is signed.</summary>
    public bool IsOn => Domain.IsSome && Selector.IsSome && KeyFile.IsSome;
}

/// <summary>The keys of that section.</summary>
static class SigningKeys
{
    internal static Seq<SettingKey<SigningSettings>> Table { get; } = Seqs.Of(
        SettingKey.Maybe("Domain", SettingFormats.Domain, (SigningSettings s) => s.Domain, (s, v) => s with { Domain = v }),
        SettingKey.Maybe("Selector", SettingFormats.Words, (SigningSettings s) => s.Selector, (s, v) => s with { Selector = v }),
        SettingKey.Maybe("KeyFile", SettingFormats.Words, (SigningSettings s) => s.KeyFile, (s, v) => s with { KeyFile = v }),
        SettingKey.Of("ArcSeal", SettingFormats.Flag, (SigningSettings s) => s.ArcSeal, (s, v) => s with { ArcSeal = v }));

    /// <summary>Each mistake that no single key shows, and the keys that it follows from.</summary>
    internal static IEnumerable<(SettingProblem Problem, Seq<string> RestsOn)> Mistakes(SigningSettings signing)
    {
        var given = Seqs.Of(("Domain", signing.Domain.IsSome), ("Selector", signing.Selector.IsSome), ("KeyFile", signing.KeyFile.IsSome));
        return signing.ArcSeal || given.Exists(key => key.Item2)
            ? given.AsEnumerable().Where(key => !key.Item2).Select(key => (
                new SettingProblem($"MailClient.Signing.{key.Item1}", "nothing", "a value, because the other keys of MailClient.Signing are given"),
                Seqs.Of("MailClient.Signing")))
            : [];
    }
}
