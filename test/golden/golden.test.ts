import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Analysis } from "../../engine/analyse.ts";
import type { Target } from "../../engine/names/target.ts";
import { codeFrame } from "../../engine/report/frame.ts";
import type { Problem } from "../../engine/report/problem.ts";
import { kinds } from "../../engine/resources/index.ts";
import { printTemplate } from "../../engine/template/print.ts";
import { analysed } from "../support/analysed.ts";
import { checkWholeTemplate } from "../support/aws-schema.ts";
import { assertGolden } from "../support/golden.ts";

const folder = new URL("./", import.meta.url);

const cases = readdirSync(folder, { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map((entry) => entry.name)
	.sort();

const usual: Target = { project: "proj", stage: "dev", region: "eu-west-1", account: "123456789012" };
const { account: _account, ...unknownAccount } = usual;

/** What is not the usual target or a config in the case's own folder. */
const special: Readonly<Record<string, { readonly target?: Target; readonly config?: URL }>> = {
	api: { config: new URL("../../examples/api/stacktape.yml", folder) },
	"long-names": { target: { ...usual, project: "my-very-long-project-name-for-acme", stage: "production" } },
	"no-account": { target: unknownAccount },
};

function analyseCase(name: string): Analysis {
	const { target = usual, config = new URL(`${name}/stacktape.yml`, folder) } = special[name] ?? {};
	return analysed(readFileSync(config, "utf8"), { target });
}

/** The name table: what AWS will see, what it was shortened from, and what is not known yet. */
function nameTable({ compiled }: Analysis): string {
	const rows = compiled.names.map(({ resource, logicalId, type, name }) => {
		const shortened = name?.shortened ? ` (shortened from ${name.full})` : "";
		const provisional = name?.provisional ? " (the account is not known)" : "";
		const text = name ? `${name.text}${shortened}${provisional}` : "-";
		return `${resource ?? "-"} | ${logicalId} | ${type} | ${text}\n`;
	});
	return rows.join("");
}

/** Problems as a terminal would show them. */
function problemList({ problems, lines }: Analysis): string {
	const one = ({ severity, code, message, hint, span, fixes = [] }: Problem) => {
		const rows = [`${severity} ${code}: ${message}`, codeFrame(lines, span)];
		if (hint) rows.push(`hint: ${hint}`);
		rows.push(...fixes.map((fix) => `fix: ${fix.title}`));
		return `${rows.join("\n")}\n`;
	};
	return problems.length === 0 ? "no problems\n" : problems.map(one).join("\n");
}

describe("golden cases", () => {
	for (const name of cases) {
		describe(name, () => {
			const analysis = analyseCase(name);
			const at = (file: string) => new URL(`${name}/${file}`, folder);
			const { template, deploymentBucket, companion } = analysis.compiled;

			it("compile to their template", () =>
				assertGolden(at("template.json"), printTemplate(template, deploymentBucket)));
			it("compile to what stands in us-east-1", () => {
				const file = at("companion.json");
				if (!companion) return assert.ok(!existsSync(file), "companion.json is left over");
				assertGolden(file, printTemplate(companion.template, deploymentBucket));
				assert.deepEqual(checkWholeTemplate(companion.template), []);
			});
			it("have their names", () => assertGolden(at("names.txt"), nameTable(analysis)));
			it("have their problems", () => assertGolden(at("problems.txt"), problemList(analysis)));
			it("are what AWS's own schemas allow", () => assert.deepEqual(checkWholeTemplate(template), []));
		});
	}

	it("are there for every type of resource", () => {
		for (const type of kinds.keys()) assert.ok(cases.includes(type), `test/golden/${type} is missing`);
	});

	it("are only special where there is a case", () => {
		for (const name of Object.keys(special)) assert.ok(cases.includes(name), name);
	});
});
