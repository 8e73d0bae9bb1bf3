using Laitos.Domain.Addresses;

namespace Laitos.Domain.Commands.Apps;

/// <summary>A rescue co-ordination centre.</summary>
/// <param name="Region">Its country, or <c>INT</c> for the whole world.</param>
/// <param name="Kind">
/// What it is: <c>ARCC</c>, <c>ASAR</c> for aircraft, <c>MRCC</c>, <c>MSAR</c> for ships, <c>JRCC</c> for both, <c>MCC</c> mission control of distress beacons, <c>RCC</c> and
/// <c>ACC</c> without a speciality, <c>GEOS</c> a private one.
/// </param>
/// <param name="Telephone">Its number for calls, with the code of the country (E.164). It takes no text messages.</param>
/// <param name="Mailbox">Its mail address, if it publishes one.</param>
public sealed record RescueContact(string Region, string Kind, string Telephone, Option<Mailbox> Mailbox)
{
    /// <summary>The contact on one line.</summary>
    public override string ToString() => string.Join(' ', Mailbox.Map(mailbox => mailbox.ToString()).AsEnumerable().Prepend(Telephone).Prepend(Kind).Prepend(Region));
}

/// <summary>The rescue co-ordination centres that laitos knows, in its order. What the centres publish themselves is newer.</summary>
public static class RescueContacts
{
    /// <summary>All of them.</summary>
    public static Seq<RescueContact> All { get; } = Seqs.Of(
        Contact("INT", "GEOS", "+19365823190"),
        Contact("US", "GEOS", "+18554442937"),
        Contact("HK", "ARCC", "+85229106821", "aid@cad.gov.hk"),
        Contact("HK", "MRCC", "+85222337999", "hkmrcc@mardep.gov.hk"),
        Contact("AU", "MSAR", "+61262306811", "rccaus@amsa.gov.au"),
        Contact("AU", "ASAR", "+61262306899", "rccaus@amsa.gov.au"),
        Contact("CA", "JRCC", "+19024278200", "jrcchalifax@sarnet.dnd.ca"),
        Contact("CN", "MCC", "+861065293298", "cnmcc@cttic.cn"),
        Contact("JP", "MCC", "+81335919000", "op@kaiho.mlit.go.jp"),
        Contact("GR", "JRCC", "+302104112500", "jrccpgr@yen.gr"),
        Contact("UK", "MCC", "+443443820902", "ukmcc@hmcg.gov.uk"),
        Contact("FI", "MRCC", "+3582941000", "mrcc@raja.fi"),
        Contact("RU", "MRCC", "+74956261052", "odsmrcc@morflot.ru"),
        Contact("CN", "MRCC", "+861065292221", "cnmrcc@mot.gov.cn"),
        Contact("IL", "RCC", "+97248632145", "rcc@mot.gov.il"),
        Contact("NO", "JRCC", "+4751517000", "operations@jrcc-stavanger.no"),
        Contact("KR", "MRCC", "+82328352594", "mrcckorea@korea.kr"),
        Contact("UK", "MRCC", "+441326317575", "falmouthcoastguard@mcga.gov.uk"),
        Contact("US", "ACC", "+17573986700", "lantwatch@uscg.mil"));

    /// <summary>The addresses that a call for help goes to, each once.</summary>
    public static Seq<Mailbox> Mailboxes { get; } = All.SelectEach(contact => contact.Mailbox.ToSeq()).AsEnumerable().Distinct().Gather();

    static RescueContact Contact(string region, string kind, string telephone, string address = "") => new(
        region, kind, telephone, address.Length == 0 ? Option<Mailbox>.None : Addresses.Mailbox.Parse(address).IfLeft(error => throw new System.Diagnostics.UnreachableException(error.ToString())));
}
