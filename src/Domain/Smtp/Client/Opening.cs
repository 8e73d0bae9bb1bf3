namespace Laitos.Domain.Smtp.Client;

/// <summary>What is decided while a connection to the relay is opened.</summary>
public static class Opening
{
    /// <summary>
    /// True for a reply to the greeting or to EHLO upon which no further command makes sense: the relay takes no mail now. Only a 5yz to EHLO may mean
    /// that it knows no more than HELO (RFC 5321 §3.2).
    /// </summary>
    public static bool IsOver(Stage stage, Reply reply) => stage == Stage.Hello && reply.IsTransient;

    /// <summary>
    /// The pause after which the relay is spoken to in clear, if it may be. One that offers TLS and then refuses it, or cannot do the handshake,
    /// is used without where nothing asks for TLS: that is what opportunistic means (RFC 7435 §3).
    /// </summary>
    public static Option<TimeSpan> InClear(RelayPolicy policy, RelayFault fault) =>
        policy is not { Tls: TlsMode.Opportunistic, Verifies: false } ? Option<TimeSpan>.None
        : fault switch
        {
            RelayFault.TlsRefused => TimeSpan.Zero,
            RelayFault.HandshakeFailed or RelayFault.Broken(Stage.Handshake) or RelayFault.Silent(Stage.Handshake) => policy.Timeouts.BeforeClear,
            _ => Option<TimeSpan>.None,
        };

    /// <summary>What an answer other than 2yz means while a connection is being opened.</summary>
    public static RelayFault Refused(Stage stage, Reply reply) => stage switch
    {
        Stage.StartTls => new RelayFault.TlsRefused(reply),
        Stage.Login => new RelayFault.LoginRefused(reply),
        _ => new RelayFault.NotWelcome(reply),
    };
}
