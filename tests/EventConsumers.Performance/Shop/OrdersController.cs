using Microsoft.AspNetCore.Mvc;

namespace Shop.Feature0;

[ApiController]
[Route("feature0/orders")]
public sealed class OrdersController(OrderService orders, IOrderStore store) : ControllerBase
{
    [HttpGet("{id}")]
    public async Task<ActionResult<OrderModel>> Get(Guid id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } order ? OrderMapper.ToModel(order) : NotFound();

    [HttpPost]
    public async Task<ActionResult<OrderModel>> Post(OrderModel model, CancellationToken cancellationToken)
    {
        try
        {
            var order = await orders.PlaceAsync(
                model.Customer, model.Lines.Select(line => new OrderLine(line.Product, line.Quantity, line.Price)), cancellationToken);
            return CreatedAtAction(nameof(Get), new { id = order.Id }, OrderMapper.ToModel(order));
        }
        catch (ArgumentException e)
        {
            return BadRequest(e.Message);
        }
    }

    [HttpPost("{id}/payment")]
    public async Task<IActionResult> Pay(Guid id, CancellationToken cancellationToken) =>
        await orders.PayAsync(id, cancellationToken) ? NoContent() : Conflict();

    [HttpDelete("{id}")]
    public async Task<IActionResult> Delete(Guid id, [FromQuery] string? reason, CancellationToken cancellationToken)
    {
        await orders.CancelAsync(id, reason ?? "no reason given", cancellationToken);
        return NoContent();
    }
}
