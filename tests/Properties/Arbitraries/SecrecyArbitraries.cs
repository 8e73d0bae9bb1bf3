namespace Laitos.Properties.Arbitraries;

/// <summary>A secret and the part of it that is looked for: letters and digits, so that no way of writing it down changes them.</summary>
public sealed record PlantedSecret(string Text, string Core);

/// <summary>A mail with a command, and where secrets stand in it.</summary>
/// <param name="MimeWrapping">How the mail is written.</param>
/// <param name="Password">What entitles.</param>
/// <param name="Way">Password, codes or shortcut.</param>
/// <param name="Errand">Which command.</param>
/// <param name="Subject">What the subject shows.</param>
/// <param name="Treatment">What becomes of the mail.</param>
/// <param name="Outcome">How the app fares.</param>
public sealed record SecretCase(MimeWrapping MimeWrapping, PlantedSecret Password, int Way, int Errand, int Subject, int Treatment, int Outcome);

public static class SecrecyArbitraries
{
    static readonly PlantedSecret[] Passwords =
    [
        new("Qz7Kwx9Pm", "Qz7Kwx9Pm"), new("ÄrgerQz7Kwx9Pmüß", "Qz7Kwx9Pm"), new("open the Qz7Kwx9Pm gate", "Qz7Kwx9Pm"), new("(.*)+[^Qz7Kwx9Pm]$\\d|", "Qz7Kwx9Pm"),
        new("\"Qz7Kwx9Pm\"'; <b>&amp;", "Qz7Kwx9Pm"), new("=41Qz7Kwx9Pm=3D%s{0}", "Qz7Kwx9Pm"), new(".s.Qz7Kwx9Pm", "Qz7Kwx9Pm"), new("QZWKPLMQZWKXPLMQ", "QZWKPLMQZWKXPLMQ"), new("字😀Qz7Kwx9Pm", "Qz7Kwx9Pm"),
    ];

    public static Arbitrary<SecretCase> SecretCases() => (
        from wrapped in MimeArbitraries.AllWrapped().Generator
        from password in Gen.Elements(Passwords)
        from way in Gen.Choose(0, 3)
        from errand in Gen.Choose(0, 8)
        from subject in Gen.Choose(0, 30)
        from treatment in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Constant(1)), (1, Gen.Constant(2)))
        from outcome in Gen.Choose(0, 2)
        select new SecretCase(password.Text.All(char.IsAscii) ? wrapped.MimeWrapping : wrapped.MimeWrapping with { Charset = "utf-8" }, password, way, errand, subject, treatment, outcome)).ToArbitrary();
}
