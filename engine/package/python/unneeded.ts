/** Files and folders that no program needs, as the format leaves them out. */
const unneeded: ReadonlySet<string> = new Set(
	".DS_Store .git .idea .mypy_cache .next .pytest_cache .ruff_cache .serverless .spool .stacktape .venv .vscode __pycache__ node_modules test_coverage venv".split(
		" ",
	),
);

/** True for a path that no program in Python needs beside its sources. */
export function unneededByPython(path: string): boolean {
	return unneeded.has(path.split("/").at(-1) ?? "");
}
