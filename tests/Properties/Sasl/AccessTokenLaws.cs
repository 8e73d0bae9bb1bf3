using Laitos.Domain.Sasl;

namespace Laitos.Properties.Sasl;

/// <summary>OAuth 2.0 access tokens as programs print them.</summary>
public class AccessTokenLaws
{
    static readonly Instant Noon = new(1_000_000_000_000);

    [TestCase("ya29.abc-_~+/=\n", "ya29.abc-_~+/=", null)]
    [TestCase("{\"access_token\": \"abc\", \"token_type\": \"Bearer\", \"expires_in\": 3600}", "abc", 3600)]
    [TestCase("{\"access_token\": \"abc\"}", "abc", null)]
    [TestCase("{\"access_token\": \"abc\", \"expires_in\": -5}", "abc", null)]
    public void What_is_taken(string text, string token, int? seconds) => Assert.That(
        AccessToken.Parse(text, Noon),
        Is.EqualTo((Either<string, AccessToken>)new AccessToken(new Secret(token), seconds is { } time ? Noon + TimeSpan.FromSeconds(time) : Option<Instant>.None)));

    [TestCase("")]
    [TestCase("two words")]
    [TestCase("a\nb")]
    [TestCase("{\"token\": \"abc\"}")]
    [TestCase("{\"access_token\": 1}")]
    [TestCase("{\"access_token\": \"a b\"}")]
    [TestCase("{broken")]
    public void What_is_not_and_is_not_shown(string text) =>
        Assert.That(AccessToken.Parse(text, Noon).Match(Right: _ => "taken", Left: reason => reason), Does.Contain("printed").And.Not.Contain("abc"));

    [Property]
    public bool Reading_never_throws(string text) => AccessToken.Parse(text ?? "", Noon) is var read && (read.IsLeft || read.IsRight);

    [TestCase(3600, 3500, true)]
    [TestCase(3600, 3541, false)]
    [TestCase(3600, 4000, false)]
    public void A_token_is_used_until_a_minute_before_its_end(int lifetime, int age, bool fresh) => Assert.That(
        new AccessToken(new Secret("abc"), Noon + TimeSpan.FromSeconds(lifetime)).IsFresh(Noon + TimeSpan.FromSeconds(age)), Is.EqualTo(fresh));
}
