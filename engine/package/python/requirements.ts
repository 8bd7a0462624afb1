import { posix, resolve } from "node:path";
import type { Host } from "../../host/port.ts";

/** What an installation may be told beside the file: all of it is for `pyproject.toml`. */
export type Selectors = {
	readonly extras: readonly string[];
	readonly groups: readonly string[];
	readonly withoutGroups: readonly string[];
	readonly onlyGroups: readonly string[];
};

export type DependencyFile = {
	/** Relative to the config. */
	readonly path: string;
	readonly kind: "requirements" | "pyproject" | "pipfile";
};

/** Names of files that list packages, in the format's order. */
const known = ["pyproject.toml", "requirements.txt", "Pipfile"] as const;

function kindOf(path: string): DependencyFile["kind"] {
	const name = posix.basename(path);
	if (name === "pyproject.toml") return "pyproject";
	return name === "Pipfile" ? "pipfile" : "requirements";
}

/** The file that lists the packages of a program: the one that is named, else one beside it, else one beside the config. */
export async function findDependencyFile(
	host: Host,
	root: string,
	entry: string,
	named: string | undefined,
): Promise<DependencyFile | undefined> {
	if (named !== undefined) return { path: posix.normalize(named), kind: kindOf(named) };
	for (const folder of new Set([posix.dirname(entry), "."])) {
		for (const name of known) {
			const path = posix.join(folder, name);
			if ((await host.kindOf(resolve(root, path))) === "file") return { path, kind: kindOf(path) };
		}
	}
	return undefined;
}

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
