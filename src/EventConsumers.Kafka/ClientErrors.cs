using Confluent.Kafka;

namespace EventConsumers.Kafka;

/// <summary>What errors that come out of <c>Consume</c> mean.</summary>
internal static class ClientErrors
{
    /// <summary>Whether it is one record that cannot be deserialised; the client goes on behind it.</summary>
    public static bool IsPoison(ConsumeException exception) =>
        exception.Error.Code is ErrorCode.Local_KeyDeserialization or ErrorCode.Local_ValueDeserialization;

    /// <summary>Whether the client recovers by itself, with nothing lost.</summary>
    public static bool Pass(Error error) =>
        !error.IsFatal
        && error.Code is ErrorCode.Local_MaxPollExceeded or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut
            or ErrorCode.Local_Resolve or ErrorCode.Local_WaitCoord or ErrorCode.RequestTimedOut or ErrorCode.LeaderNotAvailable
            or ErrorCode.NotLeaderForPartition or ErrorCode.BrokerNotAvailable or ErrorCode.ReplicaNotAvailable or ErrorCode.NetworkException
            or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupLoadInProgress
            or ErrorCode.RebalanceInProgress or ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId;
}
