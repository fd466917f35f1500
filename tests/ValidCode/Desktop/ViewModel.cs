// Trap: events of the domain raised in one process, but that process is a desktop application with one user.
using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ValidCode.Desktop;

public sealed class OrderPlacedEventArgs : EventArgs
{
    public OrderPlacedEventArgs(OrderPlaced order) => Order = order;

    public OrderPlaced Order { get; }
}

public sealed class OrderService
{
    public event EventHandler<OrderPlacedEventArgs>? OrderPlaced;

    public void Place(OrderPlaced order) => OrderPlaced?.Invoke(this, new OrderPlacedEventArgs(order));
}

public sealed class OrdersViewModel : INotifyPropertyChanged
{
    private string _status = "";

    public OrdersViewModel(OrderService service) => service.OrderPlaced += (_, args) =>
    {
        Orders.Add(args.Order);
        Status = $"{Orders.Count} orders";
    };

    public event PropertyChangedEventHandler? PropertyChanged;

    public ObservableCollection<OrderPlaced> Orders { get; } = new();

    public string Status
    {
        get => _status;
        private set => Set(ref _status, value);
    }

    private void Set<T>(ref T field, T value, [CallerMemberName] string? property = null)
    {
        field = value;
        PropertyChanged?.Invoke(this, new PropertyChangedEventArgs(property));
    }
}
