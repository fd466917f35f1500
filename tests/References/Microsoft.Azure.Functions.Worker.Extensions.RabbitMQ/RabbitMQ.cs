using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

public sealed class RabbitMQTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    public string QueueName { get; } = queueName;
    public string ConnectionStringSetting { get; set; }
    public bool DisableCertificateValidation { get; set; }
}
