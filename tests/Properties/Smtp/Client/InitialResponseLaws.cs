using System.Text;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Properties.Smtp.Client;

/// <summary>No command line with a password in it is longer than a server must take.</summary>
public class InitialResponseLaws
{
    [Property(MaxTest = 200)]
    public bool A_response_of_PLAIN_stands_in_the_command_if_and_only_if_the_line_has_no_more_than_512_octets(ushort user, ushort password, bool isWide)
    {
        var (name, secret) = (new string('u', user % 300), new Secret(new string(isWide ? 'ü' : 'p', 1 + (password % 400))));
        var line = $"AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0{secret.Reveal()}"))}\r\n";
        return InitialResponse.StandsInCommand("PLAIN", name, secret) == (line.Length <= 512);
    }

    [Property(MaxTest = 100)]
    public bool The_length_of_a_command_is_that_of_its_line(ushort octets) =>
        InitialResponse.CommandOctets("OAUTHBEARER", octets % 5000) == $"AUTH OAUTHBEARER {Convert.ToBase64String(new byte[octets % 5000])}\r\n".Length;

    [TestCase("XOAUTH2")]
    [TestCase("OAUTHBEARER")]
    [TestCase("SCRAM-SHA-256")]
    public void Other_mechanisms_say_it_at_once(string mechanism) => Assert.That(InitialResponse.StandsInCommand(mechanism, "me", new Secret(new string('t', 3000))));
}
