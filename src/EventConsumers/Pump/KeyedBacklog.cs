namespace EventConsumers;

/// <summary>
/// The messages in a pump, in slots that are linked by index: those that can be handled now in the order in which they came,
/// and behind each one of a key those that must wait for it. Nothing is allocated once it has grown to what is in use.
/// </summary>
internal sealed class KeyedBacklog<TMessage, TKey> : Backlog<TMessage>
    where TKey : notnull
{
    private const int None = -1;
    private const int FirstSlots = 64;

    private readonly object _gate = new();
    private readonly int _capacity;
    private readonly int _refill;
    private readonly Settlement<TMessage> _settlement;
    private readonly Func<TMessage, TKey?>? _keyOf;
    private readonly KeyTable<TKey> _keys;

    private Slot[] _slots;
    private int _used;
    private int _free = None;
    private int _firstReady = None;
    private int _lastReady = None;
    private int _count;
    private int _running;
    private bool _isClosed;
    private bool _isEmptied;
    private bool _isWorkerLooking;
    private Worker? _idle;
    private WriteWaiter<TMessage, TKey>? _firstWriter;
    private WriteWaiter<TMessage, TKey>? _lastWriter;
    private WriteWaiter<TMessage, TKey>? _spareWriter;

    public KeyedBacklog(int capacity, Settlement<TMessage> settlement, Func<TMessage, TKey?>? keyOf, IEqualityComparer<TKey>? comparer)
    {
        _capacity = capacity;
        // While there is work for all, writers are let in by the handful: waking one for each message costs more than the message.
        _refill = Math.Clamp(capacity / 4, 1, 64);
        _settlement = settlement;
        _keyOf = keyOf;
        _keys = new KeyTable<TKey>(capacity, comparer);
        _slots = new Slot[Math.Min(capacity, FirstSlots)];
    }

    public override int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    public override int Waiting
    {
        get
        {
            lock (_gate)
                return _count - _running;
        }
    }

    public override ValueTask<bool> WriteAsync(TMessage message, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);

        var key = _keyOf is null ? default : _keyOf(message);
        Worker? woken;
        WriteWaiter<TMessage, TKey>? waiter = null;
        lock (_gate)
        {
            if (_isClosed)
                return new ValueTask<bool>(false);

            if (_count < _capacity && _firstWriter is null)
            {
                Add(message, key);
                woken = WorkerToWake();
            }
            else
            {
                woken = null;
                waiter = _spareWriter ?? new WriteWaiter<TMessage, TKey>(Withdraw, Reuse);
                _spareWriter = null;
                waiter.Prepare(message, key);
                Enqueue(waiter);
            }
        }

        woken?.Wake();
        return waiter is null ? new ValueTask<bool>(true) : waiter.WaitAsync(cancellationToken);
    }

    public override bool TryWrite(TMessage message)
    {
        var key = _keyOf is null ? default : _keyOf(message);
        Worker? woken;
        lock (_gate)
        {
            if (_isClosed || _count == _capacity || _firstWriter is not null)
                return false;

            Add(message, key);
            woken = WorkerToWake();
        }

        woken?.Wake();
        return true;
    }

    public override Turn Next(Worker worker, ref int slot, out TMessage message)
    {
        Worker? woken = null;
        WriteWaiter<TMessage, TKey>? admitted = null;
        Turn turn;
        lock (_gate)
        {
            if (slot != None)
                Finish(slot);
            if (worker.IsLooking)
                worker.IsLooking = _isWorkerLooking = false;

            if (_firstWriter is not null && _count < _capacity
                && (_firstReady == None || _idle is not null || _capacity - _count >= _refill))
            {
                admitted = Admit();
            }

            slot = _isEmptied ? None : _firstReady;
            if (slot != None)
            {
                turn = Turn.Message;
                Start(slot);
                message = _slots[slot].Message;
                woken = WorkerToWake();
            }
            else
            {
                message = default!;
                turn = _isClosed ? Turn.End : Turn.Idle;
                if (turn == Turn.Idle)
                {
                    worker.Reset();
                    worker.NextIdle = _idle;
                    _idle = worker;
                }
            }
        }

        Answer(admitted, true);
        woken?.Wake();
        return turn;
    }

    // It stays the first of its key and is never finished.
    public override void Block(int slot)
    {
        lock (_gate)
        {
            _slots[slot].State = State.Blocked;
            _running--;
        }
    }

    public override IReadOnlyList<TMessage> TakeFollowers(int slot)
    {
        lock (_gate)
        {
            var taken = new List<TMessage>();
            AddFollowers(slot, taken);
            if (taken.Count > 0)
                _keys.LastOf(_slots[slot].KeyIndex) = slot;
            return taken;
        }
    }

    public override void Close()
    {
        WriteWaiter<TMessage, TKey>? refused;
        Worker? idle;
        lock (_gate)
            (refused, idle) = CloseInside();

        Answer(refused, false);
        Wake(idle);
    }

    public override IReadOnlyList<TMessage> Empty()
    {
        WriteWaiter<TMessage, TKey>? refused;
        Worker? idle;
        var taken = new List<TMessage>();
        lock (_gate)
        {
            (refused, idle) = CloseInside();
            _isEmptied = true;
            for (var slot = 0; slot < _used; slot++)
            {
                var state = _slots[slot].State;
                var isFirstOfKey = state is State.Ready or State.Running or State.Blocked;
                if (state is State.Ready or State.Blocked)
                    taken.Add(_slots[slot].Message);
                if (isFirstOfKey)
                    AddFollowers(slot, taken);
                if (state is State.Ready or State.Blocked)
                    Free(slot);
            }

            _firstReady = _lastReady = None;
        }

        Answer(refused, false);
        Wake(idle);
        return taken;
    }

    private (WriteWaiter<TMessage, TKey>? Refused, Worker? Idle) CloseInside()
    {
        var (refused, idle) = (_firstWriter, _idle);
        for (var writer = refused; writer is not null; writer = writer.Next)
            writer.IsQueued = false;
        _isClosed = true;
        _firstWriter = _lastWriter = null;
        _idle = null;
        return (refused, idle);
    }

    private void Add(TMessage message, TKey? key)
    {
        // First, since a key may refuse to be compared: what is not taken in must not be noted as received.
        var keyIndex = _keyOf is null || key is null ? None : _keys.IndexOf(key);
        _settlement.OnReceived(message);
        var slot = Reserve();
        _slots[slot] = new Slot { Message = message, KeyIndex = keyIndex, State = State.Follower, NextOfKey = None, NextReady = None };
        _count++;
        if (keyIndex == None)
        {
            MakeReady(slot);
            return;
        }

        ref var last = ref _keys.LastOf(keyIndex);
        if (last == None)
            MakeReady(slot);
        else
            _slots[last].NextOfKey = slot;
        last = slot;
    }

    private int Reserve()
    {
        var slot = _free;
        if (slot != None)
        {
            _free = _slots[slot].NextReady;
            return slot;
        }

        if (_used == _slots.Length)
            Array.Resize(ref _slots, (int)Math.Min((long)_capacity, _slots.Length * 2L));
        return _used++;
    }

    private void MakeReady(int slot)
    {
        _slots[slot].State = State.Ready;
        if (_lastReady == None)
            _firstReady = slot;
        else
            _slots[_lastReady].NextReady = slot;
        _lastReady = slot;
    }

    private void Start(int slot)
    {
        _firstReady = _slots[slot].NextReady;
        _slots[slot].NextReady = None;
        _slots[slot].State = State.Running;
        if (_firstReady == None)
            _lastReady = None;
        _running++;
    }

    private void Finish(int slot)
    {
        _running--;
        ref var place = ref _slots[slot];
        if (place.NextOfKey != None)
            MakeReady(place.NextOfKey);
        else if (place.KeyIndex != None)
            _keys.LastOf(place.KeyIndex) = None;
        Free(slot);
    }

    private void Free(int slot)
    {
        _slots[slot] = new Slot { NextReady = _free, NextOfKey = None };
        _free = slot;
        _count--;
    }

    private void AddFollowers(int slot, List<TMessage> taken)
    {
        for (var follower = _slots[slot].NextOfKey; follower != None;)
        {
            var next = _slots[follower].NextOfKey;
            taken.Add(_slots[follower].Message);
            Free(follower);
            follower = next;
        }

        _slots[slot].NextOfKey = None;
    }

    private Worker? WorkerToWake()
    {
        // One at a time: it wakes the next one if there is more, so a burst costs no more wake-ups than it needs.
        if (_firstReady == None || _idle is null || _isWorkerLooking)
            return null;

        var worker = _idle;
        _idle = worker.NextIdle;
        worker.NextIdle = null;
        worker.IsLooking = _isWorkerLooking = true;
        return worker;
    }

    private static void Wake(Worker? idle)
    {
        while (idle is not null)
        {
            var next = idle.NextIdle;
            idle.NextIdle = null;
            idle.Wake();
            idle = next;
        }
    }

    private void Enqueue(WriteWaiter<TMessage, TKey> writer)
    {
        writer.IsQueued = true;
        writer.Previous = _lastWriter;
        writer.Next = null;
        if (_lastWriter is null)
            _firstWriter = writer;
        else
            _lastWriter.Next = writer;
        _lastWriter = writer;
    }

    private bool Withdraw(WriteWaiter<TMessage, TKey> writer)
    {
        lock (_gate)
        {
            if (!writer.IsQueued)
                return false;

            writer.IsQueued = false;
            if (writer.Previous is null)
                _firstWriter = writer.Next;
            else
                writer.Previous.Next = writer.Next;
            if (writer.Next is null)
                _lastWriter = writer.Previous;
            else
                writer.Next.Previous = writer.Previous;
            return true;
        }
    }

    private void Reuse(WriteWaiter<TMessage, TKey> writer) => _spareWriter = writer;

    // Takes in as many as there is room for; they are answered outside of the lock.
    private WriteWaiter<TMessage, TKey>? Admit()
    {
        var first = _firstWriter;
        WriteWaiter<TMessage, TKey>? last = null;
        while (_firstWriter is { } writer && _count < _capacity)
        {
            _firstWriter = writer.Next;
            writer.IsQueued = false;
            try
            {
                Add(writer.Message, writer.Key);
            }
            catch (Exception exception)
            {
                writer.Failure = exception;
            }

            last = writer;
        }

        if (last is not null)
            last.Next = null;
        if (_firstWriter is null)
            _lastWriter = null;
        else
            _firstWriter.Previous = null;
        return first;
    }

    private static void Answer(WriteWaiter<TMessage, TKey>? writer, bool accepted)
    {
        while (writer is not null)
        {
            // Read first: an answered writer may be in use again.
            var next = writer.Next;
            writer.Answer(accepted);
            writer = next;
        }
    }

    private enum State
    {
        Free,

        /// <summary>Waits for one before it with its key.</summary>
        Follower,

        Ready,
        Running,

        /// <summary>Failed, and is kept.</summary>
        Blocked,
    }

    private struct Slot
    {
        public TMessage Message;
        public int KeyIndex;
        public State State;
        public int NextOfKey;
        public int NextReady;
    }
}
