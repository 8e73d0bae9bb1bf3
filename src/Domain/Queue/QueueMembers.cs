using Laitos.Domain.Addresses;
using Laitos.Domain.Smtp;

namespace Laitos.Domain.Queue;

/// <summary>Members of a stored entry that hold addresses and replies.</summary>
static class QueueMembers
{
    public static Either<SyntaxError, Mailbox> Mailbox(this Member member) => member.Text().Bind(Addresses.Mailbox.Parse);

    public static Either<SyntaxError, ReversePath> ReversePath(this Member member) => member.Text().Bind(text => text == EntryNames.NullPath
        ? Prelude.Right<SyntaxError, ReversePath>(new ReversePath.Null())
        : Addresses.Mailbox.Parse(text).Map(ReversePath (mailbox) => new ReversePath.Sender(mailbox)));

    public static Either<SyntaxError, ForwardPath> ForwardPath(this Member member) => member.Text().Bind(text => text == EntryNames.Postmaster
        ? Prelude.Right<SyntaxError, ForwardPath>(new ForwardPath.Postmaster())
        : Addresses.Mailbox.Parse(text).Map(ForwardPath (mailbox) => new ForwardPath.Recipient(mailbox)));

    public static Either<SyntaxError, Reply> Reply(this Member member) => member.Read(json =>
        from code in Member.Of(json, "code").Whole()
        from status in Member.Of(json, "status").Maybe(Status)
        from lines in Member.Of(json, "lines").Each(line => new Member("lines", line).Text())
        select new Reply((int)Math.Clamp(code, 200, 599), status, lines));

    static Either<SyntaxError, EnhancedStatus> Status(Member member) =>
        member.Text().Bind(text => EnhancedStatusCodec.Read(text).ToEither(() => member.Error("an enhanced status")));
}
