import assert from "node:assert/strict";
import { readLocalSettings, settingsPaths } from "../../../engine/config/local-settings.ts";

const path = "/code/spool.settings.yml";
const read = (text: string) => readLocalSettings(JSON.stringify({ path, text }));

describe("the settings of a repository", () => {
	it("lie beside the config or above it", () => {
		assert.deepEqual(
			[...settingsPaths("/code/app")],
			["/code/app/spool.settings.yml", "/code/spool.settings.yml", "/spool.settings.yml"],
		);
		assert.deepEqual(
			[...settingsPaths("C:\\code")],
			["C:\\code/spool.settings.yml", "C:/spool.settings.yml"],
		);
	});

	it("may not be there, or hold nothing", () => {
		for (const answer of [undefined, null]) {
			assert.deepEqual(readLocalSettings(answer), { settings: { guardrails: [] }, problems: [] });
		}
		assert.deepEqual(read("# later\n"), { settings: { guardrails: [] }, problems: [] });
	});

	it("have rules and a budget", () => {
		const { settings, problems } = read(`
guardrails:
  - type: stage-restriction
    properties: { allowedStages: [dev, prod] }
  - type: require-waf
    properties: { enabled: true }
budget:
  monthlyLimit: 50
  notifyAt: [80, 100]
  emails: [jo@example.com]
`);
		assert.deepEqual(problems, []);
		assert.deepEqual(settings, {
			path,
			guardrails: [
				{ type: "stage-restriction", properties: { allowedStages: ["dev", "prod"] } },
				{ type: "require-waf", properties: { enabled: true } },
			],
			budget: { monthlyLimit: 50, notifyAt: [80, 100], emails: ["jo@example.com"] },
		});
	});

	const wrong: readonly (readonly [text: string, expected: string])[] = [
		[
			"budget: {monthlyLimit: 0}",
			"0:23 number-out-of-range: monthlyLimit is 0 US dollars, but must be at least 0.01",
		],
		[
			"guardrails:\n  - type: stage-restrictions\n",
			'1:10 value-not-allowed: "stage-restrictions" is not a value of type',
		],
		["guardrails:\n  - type: require-waf\n", '1:4 missing-property: "properties" is missing'],
		["budgets: {}", '0:0 unknown-property: "budgets" is not a property here'],
		["a: [", "0:3 yaml-syntax: this bracket is not closed, or what it holds is not indented"],
		["- 1", "0:0 wrong-type: spool.settings.yml is a list, but must be a map"],
		[
			"budget: {monthlyLimit: 5, emails: [nobody]}",
			'0:35 text-not-matching: "nobody" is not a valid item of emails',
		],
	];
	for (const [text, expected] of wrong) {
		it(`are wrong, at their own place: ${JSON.stringify(text)}`, () => {
			const { settings, problems } = read(text);
			assert.deepEqual(settings, { guardrails: [] });
			assert.deepEqual(
				problems.map(({ code, message, span, elsewhere }) => {
					assert.deepEqual(span, { start: 0, end: 0 });
					assert.equal(elsewhere?.file, path);
					const { line, character } = elsewhere.range.start;
					return `${line}:${character} ${code}: ${message}`;
				}),
				[expected],
			);
		});
	}
});
