namespace Laitos.Domain.Commands.Apps;

/// <summary>A request over HTTP to a service that knows the owner: GET, or POST where there is a form. It is made once, and follows no redirection.</summary>
/// <param name="Address">Where to, without what is secret.</param>
/// <param name="Form">What is posted, by name; empty for GET.</param>
/// <param name="Credential">What proves who asks; added when the request is made.</param>
public sealed record HttpCall(WebAddress Address, Seq<(string Name, string Value)> Form, HttpCredential Credential);

/// <summary>How a request says who asks.</summary>
public abstract record HttpCredential
{
    HttpCredential() { }

    /// <summary>By a user and a password (RFC 7617).</summary>
    public sealed record Basic(string User, SecretSource Password) : HttpCredential;

    /// <summary>By a parameter in the query.</summary>
    public sealed record Parameter(string Name, SecretSource Value) : HttpCredential;
}

/// <summary>Where a secret of the owner is.</summary>
public abstract record SecretSource
{
    SecretSource() { }

    /// <summary>In the configuration.</summary>
    public sealed record Given(Secret Value) : SecretSource;

    /// <summary>In a file, which is read each time; line ends behind it do not count.</summary>
    public sealed record InFile(string Path) : SecretSource;

    /// <summary>The one that is given; none without either.</summary>
    public static Option<SecretSource> Of(Option<Secret> value, Option<string> path) =>
        value.Map(SecretSource (secret) => new Given(secret)) || path.Map(SecretSource (file) => new InFile(file));
}
