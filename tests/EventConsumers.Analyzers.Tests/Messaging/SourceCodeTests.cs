using EventConsumers.Analyzers.Messaging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EventConsumers.Analyzers.Tests.Messaging;

public sealed class SourceCodeTests
{
    [Theory]
    [InlineData("class Store : IStore { public void Save() { } }")]
    [InlineData("namespace Shop { class Outer { struct Store : global::IStore { public void Save() { } } } }")]
    [InlineData("abstract class Base : IStore { public abstract void Save(); } sealed class Store : Base { public override void Save() { } }")]
    [InlineData("interface IShopStore : IStore { } class Store : System.IDisposable, IShopStore { public void Save() { } public void Dispose() { } }")]
    [InlineData("namespace Shop { using Kept = IStore; class Store : Kept { public void Save() { } } }")]
    public void An_implementation_is_found_by_what_its_base_list_names(string implementation)
    {
        var (source, compilation) = Compile("interface IStore { void Save(); }", implementation);
        var contract = compilation.GetTypeByMetadataName("IStore")!;

        Assert.Equal("Store", Assert.Single(source.ImplementersOf(contract)).Name);
    }

    [Fact]
    public void A_type_that_derives_from_another_of_the_name_is_no_implementation()
    {
        var (source, compilation) = Compile("interface IStore { void Save(); }", "namespace Shop { interface IStore { } class Store : IStore { } }");

        Assert.Empty(source.ImplementersOf(compilation.GetTypeByMetadataName("IStore")!));
    }

    [Fact]
    public void Of_two_implementations_none_is_the_one()
    {
        var (source, compilation) = Compile(
            "interface IStore { void Save(); }", "class One : IStore { public void Save() { } }", "class Two : IStore { public void Save() { } }");
        var method = (IMethodSymbol)compilation.GetTypeByMetadataName("IStore")!.GetMembers("Save").Single();

        Assert.Null(source.SoleImplementationOf(method));
    }

    [Fact]
    public void Calls_lead_to_a_name_as_deep_as_they_are_followed_and_no_deeper()
    {
        var (source, compilation) = Compile(
            "class Chain { void One() => Two(); void Two() => Three(); void Three() => Four(); void Four() => System.Threading.Thread.Sleep(1); void Other() { } }");
        var leading = LeadingNames.To(["Sleep"], null, 3, source, default);

        Assert.Equal(["Two", "Three", "Four"], Methods(compilation).Where(leading.Has).Select(method => method.Name));
    }

    [Fact]
    public void Many_methods_that_lead_somewhere_are_told_from_those_that_do_not()
    {
        var leads = string.Concat(Enumerable.Range(0, 100).Select(i => $"void Leads{i}() => System.Threading.Thread.Sleep({i}); "));
        var (source, compilation) = Compile($"class Many {{ {leads} void Other() {{ }} }}");
        var leading = LeadingNames.To(["Sleep"], null, 3, source, default);

        Assert.Equal("Other", Assert.Single(Methods(compilation), method => !leading.Has(method)).Name);
    }

    [Fact]
    public void A_local_function_may_lead_wherever_the_code_round_it_does()
    {
        var (source, compilation) = Compile("""
            class Locals
            {
                void Waits() { void Inner() => System.Threading.Thread.Sleep(1); Inner(); }
                void Returns() { void Inner() { } Inner(); }
                Locals() { void Inner() { } Inner(); }
            }
            """);
        var leading = LeadingNames.To(["Sleep"], null, 3, source, default);
        var tree = compilation.SyntaxTrees.Single();
        var model = compilation.GetSemanticModel(tree);

        Assert.Equal([true, false, true], tree.GetRoot().DescendantNodes().OfType<LocalFunctionStatementSyntax>().Select(local => leading.Has((IMethodSymbol)model.GetDeclaredSymbol(local)!)));
    }

    [Fact]
    public void Methods_are_found_by_the_words_that_stand_together_in_them()
    {
        var (source, compilation) = Compile("""
            class Loops
            {
                void Retries() { while (true) { try { return; } catch { } } }
                void Loops1() { while (true) { } }
                void Catches() { try { } catch { } }
                void Calls() => Retries();
            }
            """);
        var leading = LeadingNames.ToMethodsWith([["catch"], ["while", "for"]], 2, source, default);

        Assert.Equal(["Retries", "Calls"], Methods(compilation).Where(leading.Has).Select(method => method.Name));
    }

    private static IEnumerable<IMethodSymbol> Methods(Compilation compilation) =>
        compilation.Assembly.GlobalNamespace.GetTypeMembers().Single().GetMembers().OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary);

    private static (SourceCode Source, Compilation Compilation) Compile(params string[] files)
    {
        var compilation = CSharpCompilation.Create(
            "Source",
            files.Select(file => CSharpSyntaxTree.ParseText(file)),
            References.None.Metadata,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return (new SourceCode(compilation, new Vocabulary([])), compilation);
    }
}
