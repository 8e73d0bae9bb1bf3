namespace Laitos.Domain.Dns;

/// <summary>What a response says about itself (RFC 1035 §4.1.1 RCODE, extended to 12 bits by RFC 6891 §6.1.3).</summary>
public enum ResponseCode
{
    /// <summary>No error: the answer section holds what there is.</summary>
    NoError = 0,

    /// <summary>FORMERR: the server did not understand the query, perhaps its EDNS part.</summary>
    FormatError = 1,

    /// <summary>SERVFAIL: the server could not find out.</summary>
    ServerFailure = 2,

    /// <summary>NXDOMAIN: the name does not exist.</summary>
    NameError = 3,

    /// <summary>NOTIMP: the server does not do this.</summary>
    NotImplemented = 4,

    /// <summary>REFUSED: the server does not want to.</summary>
    Refused = 5,

    /// <summary>BADVERS: the server does not know this version of EDNS (RFC 6891 §6.1.3).</summary>
    BadVersion = 16,
}
