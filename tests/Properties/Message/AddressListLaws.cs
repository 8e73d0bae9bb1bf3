using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Message;

/// <summary>Addresses are read for what they mean, wherever they stand.</summary>
public class AddressListLaws
{
    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 1000)]
    public Property A_field_means_what_it_was_written_to_mean(WrittenField field)
    {
        var read = Read(field.Octets).Select(entry => new Mailboxed(entry.DisplayName, entry.Local, entry.Domain)).ToArray();
        return read.SequenceEqual(field.Meaning).Label($"{Printable.Escape(field.Body)}\nread  {string.Join("; ", (object[])read)}\nmeant {string.Join("; ", (object[])field.Meaning)}");
    }

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool The_place_of_a_domain_is_where_it_stands(WrittenField field) =>
        Read(field.Octets).All(entry => field.Octets.Slice(entry.DomainPlace.Start, entry.DomainPlace.Length).ToUtf8() == entry.Domain);

    [Property(Arbitrary = [typeof(MessageArbitraries)], MaxTest = 500)]
    public bool Refolding_changes_nothing(WrittenField field)
    {
        var refolded = Octets.Utf8(field.Body.TrimEnd().Replace("\r\n", "", StringComparison.Ordinal).Replace(" ", "\r\n ", StringComparison.Ordinal));
        return Meaning(refolded).SequenceEqual(Meaning(field.Octets));
    }

    [Property(MaxTest = 500)]
    public bool Any_octets_are_read_without_harm(byte[] octets)
    {
        var body = Octets.Copy(octets);
        return Read(body).All(entry => entry.DomainPlace.Length > 0 && entry.DomainPlace.End <= octets.Length && entry.Start < entry.DomainPlace.Start);
    }

    /// <summary>Every special in every order, which random octets hardly reach.</summary>
    [Property(MaxTest = 1000)]
    public bool Any_order_of_tokens_is_read_without_harm(int[] picks)
    {
        string[] tokens = ["a", "b.c", "@", "<", ">", ",", ";", ":", ".", "\"", "\"q\"", "(", ")", "(c)", "[", "]", "[1.2.3.4]", "\\", " ", "\r\n ", "=?utf-8?q?x?=", "\xe9"];
        var body = Octets.Latin1(string.Concat(picks.Select(pick => tokens[(int)((uint)pick % tokens.Length)])));
        var entries = Read(body);
        return entries.All(entry => entry.DomainPlace.End <= body.Length && entry.Start < entry.DomainPlace.Start && (entry.Mailbox.IsNone || entry.Domain.Length > 0))
            && entries.Zip(entries.Skip(1)).All(pair => pair.Item1.DomainPlace.End <= pair.Item2.DomainPlace.Start);
    }

    [TestCase("\"a@b x\"@c.example", "a@b x|c.example")]
    [TestCase("\"evil@evil.example\" <alice@good.example>", "alice|good.example")]
    [TestCase("evil@evil.example <alice@good.example>", "alice|good.example")]
    [TestCase("=?utf-8?q?evil=40evil.example?= <alice@good.example>", "alice|good.example")]
    [TestCase("=?utf-8?q?evil=40evil.example?=", "")]
    [TestCase("=?utf-8?q?evil=40evil.example=3C?= (x@y.example)", "")]
    [TestCase("(alice@comment.example) bob@good.example", "bob|good.example")]
    [TestCase("alice (c) @ (d (e)) good . example", "alice|good.example")]
    [TestCase("<@relay.example,@b.example:alice@good.example>", "alice|good.example")]
    [TestCase("Smith, J. <j@s.example>", "j|s.example")]
    [TestCase("alice@a.example bob@b.example", "alice|a.example bob|b.example")]
    [TestCase("Alice alice@a.example", "alice|a.example")]
    [TestCase("a@b@c.example", "a|b b|c.example")]
    [TestCase("<a@a.example", "a|a.example")]
    [TestCase("<a@a.example, b@b.example>", "a|a.example b|b.example")]
    [TestCase("<a@a.example <b@b.example>", "a|a.example b|b.example")]
    [TestCase("a@a.example <>", "a|a.example")]
    [TestCase("\"unclosed <a@a.example>", "a|a.example")]
    [TestCase("a@a.example (unclosed", "a|a.example")]
    [TestCase("undisclosed-recipients:;", "")]
    [TestCase("mailto:a@a.example", "a|a.example")]
    [TestCase("<mailto:a@a.example>", "a|a.example")]
    [TestCase(".a..b.@a.example", ".a..b.|a.example")]
    [TestCase("a@a.example.", "a|a.example.")]
    [TestCase("a@ [192.0.2.1] (x)", "a|[192.0.2.1]")]
    [TestCase("[a@a.example, b@b.example] <c@c.example>", "[a|a.example c|c.example")]
    [TestCase("@", "")]
    [TestCase("a@", "")]
    [TestCase("@b.example", "")]
    [TestCase("", "")]
    [TestCase("alice", "")]
    public void What_real_mail_has(string body, string expected) =>
        Assert.That(string.Join(' ', Read(Octets.Latin1(body)).Select(entry => $"{entry.Local}|{entry.Domain}")), Is.EqualTo(expected));

    [TestCase("alice@a.example (Alice Smith)", "Alice Smith")]
    [TestCase("Alice alice@a.example", "Alice")]
    [TestCase("=?utf-8?q?=E5=AD=97?= <a@a.example>", "字")]
    [TestCase("=?utf-8?b?5a0=?= =?utf-8?b?lw==?= <a@a.example>", "字")]
    [TestCase("\xe5\xad\x97 <a@a.example>", "字")]
    [TestCase("Andr\xe9 <a@a.example>", "André")]
    public void A_mailbox_has_a_name(string body, string name) => Assert.That(Read(Octets.Latin1(body))[0].DisplayName, Is.EqualTo(name));

    [TestCase("\"a b\"@MIXED.Example", "\"a b\"@mixed.example")]
    [TestCase("\"alice\"@b.example", "alice@b.example")]
    [TestCase("a@[192.0.2.1]", "a@[192.0.2.1]")]
    [TestCase("a@b_c-.example", null)]
    [TestCase("a@[nothing]", null)]
    public void An_entry_may_be_an_address_to_send_to(string body, string? mailbox) =>
        Assert.That(Read(Octets.Latin1(body))[0].Mailbox.Map(one => one.ToString()).IfNone("none"), Is.EqualTo(mailbox ?? "none"));

    [Test]
    public void The_authors_are_those_of_all_From_fields_and_no_others()
    {
        var section = SampleMails.Section(
            "X-Original-From: x@x.example\r\nResent-From: y@y.example\r\nfRoM: a@A.example, b@b.example\r\nSubject: From: z@z.example\r\nFrom :\r\n c@a.example\r\n\r\nFrom: body@body.example\r\n");
        Assert.Multiple(() =>
        {
            Assert.That(Authors.Of(section).Map(entry => entry.Local), Is.EqualTo(new[] { "a", "b", "c" }));
            Assert.That(Authors.Domains(section).Map(domain => domain.Value), Is.EqualTo(new[] { "a.example", "b.example" }));
        });
    }

    [TestCase("a@b.example, ")]
    [TestCase("a@b.example ")]
    [TestCase("a@")]
    public void More_addresses_than_anybody_writes_are_left_out(string piece) =>
        Assert.That(Read(Octets.Latin1(string.Concat(Enumerable.Repeat(piece, 3000)))), Has.Length.EqualTo(AddressList.Limit));

    static AddressEntry[] Read(Octets body) => AddressList.Parse(body).Match(Right: entries => entries.ToArray(), Left: _ => []);

    static IEnumerable<(string, string, string)> Meaning(Octets body) => Read(body).Select(entry => (entry.DisplayName, entry.Local, entry.Domain));
}
