using Laitos.Domain.Message;
using Laitos.Properties.Arbitraries;

namespace Laitos.Properties.Message;

/// <summary>Which mails and addresses belong to programs.</summary>
public class AutomaticMailLaws
{
    [TestCase("Subject: hello\r\n", ExpectedResult = false)]
    [TestCase("Auto-Submitted: no\r\n", ExpectedResult = false)]
    [TestCase("Auto-Submitted: NO (by hand)\r\n", ExpectedResult = false)]
    [TestCase("Precedence: first-class\r\n", ExpectedResult = false)]
    [TestCase("Auto-Submitted: auto-generated\r\n", ExpectedResult = true)]
    [TestCase("auto-submitted: auto-replied; x=y\r\n", ExpectedResult = true)]
    [TestCase("List-Id: <x>\r\n", ExpectedResult = true)]
    [TestCase("LIST-UNSUBSCRIBE: <x>\r\n", ExpectedResult = true)]
    [TestCase("Precedence: Bulk\r\n", ExpectedResult = true)]
    [TestCase("Content-Type: Multipart/Report; report-type=x\r\n", ExpectedResult = true)]
    public bool The_header_section_decides(string header) => AutomaticMail.Is(HeaderSection.Parse(Octets.Utf8(header)));

    [TestCase("a@sender.test", ExpectedResult = false)]
    [TestCase("MAILER-DAEMON@sender.test", ExpectedResult = true)]
    [TestCase("no-reply@sender.test", ExpectedResult = true)]
    [TestCase("list-bounces@sender.test", ExpectedResult = true)]
    [TestCase("owner-list@sender.test", ExpectedResult = true)]
    public bool The_address_decides(string address) => AutomaticMail.IsRobot(SmtpClientArbitraries.Mailbox(address));
}
