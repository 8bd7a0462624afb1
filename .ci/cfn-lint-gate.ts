import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { arch } from "node:os";
import { basename, join } from "node:path";
import { printTemplate } from "../engine/template/print.ts";
import { buildOnce } from "../sandbox/cache.ts";
import { canInstallSystemPackages, findPython } from "../sandbox/python.ts";
import { run } from "../sandbox/run.ts";
import { realConfigs, unbuiltParts } from "../test/corpus/corpus.ts";
import { root } from "./bundles.ts";
import { fail, type GateOptions, type GateResult, judge, skip } from "./gate.ts";
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

/** Kinds of warnings that are right about our templates and change nothing, and why. */
const acceptedWarnings: Readonly<Record<string, string>> = {
	W1020: "the overview of the stack has one form, also where nothing has to be filled in",
	W2501: "a config may hold a password in words",
	W2531: "a config may ask for a runtime that AWS is about to retire; the defaults are newer",
	W3691: "a config may ask for a version of a database that AWS is about to retire, and may run it already",
	W3005: "the format names what a resource waits for, also where a reference says it already",
};

/** Errors in the words of a config that is not ours, by rule and template. */
const ofTheConfig: Readonly<Record<string, string>> = {
	"E3031 s3files-model-inference-api": "its ARN of an access point is a placeholder",
};

/** One finding of cfn-lint, as far as it is read. */
type Finding = {
	readonly Rule: { readonly Id: string };
	readonly Level: string;
	readonly Message: string;
	readonly Filename: string;
	readonly Location: { readonly Path?: readonly (string | number)[] };
};

function describe({ Rule, Message, Filename, Location }: Finding): string {
	return `${Rule.Id} ${Filename} ${(Location.Path ?? []).join(".")}: ${Message}`;
}

/** Splits findings into what fails, one line each, and the accepted warnings, counted by kind. */
export function judgeFindings(findings: readonly Finding[]): {
	readonly failures: readonly string[];
	readonly accepted: readonly string[];
} {
	const isAccepted = ({ Rule, Level, Filename }: Finding) =>
		(Level !== "Error" && Rule.Id in acceptedWarnings) ||
		`${Rule.Id} ${basename(Filename, ".json")}` in ofTheConfig;
	const ids = findings.filter(isAccepted).map(({ Rule }) => Rule.Id);
	const kinds = [...new Set(ids)].sort();
	return {
		failures: findings.filter((finding) => !isAccepted(finding)).map(describe),
		accepted: kinds.map(
			(id) =>
				`${id} (${ids.filter((one) => one === id).length}): ${acceptedWarnings[id] ?? "in the words of a config that is not ours"}`,
		),
	};
}

/** Compiles the real configs and those of test/configs that use nothing but what is built; gives the files. */
async function writeTemplates(folder: string): Promise<readonly string[]> {
	const written: string[] = [];
	await mkdir(folder, { recursive: true });
	for (const { name, analyse } of realConfigs()) {
		const analysis = analyse();
		if (unbuiltParts(analysis).length > 0) continue;
		const { template, deploymentBucket } = analysis.compiled;
		const file = join(folder, `${name}.json`);
		await writeFile(file, printTemplate(template, deploymentBucket));
		written.push(file);
	}
	return written;
}

/**
 * Reads every golden template, and those of real configs, with cfn-lint, which knows AWS's resource schemas and
 * nothing of Spool. Errors fail, and so do warnings of a kind that nobody has looked at.
 */
export async function checkTemplates({ signal, temp }: GateOptions): Promise<GateResult> {
	const golden = globSync("test/golden/*/{template,companion}.json", { cwd: root }).sort();
	if (golden.length === 0) return skip("there is no test/golden/*/template.json");
	let python: string;
	try {
		python = await installCfnLint(signal);
	} catch (error) {
		return skip(`cfn-lint could not be installed: ${error instanceof Error ? error.message : String(error)}`);
	}
	const templates = [...golden, ...(await writeTemplates(join(temp, "templates")))];
	const report = join(temp, "cfn-lint.json");
	const args = ["-c", startCfnLint, "--format", "json", "--output-file", report];
	args.push("--non-zero-exit-code", "none", "--regions", "eu-west-1");
	const { exitCode, output } = await runChild(python, [...args, "--", ...templates], {
		signal,
		timeoutMs: 600_000,
	});
	if (exitCode !== 0) return fail(output);
	const { failures, accepted } = judgeFindings(JSON.parse(readFileSync(report, "utf8")));
	return judge(failures, [`${templates.length} templates`, ...accepted].join("; "));
}
