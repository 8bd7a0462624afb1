import assert from "node:assert/strict";
import { type Analysis, analyse } from "../../engine/analyse.ts";
import { pascal } from "../../engine/names/logical-id.ts";
import { hasErrors, type Problem } from "../../engine/report/problem.ts";
import { checkWholeTemplate } from "../support/aws-schema.ts";
import { target } from "../support/placed.ts";
import {
	analyseWhole,
	corpusNames,
	corpusText,
	expectedChildren,
	isCorpusThere,
	unbuiltParts,
} from "./corpus.ts";
import { unexplained } from "./vendor-rows.ts";

function childrenOf({ compiled }: Analysis): readonly string[] {
	return Object.entries(compiled.template.Resources).map(([id, { Type }]) => `${id} ${Type}`);
}

function typesOf({ graph }: Analysis): ReadonlyMap<string, string> {
	return new Map([...graph.resources].map(([name, { placed }]) => [pascal(name), placed.type]));
}

/** A problem as `line code "text at the place"`. */
function lineOf({ lines, file }: Analysis, { code, span }: Problem): string {
	const line = lines.positionAt(span.start).line + 1;
	return `${line} ${code} ${JSON.stringify(file.text.slice(span.start, span.end))}`;
}

const allLines = (analysis: Analysis): readonly string[] =>
	analysis.problems.map((problem) => lineOf(analysis, problem));

describe("real configs", () => {
	before(function () {
		if (isCorpusThere) return;
		// Mocha shows no reason of its own for what is skipped.
		process.stderr.write("SKIPPED: there is no corpus of real configs beside the repository\n");
		this.skip();
	});

	for (const name of corpusNames("starters")) {
		describe(name, () => {
			const analysis = analyseWhole(corpusText("starters", name));
			const later = unbuiltParts(analysis);

			it("has no fault but what is not built yet", () => {
				// A password in clear text is worth a warning, also in an example.
				const meant = ["not-built-yet", "password-in-clear-text"];
				const found = analysis.problems.filter(({ code }) => !meant.includes(code));
				assert.deepEqual(
					found.map((problem) => lineOf(analysis, problem)),
					[],
				);
			});

			it("is what AWS's own schemas allow", () => {
				assert.deepEqual(checkWholeTemplate(analysis.compiled.template), []);
			});

			if (later.length > 0) {
				it(`has the children of the format: waits for ${later.join(", ")}`);
				return;
			}
			it("has the children of the format, but for what needs its helper, and no others", () => {
				const [expected, actual] = [expectedChildren(name), childrenOf(analysis)];
				assert.deepEqual(unexplained({ expected, actual, types: typesOf(analysis) }), []);
			});
		});
	}
});

/** Lines of a faulty config that a comment calls wrong, 1-based. */
function faultyLines(text: string): readonly number[] {
	const isMarked = /# (should be|typo|invalid|wrong|name should be|maxInstances should be|valid versions)/;
	return text
		.split("\n")
		.flatMap((line, index) => (isMarked.test(line) && !/^\s*#/.test(line) ? [index + 1] : []));
}

/** The line and those of the keys around it. */
function linesAround(text: string, line: number): readonly number[] {
	const all = text.split("\n");
	const around = [line];
	let indent = /^[\s-]*/.exec(all[line - 1] ?? "")?.[0].length ?? 0;
	for (let at = line - 1; at >= 1; at--) {
		const here = /^[\s-]*/.exec(all[at - 1] ?? "")?.[0].length ?? 0;
		if (here >= indent || all[at - 1]?.trim() === "") continue;
		around.push(at);
		indent = here;
	}
	return around;
}

describe("wrong configs", () => {
	/** Lines whose fault nobody can know, because of another fault around them. */
	const follows: Readonly<Record<string, readonly number[]>> = {
		// What the properties of an engine mean depends on the engine, whose name is wrong.
		"09-invalid-database-engine": [13],
	};

	/** Faults that the comments of a config do not speak of. */
	const unsaid: Readonly<Record<string, readonly string[]>> = {
		// A task of ECS has at least one container.
		"06-multiple-resources-errors": ['9 list-length-out-of-range "containers"'],
	};

	for (const name of corpusNames("invalid")) {
		const text = corpusText("invalid", name);
		const analysis = analyse({ path: "stacktape.yml", text }, target);
		const later = unbuiltParts(analysis).filter((part) => !part.startsWith("container-workload"));
		if (later.length > 0) {
			it(`${name}: waits for ${later.join(", ")}`);
			continue;
		}

		it(`${name} has a problem at every fault, or at the unknown key that it stands in`, () => {
			const found = analysis.problems.map(({ span }) => analysis.lines.positionAt(span.start).line + 1);
			const unknown = analysis.problems
				.filter(({ code }) => code === "unknown-property")
				.map(({ span }) => analysis.lines.positionAt(span.start).line + 1);
			const missed = faultyLines(text).filter(
				(line) => !found.includes(line) && !linesAround(text, line).some((one) => unknown.includes(one)),
			);
			assert.deepEqual(missed, follows[name] ?? []);
		});

		it(`${name} has no problem anywhere else`, () => {
			const faulty = new Set(faultyLines(text).flatMap((line) => linesAround(text, line)));
			const other = analysis.problems.filter(
				({ span, code }) =>
					code !== "missing-property" && !faulty.has(analysis.lines.positionAt(span.start).line + 1),
			);
			assert.deepEqual(
				other.map((problem) => lineOf(analysis, problem)),
				unsaid[name] ?? [],
			);
			assert.ok(hasErrors(analysis.problems));
		});
	}

	// Each fault has a comment in its file; a fault further down that follows from one above is no second problem.
	const exact: Readonly<Record<string, readonly string[]>> = {
		"05-wrong-type-value": ["12 wrong-type \"'thirty'\"", '13 wrong-type "true"', '20 wrong-type "enabled"'],
		"08-invalid-event-type": ['14 value-not-allowed "http-api"', '18 value-not-allowed "scheduled"'],
		"11-invalid-custom-domain": [
			'9 text-not-matching "123.456.789"',
			'10 unknown-property "certificateArn"',
			'11 unknown-property "domainNme"',
		],
		"12-invalid-environment-vars": [
			'14 unknown-property "nama"',
			'17 unknown-property "valeu"',
			'18 wrong-type "12345"',
		],
	};

	for (const [name, expected] of isCorpusThere ? Object.entries(exact) : []) {
		it(`${name} is wrong exactly where a person would point`, () => {
			const found = allLines(analyse({ path: "stacktape.yml", text: corpusText("invalid", name) }, target));
			assert.deepEqual(
				found.filter((line) => !line.includes(" not-built-yet ")),
				expected,
			);
		});
	}

	const repairs: Readonly<Record<string, readonly string[]>> = {
		"08-invalid-event-type": ["http-api-gateway", "schedule"],
		"11-invalid-custom-domain": ["customCertificateArn", "domainName"],
		"12-invalid-environment-vars": ["name", "value", '"12345"'],
	};

	for (const [name, expected] of isCorpusThere ? Object.entries(repairs) : []) {
		it(`${name} gets the suggestions that repair it`, () => {
			const { problems } = analyse({ path: "stacktape.yml", text: corpusText("invalid", name) }, target);
			assert.deepEqual(
				problems.flatMap(({ fixes = [] }) => fixes.map((fix) => fix.text)),
				expected,
			);
		});
	}
});
