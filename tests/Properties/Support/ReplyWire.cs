using System.Buffers;
using Laitos.Domain.Smtp;

namespace Laitos.Properties.Support;

/// <summary>Replies as they go over the wire.</summary>
public static class ReplyWire
{
    /// <summary>The octets of a reply.</summary>
    public static Octets OnTheWire(this Reply reply)
    {
        var wire = new ArrayBufferWriter<byte>();
        ReplyCodec.Write(reply, wire);
        return new Octets(wire.WrittenMemory);
    }
}
