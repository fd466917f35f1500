using System.Globalization;
using EventConsumers.Performance;

// Only numbers of files to generate may be given: 1,000 and 10,000 unless others are. A page is written with those two only.
int[] sizes = args.Length > 0 ? [.. args.Select(int.Parse)] : [1_000, 10_000];

var sets = AnalyzerSet.All();
foreach (var set in sets)
    Console.WriteLine($"{set.Name} {set.Version}: {(set.IsAvailable ? $"{set.Rules} rules" : "not on the package feed")}");

List<MeasuredProject> projects =
[
    new("samples", SampleProjects.Compile(), rounds: 5),
    .. sizes.Select(size => new MeasuredProject(string.Create(CultureInfo.InvariantCulture, $"{size:N0} files"), [GeneratedProject.Compile(size)], rounds: 3)),
];
foreach (var project in projects)
    project.MustCompile();

var available = sets.Where(set => set.IsAvailable).ToList();
Console.WriteLine("Warming up");
foreach (var project in projects.Take(2))
    project.Measure(available, rounds: 1);

// Of the largest project the others take minutes: one round of them must do.
var results = projects.ToDictionary(project => project, project => project.Measure(available, project.Rounds, roundsOfOthers: project.Files > 5_000 ? 1 : project.Rounds));
var table = PerformancePage.Table(sets, results);
Console.WriteLine(table);
if (args.Length == 0)
    MeasuredSection.Write("measured", table);
