using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Server;
using Laitos.Properties.Arbitraries;
using Laitos.Properties.Support;

namespace Laitos.Properties.Smtp;

/// <summary>What holds for a connection across its handshake, and for octets that might be taken for commands.</summary>
public class ConnectionLaws
{
    [Property(Arbitrary = [typeof(SmtpArbitraries)])]
    public bool After_the_handshake_only_the_greeting_is_forgotten(Session session)
    {
        if (session is not Session.AwaitingCommand { Client: var client })
        {
            return true;
        }

        var tls = new TlsState("TLS1.3", "TLS_AES_256_GCM_SHA384");
        return SmtpSession.Advance(SmtpArbitraries.Policy, new Session.StartingTls(client), new SessionInput.TlsStarted(tls)).Next
            == new Session.AwaitingHello(client with { Tls = tls });
    }

    /// RFC 3030 §2: octets follow BDAT whatever it says. A line of which the number is not known must not let them become commands.
    [Property(MaxTest = 300)]
    public bool BDAT_is_a_chunk_or_the_end_of_the_connection(byte[] rest)
    {
        var line = new Octets((byte[])[.. "bDaT"u8, .. rest.Where(octet => octet != '\n')]);
        return CommandParser.Parse(line).Match(Right: command => command is Command.Chunk, Left: error => error is CommandError.BadChunk);
    }

    [TestCase("BDAT 5\u0001")]
    [TestCase("BDATA 5")]
    [TestCase("bdat\t5 ü")]
    public void After_a_chunk_of_unknown_length_the_connection_is_closed(string line)
    {
        var sessionDialogue = new SessionDialogue(SmtpArbitraries.Policy).Connect();
        sessionDialogue.Say(Octets.Utf8($"EHLO client.test\r\n{line}\r\nRSET\r\n"));
        Assert.That((sessionDialogue.IsClosed, sessionDialogue.Replies.Count), Is.EqualTo((true, 3)));
    }

    [Test]
    public void A_status_of_another_class_than_its_code_is_not_written() =>
        Assert.That(new Reply(450, new EnhancedStatus(5, 1, 1), Seqs.Of("busy")).OnTheWire().ToLatin1(), Is.EqualTo("450 busy\r\n"));
}
