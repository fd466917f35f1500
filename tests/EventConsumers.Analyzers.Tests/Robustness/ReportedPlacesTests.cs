using EventConsumers.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace EventConsumers.Analyzers.Tests.Robustness;

public sealed class ReportedPlacesTests
{
    private static readonly CSharpCompilation Compilation = CSharpCompilation.Create("Test", [CSharpSyntaxTree.ParseText("class A { } class B { }")]);
    private static readonly ISymbol A = Compilation.GetTypeByMetadataName("A")!;
    private static readonly ISymbol B = Compilation.GetTypeByMetadataName("B")!;

    private readonly ReportedPlaces _places = new();

    [Fact]
    public void One_analysis_reports_a_place_once_per_rule()
    {
        var isFirst = _places.For(A);
        Assert.True(isFirst("EVC1001", Place(0)));
        Assert.False(isFirst("EVC1001", Place(0)));
        Assert.True(isFirst("EVC1002", Place(0)));
        Assert.True(isFirst("EVC1001", Place(1)));
    }

    [Fact]
    public void Another_body_does_not_report_it_again()
    {
        Assert.True(_places.For(A)("EVC1001", Place(0)));
        Assert.False(_places.For(B)("EVC1001", Place(0)));
    }

    [Fact]
    public void The_same_body_reports_it_again_when_it_is_analysed_again()
    {
        Assert.True(_places.For(A)("EVC1001", Place(0)));
        Assert.True(_places.For(A)("EVC1001", Place(0)));
    }

    [Fact]
    public void What_another_body_will_report_is_left_to_it()
    {
        Assert.False(_places.For(A, (_, place) => place == Place(0))("EVC1001", Place(0)));
        Assert.True(_places.For(B)("EVC1001", Place(0)));
        Assert.True(_places.For(A, (_, place) => place == Place(0))("EVC1001", Place(1)));
    }

    private static Location Place(int start) => Location.Create(Compilation.SyntaxTrees[0], new TextSpan(start, 1));
}
