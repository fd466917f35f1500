using System.Globalization;

namespace EventConsumers.Testing;

/// <summary>Files of a test project. A file without a name gets one.</summary>
public sealed class SourceFileList(string prefix, string extension) : List<(string Path, string Content)>
{
    /// <summary>Adds a file without a name.</summary>
    public void Add(string content)
    {
        var number = extension == ".editorconfig" ? "" : Count.ToString(CultureInfo.InvariantCulture);
        Add((prefix + number + extension, content));
    }
}
