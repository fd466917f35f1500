// Trap: Thread.Sleep in a poll loop, but only when nothing came and after a failed poll.
using System;
using System.Threading;
using Confluent.Kafka;

namespace ValidCode.Kafka
{
    public interface IStockMovements
    {
        void Apply(string article, string movement);
    }

    public class IdleSleep
    {
        private readonly IStockMovements _stock;
        private volatile bool _stop;

        public IdleSleep(IStockMovements stock)
        {
            if (stock == null)
                throw new ArgumentNullException(nameof(stock));
            _stock = stock;
        }

        public void Stop()
        {
            _stop = true;
        }

        public void Run(IConsumer<string, string> consumer)
        {
            consumer.Subscribe("stock");
            while (!_stop)
            {
                ConsumeResult<string, string> result;
                try
                {
                    result = consumer.Consume(TimeSpan.FromMilliseconds(100));
                }
                catch (ConsumeException e)
                {
                    Console.Error.WriteLine(e.Error.Reason);
                    Thread.Sleep(1000);
                    continue;
                }

                if (result == null)
                {
                    Thread.Sleep(50);
                    continue;
                }

                _stock.Apply(result.Message.Key, result.Message.Value);
                consumer.StoreOffset(result);
            }

            consumer.Close();
        }
    }
}
