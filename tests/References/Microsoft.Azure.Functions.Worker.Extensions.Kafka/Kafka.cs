using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

public sealed class KafkaTriggerAttribute(string brokerList, string topic) : TriggerBindingAttribute, ISupportCardinality
{
    public string BrokerList { get; } = brokerList;
    public string Topic { get; } = topic;
    public string ConsumerGroup { get; set; }
    public string AvroSchema { get; set; }
    public bool IsBatched { get; set; }
    public long LagThreshold { get; set; }

    Cardinality ISupportCardinality.Cardinality { get; set; }
}
