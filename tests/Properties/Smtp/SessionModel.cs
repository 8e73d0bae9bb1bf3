using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp;

/// <summary>Whole conversations against a model that is as naive as it can be: a few flags and counters, and the code that each line should get.</summary>
public class SessionModel
{
    static readonly string[] Lines =
    [
        "EHLO client.test", "HELO client.test", "MAIL FROM:<a@sender.test>", "MAIL FROM:<a@sender.test>", "MAIL FROM:<a@sender.test> SIZE=1001",
        "RCPT TO:<a@example.com>", "RCPT TO:<A@example.com>", "RCPT TO:<a@EXAMPLE.COM>", "RCPT TO:<b@example.com>", "RCPT TO:<postmaster>", "RCPT TO:<x@elsewhere.test>",
        "DATA", "DATA", "BDAT 10", "BDAT 10 LAST", "BDAT 991", "RSET", "NOOP", "FOO", "STARTTLS", "VRFY x", "EXPN x",
    ];

    bool greeted;
    bool encrypted;
    bool mail;
    bool chunks;
    int size;
    int commands;
    int named;
    int faults;
    readonly System.Collections.Generic.HashSet<string> recipients = [];

    [Property(MaxTest = 300)]
    public Property The_machine_gives_the_codes_of_the_model() =>
        Prop.ForAll(Gen.Frequency((1, Gen.Elements(Lines)), (2, Gen.Elements(Lines[2], Lines[5], Lines[8], "BDAT 10", "DATA"))).ListOf(60).ToArbitrary(), lines =>
        {
            var model = new SessionModel();
            var sessionDialogue = new SessionDialogue(SmtpArbitraries.Policy).Connect();
            foreach (var line in lines.Prepend("EHLO client.test"))
            {
                var expected = model.Hear(line);
                var octets = line.StartsWith("BDAT") ? new string('x', int.Parse(line.Split(' ')[1])) : "";
                var codes = sessionDialogue.Say(Octets.Latin1($"{line}\r\n{octets}")).Select(reply => reply.Code).ToList();
                if (codes is [354])
                {
                    codes.AddRange(sessionDialogue.Say(Octets.Latin1("mail\r\n.\r\n")).Select(reply => reply.Code));
                }

                if (!codes.SequenceEqual(expected))
                {
                    return false.Label($"{line}: expected {string.Join(' ', expected)}, got {string.Join(' ', codes)}");
                }

                if (expected[^1] == 421)
                {
                    return sessionDialogue.IsClosed.ToProperty();
                }
            }

            return true.ToProperty();
        });

    int[] Hear(string line)
    {
        if (commands++ == 30)
        {
            return [421];
        }

        var verb = line.Split(' ')[0];
        var code = verb switch
        {
            "EHLO" or "HELO" => Greet(),
            "NOOP" => 250,
            "VRFY" => 252,
            "EXPN" => 502,
            "FOO" => 500,
            "RSET" => Over(250),
            "BDAT" => !greeted || !mail ? 503 : recipients.Count == 0 ? 554 : Chunk(int.Parse(line.Split(' ')[1]), line.EndsWith("LAST")),
            "STARTTLS" when encrypted => 503,
            _ when !greeted => 503,
            "STARTTLS" => StartTls(),
            _ when chunks => 503,
            "MAIL" when mail => 503,
            "MAIL" => line.Contains("1001") ? 552 : Begin(),
            _ when !mail => 503,
            "RCPT" => Add(line[9..^1]),
            _ => recipients.Count == 0 ? 554 : 354,
        };
        // 552 is the fault of the mail and 550 and 452 that of the recipient, not of the command.
        if (code is 500 or 502 or 503 or 554 && faults++ == 5)
        {
            return [421];
        }

        return code == 354 ? [354, Submit()] : [code];
    }

    int Greet()
    {
        greeted = true;
        return Over(250);
    }

    int Begin()
    {
        mail = true;
        named = 0;
        return 250;
    }

    int StartTls()
    {
        (greeted, encrypted) = (false, true);
        return Over(220);
    }

    int Add(string recipient)
    {
        if (named++ < 30)
        {
            commands--;
        }

        var (local, domain) = recipient.Split('@') is [var left, var right] ? (left, right.ToLowerInvariant()) : (recipient, "");
        if (domain == "elsewhere.test")
        {
            return 550;
        }

        return recipients.Contains(local + domain) ? 250 : recipients.Count == 3 ? 452 : recipients.Add(local + domain) ? 250 : 0;
    }

    int Chunk(int octets, bool last)
    {
        size += octets;
        chunks = true;
        // A header section may have 300 octets, a mail 1000.
        return size > 300 ? Over(552) : last ? Submit() : 250;
    }

    int Submit()
    {
        commands = 0;
        return Over(250);
    }

    int Over(int code)
    {
        (mail, chunks, size) = (false, false, 0);
        recipients.Clear();
        return code;
    }
}
