namespace EventConsumers;

/// <summary>
/// The last slot of each key. A key whose messages are all done stays known for a while, so that a busy key costs one look-up a
/// message; when more are known than can be in use twice over, those that are not are forgotten.
/// </summary>
internal sealed class KeyTable<TKey>(int mostInUse, IEqualityComparer<TKey>? comparer)
    where TKey : notnull
{
    private const int None = -1;
    private const int FewKeys = 64;

    private readonly Dictionary<TKey, int> _indices = new(comparer);
    private readonly Stack<int> _free = [];
    private int[] _last = [];

    /// <summary>How many keys are known.</summary>
    public int Count => _indices.Count;

    /// <summary>The last slot of the key with an index, to be read and set; -1 while the key has none.</summary>
    public ref int LastOf(int index) => ref _last[index];

    public int IndexOf(TKey key)
    {
        if (_indices.TryGetValue(key, out var index))
            return index;

        if (_indices.Count >= Math.Max(FewKeys, 2L * mostInUse))
            ForgetUnused();
        if (!_free.TryPop(out index))
        {
            index = _indices.Count;
            if (index == _last.Length)
                Array.Resize(ref _last, Math.Max(FewKeys, _last.Length * 2));
        }

        _indices.Add(key, index);
        _last[index] = None;
        return index;
    }

    private void ForgetUnused()
    {
        foreach (var (key, index) in _indices)
        {
            if (_last[index] == None)
            {
                _indices.Remove(key);
                _free.Push(index);
            }
        }
    }
}
