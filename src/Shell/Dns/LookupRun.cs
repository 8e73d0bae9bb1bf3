using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using Laitos.Domain.Dns;
using Laitos.Domain.Foundation;
using LanguageExt;

namespace Laitos.Shell.Dns;

/// <summary>Drives one lookup: tells the machine what happens, and does what it says.</summary>
static class LookupRun
{
    /// <summary>The answer to a question and for how long it is good. Never throws; when stopped, the time-outs come at once.</summary>
    public static async Task<LookupEffect.Done> Run(LookupPolicy policy, Question question, CancellationToken stop)
    {
        Lookup state = new Lookup.Idle(question);
        LookupInput input = new LookupInput.Start(Ids());
        Exchange? exchange = null;
        try
        {
            while (true)
            {
                var step = DnsLookup.Advance(policy, state, input);
                state = step.Next;
                switch (step.Effects.Last)
                {
                    case LookupEffect.SendUdp(var server, var packet, var timeout):
                        exchange?.Dispose();
                        input = await Open(() => exchange = new UdpExchange(server, timeout, stop), packet);
                        break;
                    case LookupEffect.SendTcp(var server, var packet, var timeout):
                        exchange?.Dispose();
                        input = await Open(() => exchange = new TcpExchange(server, timeout, stop), packet);
                        break;
                    case LookupEffect.Listen:
                        input = await exchange!.Listen();
                        break;
                    case LookupEffect.Done done:
                        return done;
                    default:
                        throw new UnreachableException();
                }
            }
        }
        finally
        {
            exchange?.Dispose();
        }
    }

    /// A socket may be refused by the system: no IPv6, no file handle left.
    static async Task<LookupInput> Open(Func<Exchange> open, Octets packet)
    {
        try
        {
            return await open().Ask(packet);
        }
        catch (SocketException fault)
        {
            return new LookupInput.Failed(fault.Message);
        }
    }

    static Seq<int> Ids() => Enumerable.Range(0, LookupPolicy.MaxQueries).Select(_ => RandomNumberGenerator.GetInt32(0x10000)).Gather();
}
