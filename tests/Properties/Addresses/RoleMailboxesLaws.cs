using Laitos.Domain.Addresses;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Addresses;

/// <summary>Which recipients are the mailboxes of roles.</summary>
public class RoleMailboxesLaws
{
    [TestCase("postmaster@example.com", true)]
    [TestCase("PostMaster@blog.example.com", true)]
    [TestCase("ABUSE@example.com", true)]
    [TestCase("\"abuse\"@example.com", true)]
    [TestCase("abuse+tag@example.com", false)]
    [TestCase("abuses@example.com", false)]
    [TestCase("hostmaster@example.com", false)]
    public void A_name_counts_in_any_letter_case_and_alone(string address, bool expected) =>
        Assert.That(RoleMailboxes.Standard.Have(new ForwardPath.Recipient((Mailbox)Mailbox.Parse(address))), Is.EqualTo(expected));

    [Test]
    public void Postmaster_without_a_domain_goes_with_postmaster() => Assert.That(
        new[] { RoleMailboxes.Standard, new RoleMailboxes(Seqs.Of("abuse")), RoleMailboxes.None }.Select(roles => roles.Have(new ForwardPath.Postmaster())), Is.EqualTo(new[] { true, false, false }));

    /// Nobody gets mail for another past the lists by naming postmaster beside him.
    [Property(Arbitrary = [typeof(AddressArbitraries)], MaxTest = 200)]
    public bool A_mail_is_for_them_if_and_only_if_each_of_its_recipients_is(Mailbox[] others, bool withPostmaster)
    {
        var recipients = others.Select(ForwardPath (mailbox) => new ForwardPath.Recipient(mailbox)).Concat(withPostmaster ? [new ForwardPath.Postmaster()] : []).Gather();
        return RoleMailboxes.Standard.HaveAll(recipients) == (recipients.Count > 0 && recipients.ForAll(RoleMailboxes.Standard.Have)) && !RoleMailboxes.None.HaveAll(recipients);
    }
}
