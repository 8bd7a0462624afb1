/**
 * Prints the requirements of a `pyproject.toml` or a `Pipfile`, one a line, for pip, which reads neither for another
 * system than its own. `tomllib` is part of Python since 3.11.
 */
export const requirementsScript = `
import json, sys, tomllib
file, selectors = sys.argv[1], json.loads(sys.argv[2])
with open(file, "rb") as f:
    data = tomllib.load(f)

def of_group(name, seen=()):
    for item in data.get("dependency-groups", {}).get(name, []):
        if isinstance(item, str):
            yield item
        elif item.get("include-group") not in (None, name, *seen):
            yield from of_group(item["include-group"], (*seen, name))

def poetry_version(text):
    """The ranges of Poetry's own words, of which pip knows neither ^ nor a bare version."""
    def one(part):
        part = part.strip()
        if part in ("", "*"):
            return ""
        if part[0] not in "^~" or part.startswith("~="):
            return part if part[0] in "<>=!~" else "==" + part
        numbers = [int(n) for n in part.lstrip("^~").split(".") if n.isdigit()]
        kept = 1 if part[0] == "^" or len(numbers) == 1 else 2
        if part[0] == "^":
            kept = next((i + 1 for i, n in enumerate(numbers) if n), len(numbers))
        upper = numbers[:kept - 1] + [numbers[kept - 1] + 1]
        return ">=" + ".".join(map(str, numbers)) + ",<" + ".".join(map(str, upper))
    return ",".join(filter(None, map(one, text.split(","))))

def of_poetry():
    tool = data.get("tool", {}).get("poetry", {})
    groups = {name: group.get("dependencies", {}) for name, group in tool.get("group", {}).items()}
    wanted = [tool.get("dependencies", {})] + [groups.get(name, {}) for name in selectors["groups"] if name not in selectors["withoutGroups"]]
    if selectors["onlyGroups"]:
        wanted = [groups.get(name, {}) for name in selectors["onlyGroups"]]
    extra = {name for key in selectors["extras"] for name in tool.get("extras", {}).get(key, [])}
    for name, want in [item for one in wanted for item in one.items()]:
        want = {"version": want} if isinstance(want, str) else want
        if name == "python" or not isinstance(want, dict) or want.get("optional") and name not in extra:
            continue
        extras = "[" + ",".join(want["extras"]) + "]" if want.get("extras") else ""
        marker = "; " + want["markers"] if want.get("markers") else ""
        source = " @ git+" + want["git"] if want.get("git") else " @ " + want["url"] if want.get("url") else ""
        source += "@" + (want.get("rev") or want.get("tag") or want["branch"]) if want.keys() & {"rev", "tag", "branch"} else ""
        yield name + extras + (source or poetry_version(want.get("version", ""))) + marker

def of_pipfile():
    for name, want in data.get("packages", {}).items():
        want = {"version": want} if isinstance(want, str) else want
        extras = "[" + ",".join(want["extras"]) + "]" if want.get("extras") else ""
        version = "" if want.get("version", "*") == "*" else want["version"]
        marker = "; " + want["markers"] if want.get("markers") else ""
        source = " @ git+" + want["git"] + ("@" + want["ref"] if want.get("ref") else "") if want.get("git") else ""
        yield name + extras + (source or version) + marker

if file.endswith("Pipfile"):
    lines = list(of_pipfile())
elif "dependencies" not in data.get("project", {}) and "poetry" in data.get("tool", {}):
    lines = list(of_poetry())
elif selectors["onlyGroups"]:
    lines = [line for group in selectors["onlyGroups"] for line in of_group(group)]
else:
    project = data.get("project", {})
    lines = list(project.get("dependencies", []))
    for extra in selectors["extras"]:
        lines += project.get("optional-dependencies", {}).get(extra, [])
    for group in selectors["groups"]:
        if group not in selectors["withoutGroups"]:
            lines += of_group(group)
print("\\n".join(lines))
`;

/**
 * Prints the versions that a lock file has chosen, as constraints for an installer: \`uv.lock\`, \`poetry.lock\` or
 * \`Pipfile.lock\`. A package with two versions, for two systems, is left open where nothing tells them apart.
 */
export const constraintsScript = `
import json, sys, tomllib
with open(sys.argv[1], "rb") as f:
    data = json.load(f) if sys.argv[1].endswith("Pipfile.lock") else tomllib.load(f)
if isinstance(data.get("default"), dict):
    chosen = [(name, one["version"], one.get("markers")) for name, one in data["default"].items() if one.get("version")]
else:
    chosen = [(one["name"], "==" + one["version"], one.get("markers")) for one in data.get("package", [])
              if one.get("version") and one.get("source", {}).get("type") not in ("git", "directory", "file", "url")
              and not one.get("source", {}).keys() & {"git", "editable", "virtual", "directory", "path", "url"}]
names = [name for name, _, _ in chosen]
for name, version, marker in chosen:
    marker = marker if isinstance(marker, str) else None
    if marker or names.count(name) == 1:
        print(name + version + ("; " + marker if marker else ""))
`;
