using System.Diagnostics;

namespace EventConsumers;

/// <summary>
/// Tracks which positions of a stream are done and yields the highest one below which nothing is left to do: the position up
/// to which a cumulative settlement (a Kafka offset, a RabbitMQ delivery tag with <c>multiple: true</c>) loses nothing.
/// </summary>
/// <remarks>
/// Positions are tracked in rising order, with gaps where the broker leaves some, and completed in any order. Both cost
/// amortised constant time where positions follow each other (the logarithm of what is in flight across gaps) and allocate
/// only when more is in flight than ever before: 16 bytes a position. Safe for use by several threads.
/// </remarks>
public sealed class Watermark
{
    private readonly object _gate = new();
    private Slot[] _ring;
    private int _head;
    private int _count;
    private long _last = long.MinValue;
    private long _value = -1;

    /// <summary>Makes a watermark with nothing in flight.</summary>
    /// <param name="expectedInFlight">How many positions to have room for from the start; it grows when there are more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expectedInFlight"/> is less than one.</exception>
    public Watermark(int expectedInFlight = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(expectedInFlight, 1);
        _ring = new Slot[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(expectedInFlight, 1 << 30))];
    }

    /// <summary>How many positions are tracked and not yet below the watermark.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>
    /// The highest completed position before which nothing is left to do, which is what a cumulative settlement names; -1
    /// before there is one.
    /// </summary>
    public long Value
    {
        get
        {
            lock (_gate)
                return _value;
        }
    }

    /// <summary>Takes note of a position that has been received and is to be completed later.</summary>
    /// <param name="position">The position; higher than every one before it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is negative, or not higher than the last one.</exception>
    public void Track(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        lock (_gate)
        {
            if (position <= _last)
                throw new ArgumentOutOfRangeException(nameof(position), position, $"Positions are tracked in rising order; the last one was {_last}.");

            if (_count == _ring.Length)
                Grow();
            _ring[(_head + _count) & (_ring.Length - 1)] = new Slot(position);
            _count++;
            _last = position;
        }
    }

    /// <summary>Takes note that the work for a position is done.</summary>
    /// <param name="position">A position that was tracked.</param>
    /// <returns>Whether <see cref="Value"/> has risen.</returns>
    /// <exception cref="InvalidOperationException">The position was not tracked, or was completed before.</exception>
    public bool Complete(long position) => End(position, State.Completed);

    /// <summary>
    /// Takes note that a position was settled by itself, such as by a reject: it holds up none behind it any more, and
    /// <see cref="Value"/> never names it, since a broker may refuse to settle one message twice.
    /// </summary>
    /// <param name="position">A position that was tracked.</param>
    /// <returns>Whether <see cref="Value"/> has risen.</returns>
    /// <exception cref="InvalidOperationException">The position was not tracked, or was completed before.</exception>
    public bool Skip(long position) => End(position, State.Skipped);

    private bool End(long position, State state)
    {
        lock (_gate)
        {
            var index = IndexOf(position);
            if (index < 0 || _ring[index].State != State.InFlight)
                throw new InvalidOperationException($"Position {position} is not in flight: it was never tracked, or it was completed before.");

            _ring[index].State = state;
            var before = _value;
            for (; _count > 0 && _ring[_head].State != State.InFlight; _count--)
            {
                if (_ring[_head].State == State.Completed)
                    _value = _ring[_head].Position;
                _head = (_head + 1) & (_ring.Length - 1);
            }

            return _value > before;
        }
    }

    // Where positions follow each other the distance to the first one is the place; a gap can only bring it nearer.
    private int IndexOf(long position)
    {
        if (_count == 0 || position < _ring[_head].Position)
            return -1;

        long low = 0;
        var high = Math.Min(position - _ring[_head].Position, _count - 1);
        var guess = high;
        while (low <= high)
        {
            var index = (int)((_head + guess) & (_ring.Length - 1));
            var found = _ring[index].Position;
            if (found == position)
                return index;

            if (found < position)
                low = guess + 1;
            else
                high = guess - 1;
            guess = low + (high - low) / 2;
        }

        return -1;
    }

    private void Grow()
    {
        Debug.Assert(_count == _ring.Length, "grows only when full");
        var larger = new Slot[_ring.Length * 2];
        var first = _ring.Length - _head;
        Array.Copy(_ring, _head, larger, 0, first);
        Array.Copy(_ring, 0, larger, first, _count - first);
        _ring = larger;
        _head = 0;
    }

    private enum State
    {
        InFlight,
        Completed,
        Skipped,
    }

    private struct Slot(long position)
    {
        public readonly long Position = position;
        public State State;
    }
}
