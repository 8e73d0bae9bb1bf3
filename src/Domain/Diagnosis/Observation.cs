using Laitos.Domain.Addresses;
using Laitos.Domain.Scanning;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Diagnosis;

/// <summary>What was seen. It says what is, not whether that is good.</summary>
public abstract record Observation
{
    Observation() { }

    /// <summary>It could not be seen.</summary>
    public sealed record Nothing(string Reason) : Observation;

    /// <summary>A DNS server answered.</summary>
    /// <param name="Took">How long it took.</param>
    /// <param name="KnowsRoot">False when it says that there are no servers of the root: it does not serve the Internet.</param>
    public sealed record Answered(TimeSpan Took, bool KnowsRoot) : Observation;

    /// <summary>Addresses.</summary>
    public sealed record Addresses(Seq<IpAddress> All) : Observation;

    /// <summary>Whether a place can be listened on.</summary>
    public sealed record Binding(PlaceUse Use) : Observation;

    /// <summary>A server greeted us.</summary>
    /// <param name="Reply">The greeting.</param>
    /// <param name="Keywords">What it offered in its answer to EHLO, in upper case.</param>
    public sealed record Greeting(Reply Reply, Seq<string> Keywords) : Observation;

    /// <summary>A certificate that the daemon can use.</summary>
    /// <param name="Facts">What it says of itself.</param>
    /// <param name="Chain">Why its chain leads to no authority that this machine trusts, in the terms of the library; empty when it does.</param>
    public sealed record Certificate(CertificateFacts Facts, Seq<string> Chain) : Observation;

    /// <summary>A key that the daemon can sign with.</summary>
    /// <param name="Kind">What the tag <c>k</c> of its record must say.</param>
    /// <param name="PublicForms">The values that the tag <c>p</c> may have: all forms in which its public half is published.</param>
    /// <param name="RecordText">The value of its record.</param>
    public sealed record SigningKey(string Kind, Seq<string> PublicForms, string RecordText) : Observation;

    /// <summary>How far a dialogue with the relay came.</summary>
    /// <param name="Places">The relay's addresses; none when its name could not be looked up.</param>
    /// <param name="Opening">How it was opened: in clear, under TLS, logged in; or why not.</param>
    /// <param name="Sender">The reply to MAIL; none when it was not sent.</param>
    /// <param name="Recipients">The replies to RCPT.</param>
    public sealed record Dialogue(Seq<IpAddress> Places, Either<RelayFault, RelayOpening> Opening, Option<Reply> Sender, Seq<(Mailbox Recipient, Reply Reply)> Recipients) : Observation;

    /// <summary>The scanner answered.</summary>
    /// <param name="Report">What it says of an ordinary mail.</param>
    /// <param name="Took">How long it took.</param>
    public sealed record Scanned(ScanReport Report, TimeSpan Took) : Observation;

    /// <summary>Whether the daemon has handed mail to the relay with the present settings, in this run or an earlier one.</summary>
    public sealed record Proven(bool Before) : Observation;

    /// <summary>A mailbox was opened.</summary>
    /// <param name="Mails">How many mails it holds.</param>
    public sealed record ImapMailbox(int Mails) : Observation;

    /// <summary>A service answered.</summary>
    /// <param name="Status">The status of HTTP.</param>
    /// <param name="Body">What it says.</param>
    public sealed record WebAnswer(int Status, Octets Body) : Observation;

    /// <summary>A collector of metrics answered.</summary>
    /// <param name="Status">The status of HTTP.</param>
    /// <param name="GrpcStatus">The status of gRPC; none where it gave none.</param>
    /// <param name="Words">Both, and what it says.</param>
    public sealed record CollectorAnswer(int Status, Option<int> GrpcStatus, string Words) : Observation;

    /// <summary>The database of the spool answered.</summary>
    /// <param name="Refusal">Why it does not serve us, in its own words, and its SQLSTATE; none when it does.</param>
    /// <param name="IsMade">True when the tables are there.</param>
    /// <param name="IsLater">True when a later version of this program made them.</param>
    /// <param name="MayMake">True when we may make them.</param>
    /// <param name="Flushes">True when the server flushes what it commits.</param>
    /// <param name="WaitsForStandby">True when it waits for standbys.</param>
    /// <param name="Took">How long all of it took.</param>
    public sealed record Database(Option<(string Words, string State)> Refusal, bool IsMade, bool IsLater, bool MayMake, bool Flushes, bool WaitsForStandby, TimeSpan Took) : Observation
    {
        /// <summary>The daemons that work on the spool, by their names, and whether each has lately given a sign of life.</summary>
        public Seq<(string Name, bool IsLive)> Daemons { get; init; }
    }

    /// <summary>A server answered a request for <c>/healthz</c>.</summary>
    /// <param name="Status">The status of HTTP.</param>
    /// <param name="Body">The beginning of what it says.</param>
    public sealed record Health(int Status, string Body) : Observation
    {
        /// <summary>True when it answers as the daemon does.</summary>
        public bool IsOurs => Status == 200 && Body == "ok\n";
    }

    /// <summary>How a folder serves.</summary>
    /// <param name="Exists">False when it will be made in the nearest folder above it, which was tried in its place.</param>
    /// <param name="WriteFault">Why nothing can be written; none when it can.</param>
    /// <param name="FlushFault">Why what was written could not be flushed; none when it could.</param>
    /// <param name="FlushTime">How long the flush took.</param>
    /// <param name="FileSystem">The kind of its file system, in the kernel's word; empty when unknown.</param>
    /// <param name="FreeOctets">The room on it for this user.</param>
    public sealed record Folder(bool Exists, Option<string> WriteFault, Option<string> FlushFault, TimeSpan FlushTime, string FileSystem, long FreeOctets) : Observation;

    /// <summary>Who may do what with a file.</summary>
    /// <param name="Fault">Why this user cannot read it; none when it can.</param>
    /// <param name="Mode">The nine bits of its mode; 0600 where there are none.</param>
    public sealed record Access(Option<string> Fault, int Mode) : Observation;

    /// <summary>What the kernel says of its clock.</summary>
    /// <param name="Synchronised">True when some program tells it the time.</param>
    /// <param name="Error">How wrong it may be at most, by the kernel's reckoning.</param>
    public sealed record Clock(bool Synchronised, TimeSpan Error) : Observation;

    /// <summary>How many descriptors a process may have.</summary>
    /// <param name="Limit">The limit.</param>
    /// <param name="OfDaemon">True for that of the running daemon, false for that of this command.</param>
    public sealed record Descriptors(long Limit, bool OfDaemon) : Observation;

    /// <summary>As whom the program runs.</summary>
    public sealed record User(string Name, bool IsRoot) : Observation;
}

/// <summary>What stands in the way of listening at a place.</summary>
public enum PlaceUse
{
    /// <summary>Nothing.</summary>
    Free,

    /// <summary>Another program listens there, or the daemon itself.</summary>
    Taken,

    /// <summary>This user may not listen there.</summary>
    Forbidden,

    /// <summary>This machine has no such address.</summary>
    NotHere,
}

/// <summary>A connection to the relay that is ready for mail.</summary>
/// <param name="Encrypted">True under TLS.</param>
/// <param name="TlsFault">What went wrong with TLS before the relay was spoken to in clear.</param>
/// <param name="LoggedIn">True after a login.</param>
/// <param name="Offered">What the relay offered.</param>
public sealed record RelayOpening(bool Encrypted, Option<RelayFault> TlsFault, bool LoggedIn, ServiceExtensions Offered);
