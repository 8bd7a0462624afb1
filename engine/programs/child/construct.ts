import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CodeAnswer, CodeFault } from "../../config/program/answer.ts";
import { type Exports, exportOf } from "./load.ts";
import type { BundledCode, Task } from "./request.ts";

type ConstructTask = Task & { readonly kind: "construct" };
type Class = new (...args: readonly unknown[]) => object;

/** What is used of the user's own aws-cdk-lib and constructs. */
type Library = {
	readonly App: new (options: object) => { synth(): { readonly directory: string } };
	readonly Stack: Class;
	readonly Construct: Class;
	readonly Token: { asString(value: unknown): string };
};

/** Id of the stack that the construct is put into; part of the logical ids that the CDK makes. */
const stackId = "stack";

type Section = Readonly<Record<string, unknown>>;

function fault(code: string, message: string, hint: string): CodeFault {
	return { code, message, hint };
}

function loadLibrary({ entry }: BundledCode): Library | CodeFault {
	const load = createRequire(entry);
	try {
		const { App, Stack, Token } = load("aws-cdk-lib") as Pick<Library, "App" | "Stack" | "Token">;
		const { Construct } = load("constructs") as Pick<Library, "Construct">;
		return { App, Stack, Construct, Token };
	} catch {
		return fault(
			"cdk-missing",
			"the packages aws-cdk-lib and constructs are not installed in this project",
			"run: npm install aws-cdk-lib constructs",
		);
	}
}

function isClass(value: unknown): value is Class {
	return typeof value === "function" && typeof value.prototype === "object" && value.prototype !== null;
}

/** The exported class, or why it cannot be used. */
function constructClass(
	exports: Exports,
	{ exportName }: ConstructTask,
	{ Construct, Stack }: Library,
	called: string,
): Class | CodeFault {
	const found = exportOf(exports, exportName);
	if (found === undefined) {
		const names = Object.keys(exports).filter((name) => isClass(exports[name]));
		const known = names.length > 0 ? `it exports: ${names.join(", ")}` : "export the class of the construct";
		const what = exportName === "default" ? "nothing as default" : `no "${exportName}"`;
		return fault("export-not-found", `the file of ${called} exports ${what}`, known);
	}
	if (!isClass(found) || !(found.prototype instanceof Construct)) {
		const message = `"${exportName}" of ${called} is no class of a construct`;
		return fault("cdk-not-a-construct", message, "let it extend Construct of the package constructs");
	}
	if (found.prototype instanceof Stack) {
		const message = `"${exportName}" of ${called} is a Stack, which cannot be put into another one`;
		return fault("cdk-is-a-stack", message, "let it extend Construct, and give it what the stack has");
	}
	return found;
}

function readJson(file: string): Section {
	return JSON.parse(readFileSync(file, "utf8")) as Section;
}

function sectionOf(template: Section, name: string): Section {
	const section = template[name];
	return typeof section === "object" && section !== null ? (section as Section) : {};
}

/** Files and images that the CDK would publish itself; the template alone is no asset. */
function assetsIn(folder: string): readonly string[] {
	const manifest = readdirSync(folder).find((name) => name === `${stackId}.assets.json`);
	if (manifest === undefined) return [];
	const { files = {}, dockerImages = {} } = readJson(join(folder, manifest)) as {
		readonly files?: Readonly<Record<string, { readonly source?: { readonly path?: string } }>>;
		readonly dockerImages?: Section;
	};
	const paths = Object.values(files).map(({ source }) => source?.path ?? "");
	return [...paths.filter((path) => !path.endsWith(".template.json")), ...Object.keys(dockerImages)];
}

/** What of a synthesized stack has no place in another one. */
function lostParts(template: Section, folder: string, called: string): readonly CodeFault[] {
	const faults: CodeFault[] = [];
	for (const name of ["Parameters", "Conditions", "Mappings", "Rules", "Transform"]) {
		// The version of its bootstrap stack is a matter of the CDK's own deploys.
		const keys = Object.keys(sectionOf(template, name)).filter((key) => !/BootstrapVersion$/.test(key));
		if (keys.length === 0 && typeof template[name] !== "string") continue;
		const message = `${called} needs ${name} in its template (${keys.join(", ") || String(template[name])}), which are not carried over`;
		faults.push(fault("cdk-part-lost", message, "give the construct values instead"));
	}
	if (assetsIn(folder).length > 0) {
		const message = `${called} has files or images that the CDK would publish itself, which are not carried over`;
		faults.push(fault("cdk-part-lost", message, "make the function or container a resource of the config"));
	}
	return faults;
}

/** Imports of this name mark what only the deploy knows; the CDK carries them into the template. */
const IMPORT = "Fn::ImportValue";
const marks = "spool-value-";

/** `value` with a token of the CDK, which is a text, in each place of a value that only the deploy knows. */
function withTokens(value: unknown, { Token }: Pick<Library, "Token">): unknown {
	if (Array.isArray(value)) return value.map((item) => withTokens(item, { Token }));
	if (typeof value !== "object" || value === null) return value;
	if (IMPORT in value && String(value[IMPORT]).startsWith(marks)) return Token.asString(value);
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [key, withTokens(member, { Token })]),
	);
}

/** Synthesizes the construct in a stack of its own, in a folder that is removed again. */
function synthesize(found: Class, task: ConstructTask, library: Library, called: string): CodeAnswer {
	const { App, Stack } = library;
	const outdir = mkdtempSync(join(tmpdir(), "spool-cdk-"));
	try {
		const app = new App({ outdir, analyticsReporting: false });
		const stack = new Stack(app, stackId);
		new found(stack, task.name, withTokens(task.properties, library));
		const folder = app.synth().directory;
		const template = readJson(join(folder, `${stackId}.template.json`));
		const faults = lostParts(template, folder, called);
		if (faults.length > 0) return { ok: false, faults };
		return {
			ok: true,
			value: { Resources: sectionOf(template, "Resources"), Outputs: sectionOf(template, "Outputs") },
		};
	} finally {
		rmSync(outdir, { recursive: true, force: true });
	}
}

/** The resources and outputs that a construct of the CDK makes, with the CDK of the user's own project. */
export function constructAnswer(
	exports: Exports,
	task: ConstructTask,
	code: BundledCode,
	called: string,
): CodeAnswer {
	const library = loadLibrary(code);
	if ("code" in library) return { ok: false, faults: [library] };
	const found = constructClass(exports, task, library, called);
	if ("code" in found) return { ok: false, faults: [found as CodeFault] };
	return synthesize(found, task, library, called);
}
