namespace Laitos.Domain.Sasl;

/// <summary>What proves to a server who logs in (RFC 4422).</summary>
public abstract record LoginProof
{
    LoginProof() { }

    /// <summary>A password.</summary>
    public sealed record Password(Secret Value) : LoginProof;

    /// <summary>A password in a file, whose line end does not belong to it.</summary>
    public sealed record PasswordFile(string Path) : LoginProof;

    /// <summary>An OAuth 2.0 access token that another program keeps fresh in a file.</summary>
    public sealed record TokenFile(string Path) : LoginProof;

    /// <summary>An OAuth 2.0 access token that a program prints.</summary>
    /// <param name="Command">The program and its arguments; no shell reads them.</param>
    public sealed record TokenCommand(Seq<string> Command) : LoginProof;

    /// <summary>The mechanisms that take a token, the better one in front: OAUTHBEARER (RFC 7628), and XOAUTH2, which came before it.</summary>
    public static Seq<string> TokenMechanisms { get; } = Seqs.Of("OAUTHBEARER", "XOAUTH2");

    /// <summary>True for an access token, false for a password.</summary>
    public bool IsToken => this is TokenFile or TokenCommand;

    /// <summary>The proof that settings name; none where they name none. More than one is a mistake of theirs.</summary>
    public static Option<LoginProof> Of(Option<Secret> password, Option<string> passwordFile, Option<string> tokenFile, Seq<string> tokenCommand) =>
        password.Map(LoginProof (secret) => new Password(secret))
        || passwordFile.Map(LoginProof (path) => new PasswordFile(path))
        || tokenFile.Map(LoginProof (path) => new TokenFile(path))
        || (tokenCommand.IsEmpty ? Option<LoginProof>.None : new TokenCommand(tokenCommand));
}
