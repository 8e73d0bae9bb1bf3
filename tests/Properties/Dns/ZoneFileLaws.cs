using Laitos.Domain.Dns;

namespace Laitos.Properties.Dns;

/// <summary>Records in a file that answer in place of the DNS.</summary>
public class ZoneFileLaws
{
    [TestCase("a.test A 192.0.2.1", "a.test", RecordType.A, "192.0.2.1")]
    [TestCase("a.test. 300 IN A 192.0.2.1 ; a remark", "A.TEST", RecordType.A, "192.0.2.1")]
    [TestCase("a.test AAAA 2001:db8::1", "a.test", RecordType.Aaaa, "2001:db8::1")]
    [TestCase("a.test TXT v=spf1 -all", "a.test", RecordType.Txt, "v=spf1 -all")]
    [TestCase("a.test TXT \"v=DMARC1; \" \"p=reject\"", "a.test", RecordType.Txt, "v=DMARC1; p=reject")]
    [TestCase("a.test TXT v=DMARC1; p=reject", "a.test", RecordType.Txt, "v=DMARC1; p=reject")]
    [TestCase("b.test CNAME a.test\na.test MX 10 mx.test", "b.test", RecordType.Mx, "10 mx.test")]
    [TestCase("a.test SOA ns.test root.test 1 2 3 4 5\na.test PTR b.test", "a.test", RecordType.Ptr, "b.test")]
    public void A_record_is_found(string file, string name, RecordType type, string data) =>
        Assert.That(Answer(file, name, type) is Answer.Records(var found) ? Shown(found.Single()) : "", Is.EqualTo(data));

    [TestCase("a.b.test A 192.0.2.1", "b.test", typeof(Answer.NoData))]
    [TestCase("a.b.test A 192.0.2.1", "a.b.test", typeof(Answer.NoData))]
    [TestCase("a.b.test A 192.0.2.1", "x.b.test", typeof(Answer.NoSuchDomain))]
    [TestCase("", "b.test", typeof(Answer.NoSuchDomain))]
    [TestCase("a.test CNAME a.test", "a.test", typeof(Answer.NoData))]
    public void What_is_not_there_is_absent(string file, string name, Type kind) => Assert.That(Answer(file, name, RecordType.Txt), Is.InstanceOf(kind));

    [TestCase("a.test")]
    [TestCase("a.test A here")]
    [TestCase("a.test MX mx.test")]
    [TestCase("a.test TXT")]
    public void A_line_that_is_no_record_is_named(string line) =>
        Assert.That(ZoneFile.Parse("; remark\n\n" + line).Match(Left: error => error.ToString(), Right: _ => ""), Does.Contain("line 3: " + line));

    [Property]
    public bool Garbage_never_throws(string text, string name) => ZoneFile.Parse(text ?? "").Match(Left: _ => true, Right: zone => zone.Answer(new Question(name ?? "", RecordType.Txt)) is not null);

    static Answer Answer(string file, string name, RecordType type) =>
        ZoneFile.Parse(file).Match(Left: error => throw new InvalidOperationException(error.ToString()), Right: zone => zone.Answer(new Question(name, type)));

    static string Shown(RecordData data) => data switch
    {
        RecordData.Address(var address) => address.ToString(),
        RecordData.Text(var text) => text.ToUtf8(),
        RecordData.Exchange(var preference, var host) => $"{preference} {host}",
        RecordData.Name(var other) => other,
        _ => "",
    };
}
