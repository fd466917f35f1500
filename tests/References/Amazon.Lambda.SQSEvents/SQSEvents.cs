namespace Amazon.Lambda.SQSEvents;

public class SQSEvent
{
    public List<SQSMessage> Records { get; set; }

    public class SQSMessage
    {
        public Dictionary<string, string> Attributes { get; set; }
        public string AwsRegion { get; set; }
        public string Body { get; set; }
        public string EventSource { get; set; }
        public string EventSourceArn { get; set; }
        public string Md5OfBody { get; set; }
        public string Md5OfMessageAttributes { get; set; }
        public Dictionary<string, MessageAttribute> MessageAttributes { get; set; }
        public string MessageId { get; set; }
        public string ReceiptHandle { get; set; }
    }

    public class MessageAttribute
    {
        public MemoryStream BinaryValue { get; set; }
        public string DataType { get; set; }
        public string StringValue { get; set; }
    }
}

public class SQSBatchResponse
{
    public SQSBatchResponse() { }
    public SQSBatchResponse(List<BatchItemFailure> batchItemFailures) => BatchItemFailures = batchItemFailures;

    public List<BatchItemFailure> BatchItemFailures { get; set; } = [];

    public class BatchItemFailure
    {
        public string ItemIdentifier { get; set; }
    }
}
