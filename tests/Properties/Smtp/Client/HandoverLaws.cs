using Laitos.Domain.Smtp.Client;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Smtp.Client;

/// <summary>How a mail is handed to a relay that does not offer all that the mail asks for.</summary>
[FsCheck.NUnit.Properties(Arbitrary = [typeof(SmtpClientArbitraries)], MaxTest = 1000)]
public class HandoverLaws
{
    [Property]
    public bool A_relay_that_offers_all_gets_every_mail_as_it_is(Transaction mail, EightBitTreatment treatment) =>
        (ServiceExtensions.None with { EightBitMime = true, Utf8 = true }).Handover(mail, treatment) is Handover.AsItIs;

    [Property]
    public bool Nothing_but_a_limit_or_an_address_refuses_a_mail_unless_the_owner_wants_it(Transaction mail, ServiceExtensions offered, EightBitTreatment treatment) =>
        offered.Handover(mail, treatment) is not Handover.Refused(var reply)
        || reply.Code == 552
        || (reply.Code == 550 && mail.HasUtf8Address && !offered.International)
        || (reply.ToString().StartsWith("554 5.6.3 ", StringComparison.Ordinal) && treatment == EightBitTreatment.Refuse && mail.Job.EightBit && !offered.EightBitMime);

    [Property]
    public bool Only_what_the_owner_wants_encoded_is_and_bodies_only_without_8BITMIME(Transaction mail, ServiceExtensions offered, EightBitTreatment treatment) =>
        offered.Handover(mail, treatment) is not Handover.Encoded(var bodies)
        || (treatment == EightBitTreatment.Encode && !mail.HasUtf8Address && !offered.International && (bodies ? mail.Job.EightBit && !offered.EightBitMime : mail.Job.Utf8 == Utf8Need.Text));

    [Property]
    public bool Seven_bit_mail_is_of_no_concern(Transaction mail, ServiceExtensions offered, EightBitTreatment treatment) =>
        (mail with { Job = mail.Job with { EightBit = false } }).NeedsUtf8
        || offered.Handover(mail with { Job = mail.Job with { EightBit = false } }, treatment) is Handover.AsItIs or Handover.Refused({ Code: 552 });

    [Property]
    public bool What_has_been_encoded_goes_as_it_is(Transaction mail, ServiceExtensions offered, bool signed)
    {
        if (offered.Handover(mail, EightBitTreatment.Encode) is not Handover.Encoded(var bodies))
        {
            return true;
        }

        var encoded = new SevenBitChange(1, 1, signed).Apply(mail, bodies, size: 10);
        return offered.Handover(encoded, EightBitTreatment.Send) is Handover.AsItIs && !encoded.NeedsUtf8 && encoded.Job.EightBit == (mail.Job.EightBit && (!bodies || signed));
    }

    [TestCase(EightBitTreatment.Send, false, "AsItIs")]
    [TestCase(EightBitTreatment.Encode, false, "Encoded")]
    [TestCase(EightBitTreatment.Refuse, false, "Refused")]
    [TestCase(EightBitTreatment.Send, true, "AsItIs")]
    [TestCase(EightBitTreatment.Encode, true, "Encoded")]
    [TestCase(EightBitTreatment.Refuse, true, "AsItIs")]
    public void A_subject_beyond_ASCII_for_a_relay_without_SMTPUTF8(EightBitTreatment treatment, bool eightBitMime, string expected)
    {
        var mail = Transaction.Of(new MailJob(
            new Domain.Addresses.ReversePath.Null(), default, Seqs.Of(SmtpClientArbitraries.Mailbox("a@example.com")), 10, EightBit: true, Utf8Need.Text)).Head;
        Assert.That((ServiceExtensions.None with { EightBitMime = eightBitMime }).Handover(mail, treatment).GetType().Name, Is.EqualTo(expected));
    }
}
