using System.Text.Json.Nodes;
using AlertResponder.Receptor.Formats;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace AlertResponder.Receptor.Http;

/// <summary>What the OpenAPI document says about the intake. The handler reads the body itself, so none of this can be inferred.</summary>
internal static class AlertIntakeDescription
{
    private const string Json = "application/json";

    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint) => endpoint
        .WithDescription(
            $"At most {ReceptorLimits.AlertsPerRequest} alerts, {ReceptorLimits.RequestBytes / 1024 / 1024} MiB and {ReceptorLimits.ValuesPerRequest} values. 202 means that the accepted "
            + "alerts are safe; those that were refused are listed by their index. When none was accepted the answer is 400.")
        .Produces<IntakeAnswer>(StatusCodes.Status202Accepted)
        .ProducesValidationProblem()
        .ProducesProblem(StatusCodes.Status408RequestTimeout)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(IdempotencyKey());
            foreach (var format in operation.Parameters.OfType<OpenApiParameter>().Where(parameter => parameter.Name == "format"))
                format.Schema = FormatNames();
            operation.RequestBody = Body();
            return Task.CompletedTask;
        });

    private static OpenApiSchema FormatNames() => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. AlertFormats.All.Select(format => JsonValue.Create(format.Name))],
    };

    private static OpenApiParameter IdempotencyKey() => new()
    {
        Name = IntakeRequest.IdempotencyKeyHeader,
        In = ParameterLocation.Header,
        Description = "Identifies this submission: the same key gives the same receipts, and the alerts count once. When unsure, send again with the same key.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = ReceptorLimits.MessageIdCharacters },
    };

    private static OpenApiRequestBody Body()
    {
        IOpenApiSchema[] forms = [.. AlertFormats.All.Select(format => format.Schema)];
        var one = new OpenApiSchema { AnyOf = forms };
        return new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Json] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        OneOf =
                        [
                            one,
                            new OpenApiSchema { Type = JsonSchemaType.Array, Items = one, MinItems = 1, MaxItems = ReceptorLimits.AlertsPerRequest },
                        ],
                    },
                    Examples = AlertFormats.All.ToDictionary(
                        format => format.Name,
                        IOpenApiExample (format) => new OpenApiExample { Summary = format.Schema.Title, Value = format.Example() }),
                },
            },
        };
    }
}
