namespace Laitos.Domain.Message;

/// <summary>
/// The grammar of From, Sender, Reply-To and their like (RFC 5322 §3.4, obsolete forms of §4.4, UTF-8 of RFC 6532 §3.2): the one reader of
/// addresses, for policy and for delivery alike.
/// </summary>
/// <remarks>
/// <para>It reads what real mail has: bare dots, at signs and brackets in display names, stray commas, a missing angle bracket, text behind the
/// address. What angle brackets enclose is the address, and whatever stands before them is a name; without brackets it is the words around an at
/// sign. An address is never looked for inside a quoted string, a comment or the meaning of an encoded word.</para>
/// <para>Where two readings are possible (<c>a@b@c</c>) both are given: a policy must hold for each, and a delivery finds no single address.</para>
/// </remarks>
public static class AddressList
{
    /// <summary>The most addresses of one field that are looked at: far more than a person writes, few enough for a bomb to cost nothing.</summary>
    public const int Limit = 1000;

    /// <summary>
    /// <c>address-list = (address *("," address)) / obs-addr-list</c>, read from a field body with its folding. Groups give their members.
    /// An error when no address can be recognised. Addresses past <see cref="Limit"/> are left out. Linear time, no recursion.
    /// </summary>
    public static Either<SyntaxError, Seq<AddressEntry>> Parse(Octets body)
    {
        var text = body.ToLatin1();
        var tokens = AddressLexer.Tokens(text);
        var entries = new List<AddressEntry>();
        var from = 0;
        while (from < tokens.Count && entries.Count < Limit)
        {
            var angle = IndexOf(tokens, from, "<,;:");
            if (angle == tokens.Count || !tokens[angle].Is('<'))
            {
                // mailbox = addr-spec; a colon ends the name of a group, a semicolon the group.
                entries.AddRange(AddressSpec.In(text, tokens, new OctetRange(from, angle - from), Option<OctetRange>.None));
                from = angle + 1;
                continue;
            }

            var end = EndOfAngle(tokens, angle);
            var name = new OctetRange(from, angle - from);
            var inside = AddressSpec.In(text, tokens, Inside(tokens, angle, end), name);
            entries.AddRange(inside.Count > 0 ? inside : AddressSpec.In(text, tokens, name, Option<OctetRange>.None));
            from = end < tokens.Count && tokens[end].Is('<') ? end : end + 1;
        }

        return entries.Count > 0 ? entries.Take(Limit).Gather() : SyntaxError.At("address-list", Folding.Unfold(body).Trim());
    }

    /// angle-addr = [CFWS] "&lt;" [obs-route] addr-spec "&gt;" [CFWS]; without its end it goes up to the next separator.
    static int EndOfAngle(List<AddressToken> tokens, int angle) =>
        BeginsRoute(tokens, angle) && IndexOf(tokens, angle + 1, ":<>") is var colon && colon < tokens.Count && tokens[colon].Is(':')
            ? IndexOf(tokens, colon + 1, "<>,;")
            : IndexOf(tokens, angle + 1, "<>,;");

    /// obs-route = obs-domain-list ":"; it is read over (RFC 5321 appendix C).
    static OctetRange Inside(List<AddressToken> tokens, int angle, int end)
    {
        var colon = BeginsRoute(tokens, angle) ? IndexOf(tokens, angle + 1, ":<>") : tokens.Count;
        var start = colon < end ? colon + 1 : angle + 1;
        return new OctetRange(start, end - start);
    }

    static bool BeginsRoute(List<AddressToken> tokens, int angle) =>
        tokens.FindIndex(angle + 1, token => token.Kind != AddressTokenKind.Comment) is var first and >= 0 && tokens[first].Is('@');

    static int IndexOf(List<AddressToken> tokens, int from, string specials)
    {
        while (from < tokens.Count && !(tokens[from].Kind == AddressTokenKind.Special && specials.Contains(tokens[from].First, StringComparison.Ordinal)))
        {
            from++;
        }

        return from;
    }
}
