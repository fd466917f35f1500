namespace Shop.Feature0;

public enum OrderState
{
    Open,
    Paid,
    Sent,
    Returned,
    Cancelled,
}

public static class OrderStates
{
    public static bool MayBecome(this OrderState from, OrderState to) => (from, to) switch
    {
        (OrderState.Open, OrderState.Paid or OrderState.Cancelled) => true,
        (OrderState.Paid, OrderState.Sent or OrderState.Cancelled) => true,
        (OrderState.Sent, OrderState.Returned) => true,
        _ => false,
    };

    public static string Text(this OrderState state)
    {
        switch (state)
        {
            case OrderState.Open:
                return "waits for payment";
            case OrderState.Paid:
                return "is being packed";
            case OrderState.Sent:
                return "is on its way";
            case OrderState.Returned:
                return "has come back";
            default:
                return "was cancelled";
        }
    }
}
