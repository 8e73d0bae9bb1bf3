using Laitos.Domain.Addresses;

namespace Laitos.Domain.Authentication.Spf;

/// <summary>The results of SPF (RFC 7208 §2.6).</summary>
public enum SpfResult
{
    /// <summary>The domain says nothing, or there is no domain to ask.</summary>
    None,

    /// <summary>The domain says explicitly that it says nothing.</summary>
    Neutral,

    /// <summary>The client may use the domain.</summary>
    Pass,

    /// <summary>The client may not use the domain.</summary>
    Fail,

    /// <summary>The client probably may not use the domain.</summary>
    SoftFail,

    /// <summary>The DNS did not tell; later it may.</summary>
    TempError,

    /// <summary>What the domain publishes cannot be understood, or costs too much.</summary>
    PermError,
}

/// <summary>Which of a client's claims is checked (RFC 7208 §2.3, §2.4).</summary>
public enum SpfIdentity
{
    /// <summary>The name given in EHLO: of the null sender.</summary>
    Helo,

    /// <summary>The reverse-path.</summary>
    MailFrom,
}

/// <summary>What SPF checks: whether a client may use a domain (RFC 7208 §4.1).</summary>
/// <param name="Client">The address of the client.</param>
/// <param name="Identity">Which claim this is.</param>
/// <param name="LocalPart">The local part of the sender; <c>postmaster</c> where it has none.</param>
/// <param name="Domain">The domain of the sender, as the client wrote it.</param>
/// <param name="HelloName">The name given in EHLO, as the client wrote it.</param>
/// <param name="Receiver">The name of this host.</param>
/// <param name="Now">The time, for explanations.</param>
public sealed record SpfRequest(IpAddress Client, SpfIdentity Identity, string LocalPart, string Domain, string HelloName, DomainName Receiver, Instant Now)
{
    const string Postmaster = "postmaster";

    /// <summary>What is checked for a reverse-path: its domain, or that of EHLO for the null sender (§2.4).</summary>
    public static SpfRequest Of(IpAddress client, string helloName, ReversePath reversePath, DomainName receiver, Instant now) => reversePath is ReversePath.Sender(var (local, host))
        ? new SpfRequest(client, SpfIdentity.MailFrom, local.Strict, host.ToString()!, helloName, receiver, now)
        : new SpfRequest(client, SpfIdentity.Helo, Postmaster, helloName, helloName, receiver, now);

    /// <summary>The same for a reverse-path as text, which is empty for the null sender.</summary>
    public static SpfRequest Of(IpAddress client, string helloName, string reversePath, DomainName receiver, Instant now)
    {
        if (reversePath.Length == 0)
        {
            return new SpfRequest(client, SpfIdentity.Helo, Postmaster, helloName, helloName, receiver, now);
        }

        var at = reversePath.LastIndexOf('@');
        return new SpfRequest(client, SpfIdentity.MailFrom, at > 0 ? reversePath[..at] : Postmaster, reversePath[(at + 1)..], helloName, receiver, now);
    }
}

/// <summary>The result of a check, and what it rests on.</summary>
/// <param name="Result">The result.</param>
/// <param name="Domain">The domain whose record decided, in lower case.</param>
/// <param name="Mechanism">The mechanism that matched, by its name; <c>default</c> when none did.</param>
/// <param name="Problem">Why there was an error; empty otherwise.</param>
/// <param name="Explanation">The domain's own words on a fail; empty when it has none. It is a stranger's text: printable ASCII, at most 512 characters.</param>
public sealed record SpfFinding(SpfResult Result, string Domain, string Mechanism, string Problem, string Explanation);
