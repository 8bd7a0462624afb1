import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { arch } from "node:os";
import { join } from "node:path";
import { buildOnce } from "../sandbox/cache.ts";
import { canInstallSystemPackages, findPython } from "../sandbox/python.ts";
import { run } from "../sandbox/run.ts";
import { root } from "./bundles.ts";
import { fail, type GateOptions, type GateResult, pass, skip } from "./gate.ts";
import { runChild } from "./run-child.ts";

/** Its script would name the folder that the environment was built in, before it was renamed. */
const startCfnLint = "import sys; from cfnlint.runner import main; sys.exit(main())";

const requirements = join(root, ".ci", "cfn-lint.txt");

/** Makes the virtual environment once. Rejects with the reason when Python or PyPI is out of reach. */
async function installCfnLint(signal: AbortSignal): Promise<string> {
	const canInstall = canInstallSystemPackages();
	const base = await findPython({ run, onProgress: () => undefined, canInstall, signal });
	const pins = readFileSync(requirements);
	const key = createHash("sha256").update(pins).update(base.version).update(base.program).update(arch());
	const folder = await buildOnce("cfn-lint", key.digest("hex").slice(0, 16), async (aside) => {
		await mustRun(base.program, ["-m", "venv", aside], signal);
		const install = [
			"-m",
			"pip",
			"install",
			"--quiet",
			"--no-input",
			"--disable-pip-version-check",
			"--no-deps",
		];
		await mustRun(join(aside, "bin", "python"), [...install, "-r", requirements], signal);
	});
	return join(folder, "bin", "python");
}

async function mustRun(program: string, args: readonly string[], signal: AbortSignal): Promise<void> {
	// A user's pip may be set to install into the home folder, which a virtual environment refuses.
	const { exitCode, stdout, stderr } = await run(program, args, {
		signal,
		env: { ...process.env, PIP_USER: "0" },
	});
	if (exitCode === 0) return;
	const lines = `${stdout}\n${stderr}`.trim().split("\n");
	throw new Error(lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? `${program} failed`);
}

/**
 * Reads every golden template with cfn-lint, which knows AWS's resource schemas and nothing of Spool. Errors
 * fail; warnings are matters of taste.
 */
export async function checkGoldenTemplates({ signal }: GateOptions): Promise<GateResult> {
	const templates = globSync("test/golden/*/template.json", { cwd: root }).sort();
	if (templates.length === 0) return skip("there is no test/golden/*/template.json");
	let python: string;
	try {
		python = await installCfnLint(signal);
	} catch (error) {
		return skip(`cfn-lint could not be installed: ${error instanceof Error ? error.message : String(error)}`);
	}
	const args = [
		"-c",
		startCfnLint,
		"--non-zero-exit-code",
		"error",
		"--ignore-checks",
		"W",
		"I",
		"--regions",
		"eu-west-1",
	];
	const { exitCode, output } = await runChild(python, [...args, "--", ...templates], {
		signal,
		timeoutMs: 300_000,
	});
	return exitCode === 0 ? pass(`${templates.length} templates`) : fail(output);
}
