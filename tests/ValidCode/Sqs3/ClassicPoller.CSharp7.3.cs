// Trap: Thread.Sleep in a receive loop of the old kind, when the page is empty.
using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace ValidCode.Sqs3
{
    public interface IPageHandler
    {
        Task Handle(string body);
    }

    public class ClassicPoller
    {
        private readonly IAmazonSQS sqs;
        private readonly IPageHandler handler;

        public ClassicPoller(IAmazonSQS sqs, IPageHandler handler)
        {
            this.sqs = sqs;
            this.handler = handler;
        }

        public async Task Poll(string queueUrl, CancellationToken token)
        {
            var request = new ReceiveMessageRequest();
            request.QueueUrl = queueUrl;
            request.MaxNumberOfMessages = 10;
            request.WaitTimeSeconds = 20;
            while (!token.IsCancellationRequested)
            {
                var page = await sqs.ReceiveMessageAsync(request, token);
                if (page.Messages.Count == 0)
                {
                    Thread.Sleep(200);
                    continue;
                }

                await Task.WhenAll(page.Messages.Select(message => handler.Handle(message.Body)));

                var entries = page.Messages.Select(m => new DeleteMessageBatchRequestEntry(m.MessageId, m.ReceiptHandle)).ToList();
                var response = await sqs.DeleteMessageBatchAsync(queueUrl, entries, token);
                if (response.Failed.Any())
                    throw new InvalidOperationException("Could not delete " + string.Join(", ", response.Failed.Select(f => f.Id)));
            }
        }
    }
}
