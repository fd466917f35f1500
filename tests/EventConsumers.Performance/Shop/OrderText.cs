namespace Shop.Feature0;

public static class OrderText
{
    public static string Subject(Order order) => $"Your order {order.Id:N} {order.State.Text()}";

    public static IEnumerable<string> Lines(Order order)
    {
        yield return $"Dear {order.Customer},";
        yield return "";
        foreach (var line in order.Lines)
            yield return $"{line.Quantity,4} x {line.Product,-12} {line.Total,10:0.00}";
        yield return "";
        yield return order.State switch
        {
            OrderState.Cancelled => "We are sorry to see you go.",
            OrderState.Returned => "We have got it back.",
            _ => "Thank you for your order.",
        };
    }
}
