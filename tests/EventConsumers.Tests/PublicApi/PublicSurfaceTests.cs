using System.Globalization;

namespace EventConsumers.Tests.PublicApi;

public sealed class PublicSurfaceTests
{
    public interface IShape<out T>
    {
        T? Best { get; }

        event EventHandler<string?>? Changed;
    }

    public abstract class Shape<TKey, TValue>(string name) : IDisposable
        where TKey : notnull
        where TValue : class, IFormattable, new()
    {
        public const long Limit = 5;

        public string Name { get; protected set; } = name;

        public (int Count, string? First)? Pair { get; init; }

        public Dictionary<TKey, List<string?>?>? this[int index, params object[] more] => null;

        public static Shape<TKey, TValue>? operator +(Shape<TKey, TValue> left, int? right) => null;

        public void Dispose() => GC.SuppressFinalize(this);

        public override string ToString() => Name;

        protected abstract bool TryRead(in ReadOnlySpan<byte> from, ref TKey key, out string?[] read, StringComparison how = StringComparison.Ordinal);

        protected virtual T? First<T>(Func<T, CultureInfo?>? choose = null)
            where T : struct => null;

        internal static void NotOffered()
        {
        }

        private protected static void NotOfferedEither()
        {
        }
    }

    [Fact]
    public void It_writes_what_others_can_see_of_a_type_with_where_null_may_be()
    {
        Assert.Equal(
            """
            EventConsumers.Tests.PublicApi.PublicSurfaceTests.IShape<T>: interface
                Best: T? { get; }
                event Changed: EventHandler<string?>?
            EventConsumers.Tests.PublicApi.PublicSurfaceTests.Shape<TKey, TValue>: abstract class of IDisposable where TKey: notnull where TValue: class, IFormattable, new()
                Dispose(): void
                Name: string { get; protected set; }
                Pair: ValueTuple<int, string?>? { get; init; }
                const Limit: long = 5
                override ToString(): string
                protected abstract TryRead(in ReadOnlySpan<byte> from, ref TKey key, out string?[] read, StringComparison how = Ordinal): bool
                protected new(string name)
                protected virtual First<T>(Func<T, CultureInfo?>? choose = null): T? where T: struct
                static op_Addition(PublicSurfaceTests.Shape<TKey, TValue> left, int? right): PublicSurfaceTests.Shape<TKey, TValue>?
                this[int index, params object[] more]: Dictionary<TKey, List<string?>?>? { get; }

            """,
            PublicSurface.Of([typeof(Shape<,>), typeof(IShape<>)]),
            ignoreLineEndingDifferences: true);
    }
}
