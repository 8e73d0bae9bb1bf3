using System.Text.Json;
using Laitos.Domain.Addresses;
using Laitos.Domain.Forwarding;
using Laitos.Domain.Rewriting;

namespace Laitos.Domain.Queue;

/// <summary>The stored form of the change of an author's address: a member of an entry, since version 2.</summary>
static class AuthorChangeCodec
{
    const string Domain = "domain";
    const string OwnAddress = "own-address";
    const string Never = "never";

    public static void Write(Utf8JsonWriter json, AuthorChange change)
    {
        json.WriteStartObject("authorChange");
        switch (change.Mode)
        {
            case RewriteMode.NoDmarc mode:
                json.WriteString("mode", Domain);
                json.WriteNumber("digits", mode.Random);
                json.WriteBoolean("marked", mode.Marked);
                break;
            case RewriteMode.OwnAddress(var mailFrom):
                json.WriteString("mode", OwnAddress);
                json.WriteString("mailFrom", mailFrom.ToString());
                break;
            default:
                json.WriteString("mode", Never);
                break;
        }

        json.WriteNumber("front", change.Front);
        json.WriteNumber("seal", change.Seal);
        json.WriteNumber("head", change.Head);
        change.Refusal.IfSome(words => json.WriteString("refusal", words));
        json.WriteEndObject();
    }

    public static Either<SyntaxError, AuthorChange> Read(JsonElement json) =>
        from word in JsonMember.Of(json, "mode").Text()
        from mode in Mode(json, word)
        from head in JsonMember.Of(json, "head").Whole().Bind(octets => Within(octets, "head", int.MaxValue))
        from front in JsonMember.Of(json, "front").Whole().Bind(octets => Within(octets, "front", head))
        from seal in JsonMember.Of(json, "seal").Whole().Bind(octets => Within(octets, "seal", front))
        from refusal in JsonMember.Of(json, "refusal").Maybe(member => member.Text())
        select new AuthorChange(mode, front, seal, head, refusal);

    static Either<SyntaxError, RewriteMode> Mode(JsonElement json, string word) => word switch
    {
        Domain => from digits in JsonMember.Of(json, "digits").Whole().Bind(number => Within(number, "digits", int.MaxValue))
                  from marked in JsonMember.Of(json, "marked").Flag()
                  select (RewriteMode)new RewriteMode.NoDmarc(digits) { Marked = marked },
        OwnAddress => JsonMember.Of(json, "mailFrom").Mailbox().Map(RewriteMode (mailbox) => new RewriteMode.OwnAddress(mailbox)),
        Never => new RewriteMode.Never(),
        _ => SyntaxError.At("how an author's address is changed", word),
    };

    static Either<SyntaxError, int> Within(long number, string name, int most) =>
        number >= 0 && number <= most ? (int)number : SyntaxError.At($"0 to {most} as {name}", $"{number}");
}
