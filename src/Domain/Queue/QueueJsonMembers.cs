using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Queue;

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
