using Amazon.Runtime;

#if V4
using Bool = bool?;
using Int = int?;
#else
using Bool = bool;
using Int = int;
#endif

namespace Amazon.SQS.Model;

internal static class Initially
{
    /// <summary>Version 3 starts collections empty, version 4 starts them null.</summary>
    public static T Empty<T>() where T : class, new() =>
#if V4
        AWSConfigs.InitializeCollections ? new T() : null;
#else
        new T();
#endif
}

public abstract class AmazonSQSRequest : AmazonWebServiceRequest;

public class Message
{
    public Dictionary<string, string> Attributes { get; set; } = Initially.Empty<Dictionary<string, string>>();
    public string Body { get; set; }
    public string MD5OfBody { get; set; }
    public string MD5OfMessageAttributes { get; set; }
    public Dictionary<string, MessageAttributeValue> MessageAttributes { get; set; } = Initially.Empty<Dictionary<string, MessageAttributeValue>>();
    public string MessageId { get; set; }
    public string ReceiptHandle { get; set; }
}

public class MessageAttributeValue
{
    public List<MemoryStream> BinaryListValues { get; set; } = Initially.Empty<List<MemoryStream>>();
    public MemoryStream BinaryValue { get; set; }
    public string DataType { get; set; }
    public List<string> StringListValues { get; set; } = Initially.Empty<List<string>>();
    public string StringValue { get; set; }
}

public class MessageSystemAttributeValue
{
    public List<MemoryStream> BinaryListValues { get; set; } = Initially.Empty<List<MemoryStream>>();
    public MemoryStream BinaryValue { get; set; }
    public string DataType { get; set; }
    public List<string> StringListValues { get; set; } = Initially.Empty<List<string>>();
    public string StringValue { get; set; }
}

public class ReceiveMessageRequest : AmazonSQSRequest
{
    public ReceiveMessageRequest() { }
    public ReceiveMessageRequest(string queueUrl) => QueueUrl = queueUrl;

    public List<string> AttributeNames { get; set; } = Initially.Empty<List<string>>();
    public Int MaxNumberOfMessages { get; set; }
    public List<string> MessageAttributeNames { get; set; } = Initially.Empty<List<string>>();
    public List<string> MessageSystemAttributeNames { get; set; } = Initially.Empty<List<string>>();
    public string QueueUrl { get; set; }
    public string ReceiveRequestAttemptId { get; set; }
    public Int VisibilityTimeout { get; set; }
    public Int WaitTimeSeconds { get; set; }
}

public class ReceiveMessageResponse : AmazonWebServiceResponse
{
    public List<Message> Messages { get; set; } = Initially.Empty<List<Message>>();
}

public class SendMessageRequest : AmazonSQSRequest
{
    public SendMessageRequest() { }
    public SendMessageRequest(string queueUrl, string messageBody) => (QueueUrl, MessageBody) = (queueUrl, messageBody);

    public Int DelaySeconds { get; set; }
    public Dictionary<string, MessageAttributeValue> MessageAttributes { get; set; } = Initially.Empty<Dictionary<string, MessageAttributeValue>>();
    public string MessageBody { get; set; }
    public string MessageDeduplicationId { get; set; }
    public string MessageGroupId { get; set; }
    public Dictionary<string, MessageSystemAttributeValue> MessageSystemAttributes { get; set; } = Initially.Empty<Dictionary<string, MessageSystemAttributeValue>>();
    public string QueueUrl { get; set; }
}

public class SendMessageResponse : AmazonWebServiceResponse
{
    public string MD5OfMessageAttributes { get; set; }
    public string MD5OfMessageBody { get; set; }
    public string MD5OfMessageSystemAttributes { get; set; }
    public string MessageId { get; set; }
    public string SequenceNumber { get; set; }
}

public class SendMessageBatchRequest : AmazonSQSRequest
{
    public SendMessageBatchRequest() { }
    public SendMessageBatchRequest(string queueUrl, List<SendMessageBatchRequestEntry> entries) => (QueueUrl, Entries) = (queueUrl, entries);

    public List<SendMessageBatchRequestEntry> Entries { get; set; } = Initially.Empty<List<SendMessageBatchRequestEntry>>();
    public string QueueUrl { get; set; }
}

public class SendMessageBatchRequestEntry
{
    public SendMessageBatchRequestEntry() { }
    public SendMessageBatchRequestEntry(string id, string messageBody) => (Id, MessageBody) = (id, messageBody);

    public Int DelaySeconds { get; set; }
    public string Id { get; set; }
    public Dictionary<string, MessageAttributeValue> MessageAttributes { get; set; } = Initially.Empty<Dictionary<string, MessageAttributeValue>>();
    public string MessageBody { get; set; }
    public string MessageDeduplicationId { get; set; }
    public string MessageGroupId { get; set; }
    public Dictionary<string, MessageSystemAttributeValue> MessageSystemAttributes { get; set; } = Initially.Empty<Dictionary<string, MessageSystemAttributeValue>>();
}

public class SendMessageBatchResultEntry
{
    public string Id { get; set; }
    public string MD5OfMessageAttributes { get; set; }
    public string MD5OfMessageBody { get; set; }
    public string MD5OfMessageSystemAttributes { get; set; }
    public string MessageId { get; set; }
    public string SequenceNumber { get; set; }
}

public class DeleteMessageRequest : AmazonSQSRequest
{
    public DeleteMessageRequest() { }
    public DeleteMessageRequest(string queueUrl, string receiptHandle) => (QueueUrl, ReceiptHandle) = (queueUrl, receiptHandle);

    public string QueueUrl { get; set; }
    public string ReceiptHandle { get; set; }
}

public class DeleteMessageResponse : AmazonWebServiceResponse;

public class DeleteMessageBatchRequest : AmazonSQSRequest
{
    public DeleteMessageBatchRequest() { }
    public DeleteMessageBatchRequest(string queueUrl, List<DeleteMessageBatchRequestEntry> entries) => (QueueUrl, Entries) = (queueUrl, entries);

    public List<DeleteMessageBatchRequestEntry> Entries { get; set; } = Initially.Empty<List<DeleteMessageBatchRequestEntry>>();
    public string QueueUrl { get; set; }
}

public class DeleteMessageBatchRequestEntry
{
    public DeleteMessageBatchRequestEntry() { }
    public DeleteMessageBatchRequestEntry(string id, string receiptHandle) => (Id, ReceiptHandle) = (id, receiptHandle);

    public string Id { get; set; }
    public string ReceiptHandle { get; set; }
}

public class DeleteMessageBatchResultEntry
{
    public string Id { get; set; }
}

public class ChangeMessageVisibilityRequest : AmazonSQSRequest
{
    public ChangeMessageVisibilityRequest() { }
    public ChangeMessageVisibilityRequest(string queueUrl, string receiptHandle, Int visibilityTimeout) => (QueueUrl, ReceiptHandle, VisibilityTimeout) = (queueUrl, receiptHandle, visibilityTimeout);

    public string QueueUrl { get; set; }
    public string ReceiptHandle { get; set; }
    public Int VisibilityTimeout { get; set; }
}

public class ChangeMessageVisibilityResponse : AmazonWebServiceResponse;

public class ChangeMessageVisibilityBatchRequest : AmazonSQSRequest
{
    public ChangeMessageVisibilityBatchRequest() { }
    public ChangeMessageVisibilityBatchRequest(string queueUrl, List<ChangeMessageVisibilityBatchRequestEntry> entries) => (QueueUrl, Entries) = (queueUrl, entries);

    public List<ChangeMessageVisibilityBatchRequestEntry> Entries { get; set; } = Initially.Empty<List<ChangeMessageVisibilityBatchRequestEntry>>();
    public string QueueUrl { get; set; }
}

public class ChangeMessageVisibilityBatchRequestEntry
{
    public ChangeMessageVisibilityBatchRequestEntry() { }
    public ChangeMessageVisibilityBatchRequestEntry(string id, string receiptHandle) => (Id, ReceiptHandle) = (id, receiptHandle);

    public string Id { get; set; }
    public string ReceiptHandle { get; set; }
    public Int VisibilityTimeout { get; set; }
}

public class ChangeMessageVisibilityBatchResultEntry
{
    public string Id { get; set; }
}

public class SendMessageBatchResponse : AmazonWebServiceResponse
{
    public List<BatchResultErrorEntry> Failed { get; set; } = Initially.Empty<List<BatchResultErrorEntry>>();
    public List<SendMessageBatchResultEntry> Successful { get; set; } = Initially.Empty<List<SendMessageBatchResultEntry>>();
}

public class DeleteMessageBatchResponse : AmazonWebServiceResponse
{
    public List<BatchResultErrorEntry> Failed { get; set; } = Initially.Empty<List<BatchResultErrorEntry>>();
    public List<DeleteMessageBatchResultEntry> Successful { get; set; } = Initially.Empty<List<DeleteMessageBatchResultEntry>>();
}

public class ChangeMessageVisibilityBatchResponse : AmazonWebServiceResponse
{
    public List<BatchResultErrorEntry> Failed { get; set; } = Initially.Empty<List<BatchResultErrorEntry>>();
    public List<ChangeMessageVisibilityBatchResultEntry> Successful { get; set; } = Initially.Empty<List<ChangeMessageVisibilityBatchResultEntry>>();
}

public class BatchResultErrorEntry
{
    public string Code { get; set; }
    public string Id { get; set; }
    public string Message { get; set; }
    public Bool SenderFault { get; set; }
}

public class CreateQueueRequest : AmazonSQSRequest
{
    public CreateQueueRequest() { }
    public CreateQueueRequest(string queueName) => QueueName = queueName;

    public Dictionary<string, string> Attributes { get; set; } = Initially.Empty<Dictionary<string, string>>();
    public string QueueName { get; set; }
    public Dictionary<string, string> Tags { get; set; } = Initially.Empty<Dictionary<string, string>>();
}

public class CreateQueueResponse : AmazonWebServiceResponse
{
    public string QueueUrl { get; set; }
}

public class DeleteQueueRequest : AmazonSQSRequest
{
    public DeleteQueueRequest() { }
    public DeleteQueueRequest(string queueUrl) => QueueUrl = queueUrl;

    public string QueueUrl { get; set; }
}

public class DeleteQueueResponse : AmazonWebServiceResponse;

public class GetQueueAttributesRequest : AmazonSQSRequest
{
    public GetQueueAttributesRequest() { }
    public GetQueueAttributesRequest(string queueUrl, List<string> attributeNames) => (QueueUrl, AttributeNames) = (queueUrl, attributeNames);

    public List<string> AttributeNames { get; set; } = Initially.Empty<List<string>>();
    public string QueueUrl { get; set; }
}

public class GetQueueAttributesResponse : AmazonWebServiceResponse
{
    public Dictionary<string, string> Attributes { get; set; } = Initially.Empty<Dictionary<string, string>>();

    public int ApproximateNumberOfMessages => throw null;
    public int ApproximateNumberOfMessagesDelayed => throw null;
    public int ApproximateNumberOfMessagesNotVisible => throw null;
    public int DelaySeconds => throw null;
    public bool? FifoQueue => throw null;
    public string Policy => throw null;
    public string QueueARN => throw null;
    public int VisibilityTimeout => throw null;
}

public class GetQueueUrlRequest : AmazonSQSRequest
{
    public GetQueueUrlRequest() { }
    public GetQueueUrlRequest(string queueName) => QueueName = queueName;

    public string QueueName { get; set; }
    public string QueueOwnerAWSAccountId { get; set; }
}

public class GetQueueUrlResponse : AmazonWebServiceResponse
{
    public string QueueUrl { get; set; }
}

public class ListQueuesRequest : AmazonSQSRequest
{
    public ListQueuesRequest() { }
    public ListQueuesRequest(string queueNamePrefix) => QueueNamePrefix = queueNamePrefix;

    public Int MaxResults { get; set; }
    public string NextToken { get; set; }
    public string QueueNamePrefix { get; set; }
}

public class ListQueuesResponse : AmazonWebServiceResponse
{
    public string NextToken { get; set; }
    public List<string> QueueUrls { get; set; } = Initially.Empty<List<string>>();
}

public class ListDeadLetterSourceQueuesRequest : AmazonSQSRequest
{
    public Int MaxResults { get; set; }
    public string NextToken { get; set; }
    public string QueueUrl { get; set; }
}

public class ListDeadLetterSourceQueuesResponse : AmazonWebServiceResponse
{
    public string NextToken { get; set; }
    public List<string> QueueUrls { get; set; } = Initially.Empty<List<string>>();
}

public class PurgeQueueRequest : AmazonSQSRequest
{
    public string QueueUrl { get; set; }
}

public class PurgeQueueResponse : AmazonWebServiceResponse;

public class SetQueueAttributesRequest : AmazonSQSRequest
{
    public SetQueueAttributesRequest() { }
    public SetQueueAttributesRequest(string queueUrl, Dictionary<string, string> attributes) => (QueueUrl, Attributes) = (queueUrl, attributes);

    public Dictionary<string, string> Attributes { get; set; } = Initially.Empty<Dictionary<string, string>>();
    public string QueueUrl { get; set; }
}

public class SetQueueAttributesResponse : AmazonWebServiceResponse;

public class StartMessageMoveTaskRequest : AmazonSQSRequest
{
    public string DestinationArn { get; set; }
    public Int MaxNumberOfMessagesPerSecond { get; set; }
    public string SourceArn { get; set; }
}

public class StartMessageMoveTaskResponse : AmazonWebServiceResponse
{
    public string TaskHandle { get; set; }
}

public class CancelMessageMoveTaskRequest : AmazonSQSRequest
{
    public string TaskHandle { get; set; }
}

public class CancelMessageMoveTaskResponse : AmazonWebServiceResponse;

public class TagQueueRequest : AmazonSQSRequest
{
    public string QueueUrl { get; set; }
    public Dictionary<string, string> Tags { get; set; } = Initially.Empty<Dictionary<string, string>>();
}

public class TagQueueResponse : AmazonWebServiceResponse;

public class BatchEntryIdsNotDistinctException(string message) : AmazonSQSException(message);

public class EmptyBatchRequestException(string message) : AmazonSQSException(message);

public class InvalidMessageContentsException(string message) : AmazonSQSException(message);

public class MessageNotInflightException(string message) : AmazonSQSException(message);

public class OverLimitException(string message) : AmazonSQSException(message);

public class PurgeQueueInProgressException(string message) : AmazonSQSException(message);

public class QueueDeletedRecentlyException(string message) : AmazonSQSException(message);

public class QueueDoesNotExistException(string message) : AmazonSQSException(message);

public class QueueNameExistsException(string message) : AmazonSQSException(message);

public class ReceiptHandleIsInvalidException(string message) : AmazonSQSException(message);

public class TooManyEntriesInBatchRequestException(string message) : AmazonSQSException(message);
