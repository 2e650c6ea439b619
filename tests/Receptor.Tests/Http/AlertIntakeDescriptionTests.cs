using System.Net;
using System.Text.Json;

namespace AlertResponder.Receptor.Tests.Http;

public sealed class AlertIntakeDescriptionTests(ReceptorHost host)
{
    [Fact]
    public async Task Document_describes_both_doors_with_the_forms_and_an_example_of_each()
    {
        using var document = JsonDocument.Parse(await host.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        var paths = document.RootElement.GetProperty("paths");

        foreach (var path in new[] { "/alerts", "/alerts/{format}" })
        {
            var operation = paths.GetProperty(path).GetProperty("post");
            operation.GetProperty("summary").GetString().Should().NotBeEmpty();
            var body = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
            body.GetProperty("examples").EnumerateObject().Select(example => example.Name).Should().BeEquivalentTo("alertresponder", "deepalert", "guardduty");
            var forms = body.GetProperty("schema").GetProperty("oneOf")[0].GetProperty("anyOf").EnumerateArray().ToArray();
            forms.Select(form => form.GetProperty("title").GetString()).Should().BeEquivalentTo("AlertResponder", "deepalert", "GuardDuty");
            forms.Single(form => form.GetProperty("title").GetString() == "AlertResponder").GetProperty("properties").GetProperty("attrs").GetProperty("items")
                .GetProperty("required").EnumerateArray().Select(name => name.GetString()).Should().BeEquivalentTo("type", "value");
            operation.GetProperty("responses").EnumerateObject().Select(response => response.Name).Should().Contain(["202", "400", "413", "415", "429", "503"]);
            operation.GetProperty("parameters").EnumerateArray()
                .Select(parameter => parameter.GetProperty("name").GetString()).Should().Contain("Idempotency-Key");
        }
    }

    [Fact]
    public async Task Answer_is_described_as_it_is_written()
    {
        using var document = JsonDocument.Parse(await host.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");

        schemas.GetProperty("IntakeAnswer").GetProperty("required").EnumerateArray().Select(name => name.GetString()).Should().Equal("accepted");
        schemas.GetProperty("RejectedAlert").GetProperty("properties").GetProperty("index").GetProperty("type").GetString().Should().Be("integer");
    }

    [Fact]
    public async Task Examples_of_the_document_are_accepted_as_they_stand()
    {
        using var document = JsonDocument.Parse(await host.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        var examples = document.RootElement.GetProperty("paths").GetProperty("/alerts").GetProperty("post").GetProperty("requestBody").GetProperty("content")
            .GetProperty("application/json").GetProperty("examples");

        foreach (var example in examples.EnumerateObject())
        {
            using var response = await host.PostAsync(example.Value.GetProperty("value").GetRawText(), $"/alerts/{example.Name}");
            await response.AnswerAsync();
        }
    }

    [Fact]
    public async Task Page_to_try_it_is_there_in_development_only_and_loads_nothing_from_elsewhere()
    {
        await using var development = await ReceptorHost.StartAsync(environment: "Development");

        using var absent = await host.Client.GetAsync("/scalar/", TestContext.Current.CancellationToken);
        var page = await development.Client.GetStringAsync("/scalar/", TestContext.Current.CancellationToken);

        absent.StatusCode.Should().Be(HttpStatusCode.NotFound);
        page.Should().NotContain("//cdn").And.NotContain("fonts.").And.NotContain("proxy.scalar.com").And.NotContain("https://");
    }
}
