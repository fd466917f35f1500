using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace EventConsumers.RabbitMQ.Tests.Brokers;

internal enum SettlementKind
{
    Ack,
    Reject,
    Nack,
}

/// <summary>What a client told the broker of a delivery.</summary>
internal sealed record SentSettlement(SettlementKind Kind, int Channel, ulong Tag, bool Multiple);

/// <summary>Reads the settlements out of what a client sends: AMQP 0-9-1 frames after the protocol header.</summary>
internal sealed class SettlementReader(ConcurrentQueue<SentSettlement> settlements)
{
    private const int ProtocolHeader = 8;
    private const int FrameHeader = 7;
    private const int MethodFrame = 1;
    private const int BasicClass = 60;

    private readonly List<byte> _unread = [];
    private bool _isPastProtocolHeader;

    public void Read(ReadOnlySpan<byte> bytes)
    {
        _unread.AddRange(bytes);
        if (!_isPastProtocolHeader)
        {
            if (_unread.Count < ProtocolHeader)
                return;
            _unread.RemoveRange(0, ProtocolHeader);
            _isPastProtocolHeader = true;
        }

        var all = _unread.ToArray().AsSpan();
        var read = 0;
        while (all.Length - read >= FrameHeader)
        {
            var frame = all[read..];
            var length = FrameHeader + (int)BinaryPrimitives.ReadUInt32BigEndian(frame[3..]) + 1;
            if (frame.Length < length)
                break;
            if (frame[0] == MethodFrame)
                ReadMethod(BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), frame[FrameHeader..length]);
            read += length;
        }

        _unread.RemoveRange(0, read);
    }

    private void ReadMethod(int channel, ReadOnlySpan<byte> method)
    {
        if (BinaryPrimitives.ReadUInt16BigEndian(method) != BasicClass)
            return;

        SettlementKind? kind = BinaryPrimitives.ReadUInt16BigEndian(method[2..]) switch
        {
            80 => SettlementKind.Ack,
            90 => SettlementKind.Reject,
            120 => SettlementKind.Nack,
            _ => null,
        };
        if (kind is { } known)
            settlements.Enqueue(new SentSettlement(known, channel, BinaryPrimitives.ReadUInt64BigEndian(method[4..]), known != SettlementKind.Reject && (method[12] & 1) == 1));
    }
}
