using EventConsumers.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EventConsumers.Analyzers.Tests.Flow;

/// <summary>Which calls can come after another one, or after a catch clause has been entered.</summary>
public class FlowGraphTests
{
    [Theory]
    [InlineData("A(); if (b) { Start(); B(); } else { C(); } D();", "B D")]
    [InlineData("var ok = false; if (b) { Start(); ok = true; } if (!ok) A(); B();", "B")]
    [InlineData("if (b) { while (Is()) { Start(); } if (!b) A(); else B(); }", "B")]
    // What is known goes into a clause, from where something was thrown.
    [InlineData("if (b) { try { A(); } catch (Exception) { Start(); if (b) B(); else C(); } }", "B")]
    [InlineData("b = false; try { A(); b = true; B(); } catch (Exception) { Start(); if (b) C(); else D(); }", "C D")]
    [InlineData("b = false; try { A(); b = true; } catch (Exception) { Start(); if (b) B(); else C(); }", "C")]
    [InlineData("b = false; try { b = true; throw new Exception(); } catch (Exception) { Start(); if (b) A(); else B(); }", "A")]
    // A finally block goes on to where its branch leads.
    [InlineData("b = false; try { if (Is()) return; b = true; } finally { if (b) Start(); A(); } B();", "A B")]
    [InlineData("b = true; try { if (Is()) return; b = false; } finally { if (b) Start(); A(); } B();", "A")]
    [InlineData("while (Is()) { b = false; try { if (Is()) { b = true; break; } } finally { if (b) Start(); A(); } B(); } C();", "A C")]
    // An exception that runs through it goes on to the clauses round it, or leaves the function.
    [InlineData("b = true; try { try { A(); b = false; } finally { if (b) Start(); B(); } C(); } catch (Exception) { D(); } E();", "B D E")]
    [InlineData("b = true; try { A(); b = false; } finally { if (b) Start(); B(); } C();", "B")]
    [InlineData("b = true; try { try { A(); b = false; } finally { try { B(); } finally { if (b) Start(); C(); } } D(); } catch (Exception) { E(); }", "C E")]
    [InlineData("b = true; try { try { try { A(); b = false; } finally { if (b) Start(); } B(); } finally { C(); } D(); } catch (IOException) { E(); } F();", "C E F")]
    [InlineData("b = true; try { try { A(); b = false; } catch (IOException) { b = false; } finally { if (b) Start(); B(); } C(); } catch (Exception) { D(); }", "B D")]
    // Where no path comes by, nothing is known.
    [InlineData("b = true; try { A(); b = false; } catch (Exception) { b = false; } finally { if (b) Start(); B(); } C();", "B C")]
    public void After_a_call(string body, string expected) => Assert.Equal(expected, Search(body, (graph, root, visit) =>
    {
        var start = root.Descendants().OfType<IInvocationOperation>().Single(call => call.TargetMethod.Name == "Start");
        graph.SearchAfter(start.Syntax, OperationKind.Invocation, visit);
    }));

    [Theory]
    [InlineData("try { A(); } catch (Exception) { B(); } C();", "B C")]
    [InlineData("if (b) { try { A(); } catch (Exception) { } if (b) B(); else C(); }", "B")]
    [InlineData("if (b) { try { A(); } catch (Exception) when (Is()) { if (b) B(); else C(); } }", "B")]
    [InlineData("return; try { A(); } catch (Exception) { B(); }", "")]
    // The inner clause is entered only on the way out by return, or by an exception.
    [InlineData("b = false; try { if (Is()) return; b = true; } finally { if (!b) { try { A(); } catch (Exception) { B(); } } } C();", "B")]
    [InlineData("b = false; try { if (Is()) b = true; else A(); } finally { if (!b) { try { A(); } catch (Exception) { B(); } } } C();", "B C")]
    public void From_a_clause(string body, string expected) => Assert.Equal(expected, Search(body, (graph, root, visit) =>
        graph.SearchFromCatch(root.Descendants().OfType<ICatchClauseOperation>().Single(), visit)));

    // The names of the calls to A, B, C and so on that a search comes by.
    private static string Search(string body, Action<FlowGraph, IOperation, Func<IOperation, Step>> search)
    {
        var tree = CSharpSyntaxTree.ParseText($$"""
            using System;
            using System.IO;

            abstract class Code
            {
                protected abstract bool Is();
                protected abstract void Start();
                {{string.Concat("ABCDEF".Select(name => $"protected abstract void {name}();"))}}

                void Run(bool b)
                {
                    {{body}}
                }
            }
            """);
        var compilation = CSharpCompilation.Create("Code", [tree], [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)], new(OutputKind.DynamicallyLinkedLibrary));
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

        var method = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Single(declaration => declaration.Body is not null);
        var root = (IMethodBodyOperation)compilation.GetSemanticModel(tree).GetOperation(method)!;
        var graph = FlowGraph.Of(root, _ => ControlFlowGraph.Create(root), CancellationToken.None)!;
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        search(graph, root, operation =>
        {
            if (operation is IInvocationOperation { TargetMethod.Name: { Length: 1 } name })
                reached.Add(name);
            return Step.Continue;
        });
        return string.Join(' ', reached);
    }
}
