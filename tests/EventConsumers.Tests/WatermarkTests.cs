using FsCheck;
using FsCheck.Fluent;

namespace EventConsumers.Tests;

public sealed class WatermarkTests
{
    [Fact]
    public void It_has_no_value_before_the_first_position_is_done()
    {
        var watermark = new Watermark();
        watermark.Track(7);

        Assert.Equal(-1, watermark.Value);
        Assert.Equal(1, watermark.InFlight);
    }

    [Fact]
    public void It_never_passes_a_position_that_is_not_done()
    {
        var watermark = Tracking(1, 2, 3, 4);

        Assert.False(watermark.Complete(2));
        Assert.False(watermark.Complete(3));
        Assert.Equal(-1, watermark.Value);

        Assert.True(watermark.Complete(1));
        Assert.Equal(3, watermark.Value);
        Assert.Equal(1, watermark.InFlight);
    }

    [Fact]
    public void Positions_may_have_gaps()
    {
        var watermark = Tracking(0, 5, 6, 1_000_000, 1_000_001, long.MaxValue);

        watermark.Complete(1_000_000);
        watermark.Complete(5);
        watermark.Complete(0);
        Assert.Equal(5, watermark.Value);

        watermark.Complete(6);
        Assert.Equal(1_000_000, watermark.Value);
    }

    [Fact]
    public void A_skipped_position_holds_up_none_and_is_never_named()
    {
        var watermark = Tracking(1, 2, 3, 4);

        Assert.False(watermark.Skip(1));
        Assert.Equal(-1, watermark.Value);
        Assert.True(watermark.Complete(2));
        Assert.Equal(2, watermark.Value);
        Assert.False(watermark.Complete(4));
        Assert.True(watermark.Skip(3));
        Assert.Equal(4, watermark.Value);
        Assert.Equal(0, watermark.InFlight);
    }

    [Fact]
    public void A_position_is_completed_once_and_only_if_it_was_tracked()
    {
        var watermark = Tracking(10, 12);
        watermark.Complete(12);

        Assert.Throws<InvalidOperationException>(() => watermark.Complete(12));
        Assert.Throws<InvalidOperationException>(() => watermark.Complete(11));
        Assert.Throws<InvalidOperationException>(() => watermark.Skip(9));
        watermark.Complete(10);
        Assert.Throws<InvalidOperationException>(() => watermark.Complete(10));
        Assert.Throws<InvalidOperationException>(() => new Watermark().Complete(0));
    }

    [Fact]
    public void Positions_are_tracked_in_rising_order()
    {
        var watermark = Tracking(3);

        Assert.Throws<ArgumentOutOfRangeException>(() => watermark.Track(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => watermark.Track(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => watermark.Track(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Watermark(0));
    }

    [Fact]
    public void Whatever_the_order_it_yields_the_end_of_what_is_done()
    {
        // Gaps between positions, and for each step which of those in flight is completed or skipped next.
        var programs = ArbMap.Default.ArbFor<(byte[] Gaps, (ushort Pick, bool Skips, bool Tracks)[] Steps)>();
        Prop.ForAll(programs, program => Agrees(program.Gaps, program.Steps)).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(300));
    }

    [Fact]
    public void It_allocates_nothing_once_it_has_grown()
    {
        var watermark = new Watermark();
        Run(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(100_000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run(long from)
        {
            for (var i = from; i < from + 100_000; i++)
            {
                watermark.Track(i);
                if (i >= from + 200)
                    watermark.Complete((i & 1) == 0 ? i - 199 : i - 201);
            }

            watermark.Complete(from + 100_000 - 199);
            for (var i = from + 100_000 - 200; i < from + 100_000; i++)
            {
                if (i != from + 100_000 - 199)
                    watermark.Complete(i);
            }
        }
    }

    private static bool Agrees(byte[] gaps, (ushort Pick, bool Skips, bool Tracks)[] steps)
    {
        var watermark = new Watermark(1);
        var model = new List<(long Position, bool IsDone, bool IsSkipped)>();
        var last = -1L;
        foreach (var (pick, skips, tracks) in steps)
        {
            var open = Enumerable.Range(0, model.Count).Where(i => !model[i].IsDone).ToList();
            if (tracks || open.Count == 0)
            {
                last += 1 + (gaps.Length == 0 ? 0 : gaps[model.Count % gaps.Length] % 5);
                watermark.Track(last);
                model.Add((last, false, false));
                continue;
            }

            var index = open[pick % open.Count];
            model[index] = (model[index].Position, true, skips);
            if (skips)
                watermark.Skip(model[index].Position);
            else
                watermark.Complete(model[index].Position);

            var done = model.TakeWhile(entry => entry.IsDone).ToList();
            var expected = done.Where(entry => !entry.IsSkipped).Select(entry => entry.Position).DefaultIfEmpty(-1).Max();
            Assert.Equal(expected, watermark.Value);
            Assert.Equal(model.Count - done.Count, watermark.InFlight);
        }

        return true;
    }

    private static Watermark Tracking(params long[] positions)
    {
        var watermark = new Watermark(2);
        foreach (var position in positions)
            watermark.Track(position);
        return watermark;
    }
}
