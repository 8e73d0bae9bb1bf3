using System.Globalization;
using Laitos.Domain.Settings;

namespace Laitos.Domain.Diagnosis;

/// <summary>A mailbox that commands may look into, at another's server.</summary>
static class MailboxCheck
{
    public static Validation<Demand, Judgement> Of(Setup setup, Evidence known, string word) => known.Look<Observation.ImapMailbox>(new Probe.ImapMailbox(word)).Map(seen => seen.Match(
        mailbox => setup.Settings.Features.ImapAccounts.Exists(item => item.Word == word && item.Account.InsecureSkipVerify)
            ? Judgement.Warning("it takes the login, and whoever stands in between could read the password: its certificate is not verified", "leave InsecureSkipVerify out of the account")
            : Judgement.Good(string.Create(CultureInfo.InvariantCulture, $"it takes the login, and holds {mailbox.Mails} mails"), ("mails", mailbox.Mails)),
        reason => Judgement.Error($"it cannot be looked into: {reason}", $"mend Host, Port, AuthUsername, AuthPassword (or what stands in its place) or MailboxName of Features.IMAPAccounts.Accounts.{word}; many services want a password of their own for programs")));
}
