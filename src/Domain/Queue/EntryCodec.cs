using System.Buffers;
using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;
using Laitos.Domain.Smtp.Client;

namespace Laitos.Domain.Queue;

/// <summary>
/// The form in which an entry lies in the spool: a JSON object (RFC 8259) with its version. What one version wrote, a later one reads;
/// what is damaged or from a later version is refused, and never half read.
/// </summary>
public static class EntryCodec
{
    /// <summary>The version that is written; version 1 knew no change of the author's address.</summary>
    public const int Version = 2;

    /// <summary>The octets of an entry.</summary>
    public static Octets Write(QueueEntry entry)
    {
        var octets = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(octets))
        {
            EntryWriter.Write(json, entry);
        }

        return new Octets(octets.WrittenMemory);
    }

    /// <summary>The entry that octets stand for. Never throws.</summary>
    public static Either<SyntaxError, QueueEntry> Read(Octets octets) => JsonMember.Document(octets, "a queue entry", Version, Entry);

    static Either<SyntaxError, QueueEntry> Entry(JsonElement json) =>
        from id in JsonMember.Of(json, "id").Text()
        from kind in JsonMember.Of(json, "kind").Word(EntryNames.Kinds)
        from accepted in JsonMember.Of(json, "accepted").Time()
        from expires in JsonMember.Of(json, "expires").Time()
        from origin in JsonMember.Of(json, "origin").Read(Origin)
        from transfer in JsonMember.Of(json, "transfer").Read(Transfer)
        from destinations in JsonMember.Of(json, "destinations").Each(Destination)
        from attempts in JsonMember.Of(json, "attempts").Whole()
        from due in JsonMember.Of(json, "due").Time()
        from held in JsonMember.Of(json, "held").Maybe(member => member.Text())
        from delayTold in JsonMember.Of(json, "delayTold").Flag()
        from grounds in JsonMember.Of(json, "grounds").Each(Ground)
        from header in JsonMember.Of(json, "header").Base64()
        from change in JsonMember.Of(json, "authorChange").Maybe(member => member.Read(AuthorChangeCodec.Read))
        select new QueueEntry(
            id, kind, accepted, expires, origin, transfer, destinations, (int)Math.Clamp(attempts, 0, int.MaxValue), due, held, delayTold, grounds, header)
        { AuthorChange = change };

    static Either<SyntaxError, OriginalEnvelope> Origin(JsonElement json) =>
        from reversePath in JsonMember.Of(json, "reversePath").ReversePath()
        from forwardPaths in JsonMember.Of(json, "forwardPaths").Each(path => new JsonMember("forwardPaths", path).ForwardPath())
        from authenticated in JsonMember.Of(json, "authenticated").Maybe(member => member.Flag())
        from routes in JsonMember.Of(json, "routes").Maybe(member => member.Each(Route))
        select new OriginalEnvelope(reversePath, forwardPaths, authenticated) { Routes = routes.IfNone(default(Seq<RecipientRoute>)) };

    static Either<SyntaxError, RecipientRoute> Route(JsonElement json) =>
        from recipient in JsonMember.Of(json, "recipient").ForwardPath()
        from destinations in JsonMember.Of(json, "destinations").Each(mailbox => new JsonMember("destinations", mailbox).Mailbox())
        from rule in JsonMember.Of(json, "rule").Text()
        select new RecipientRoute(recipient, destinations, rule);

    static Either<SyntaxError, TransferFacts> Transfer(JsonElement json) =>
        from sender in JsonMember.Of(json, "sender").ReversePath()
        from fallback in JsonMember.Of(json, "fallback").Maybe(member => member.Mailbox())
        from size in JsonMember.Of(json, "size").Whole()
        from eightBit in JsonMember.Of(json, "eightBit").Flag()
        from utf8 in JsonMember.Of(json, "utf8").Flag()
        from utf8Text in JsonMember.Of(json, "utf8Text").Maybe(member => member.Flag())
        select new TransferFacts(sender, fallback, size, eightBit, utf8 ? Utf8Need.Address : utf8Text.IfNone(false) ? Utf8Need.Text : Utf8Need.Nothing);

    static Either<SyntaxError, Destination> Destination(JsonElement json) =>
        from mailbox in JsonMember.Of(json, "mailbox").Mailbox()
        from state in JsonMember.Of(json, "state").Text()
        from reply in JsonMember.Of(json, "reply").Maybe(member => member.Reply())
        from at in JsonMember.Of(json, "at").Maybe(member => member.Time())
        from read in State(state, reply, at)
        select new Destination(mailbox, read);

    static Either<SyntaxError, DestinationState> State(string state, Option<Reply> reply, Option<Instant> at)
    {
        var settled = from last in reply from when in at select (Reply: last, At: when);
        var read = state switch
        {
            EntryNames.Owed => Option<DestinationState>.Some(new DestinationState.Pending(reply)),
            EntryNames.Delivered => settled.Map(DestinationState (end) => new DestinationState.Delivered(end.Reply, end.At)),
            EntryNames.Failed => settled.Map(DestinationState (end) => new DestinationState.Failed(end.Reply, end.At)),
            _ => Option<DestinationState>.None,
        };
        return read.ToEither(() => SyntaxError.At("the state of a destination", state));
    }

    static Either<SyntaxError, (string Name, string Value)> Ground(JsonElement json) =>
        from name in JsonMember.Of(json, "name").Text()
        from value in JsonMember.Of(json, "value").Text()
        select (name, value);
}

/// <summary>Members of a stored entry that hold addresses and replies.</summary>
static class QueueJsonMembers
{
    public static Either<SyntaxError, Mailbox> Mailbox(this JsonMember member) => member.Text().Bind(Addresses.Mailbox.Parse);

    public static Either<SyntaxError, ReversePath> ReversePath(this JsonMember member) => member.Text().Bind(text => text == EntryNames.NullPath
        ? Prelude.Right<SyntaxError, ReversePath>(new ReversePath.Null())
        : Addresses.Mailbox.Parse(text).Map(ReversePath (mailbox) => new ReversePath.Sender(mailbox)));

    public static Either<SyntaxError, ForwardPath> ForwardPath(this JsonMember member) => member.Text().Bind(text => text == EntryNames.Postmaster
        ? Prelude.Right<SyntaxError, ForwardPath>(new ForwardPath.Postmaster())
        : Addresses.Mailbox.Parse(text).Map(ForwardPath (mailbox) => new ForwardPath.Recipient(mailbox)));

    public static Either<SyntaxError, Reply> Reply(this JsonMember member) => member.Read(json =>
        from code in JsonMember.Of(json, "code").Whole()
        from status in JsonMember.Of(json, "status").Maybe(Status)
        from lines in JsonMember.Of(json, "lines").Each(line => new JsonMember("lines", line).Text())
        select new Reply((int)Math.Clamp(code, 200, 599), status, lines));

    static Either<SyntaxError, EnhancedStatus> Status(JsonMember member) =>
        member.Text().Bind(text => EnhancedStatusCodec.Read(text).ToEither(() => member.Error("an enhanced status")));
}
