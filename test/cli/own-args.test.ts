import assert from "node:assert/strict";
import { readArgs } from "../../engine/cli/args.ts";
import { type OwnValue, readOwnArgs, splitOwnArgs } from "../../engine/cli/own-args.ts";

describe("arguments of the config's own", () => {
	it("stand behind --", () => {
		const { command, stage, own } = readArgs("deploy -s prod -- --size 5 --stage other".split(" "));
		assert.deepEqual(
			{ command, stage, own },
			{ command: "deploy", stage: "prod", own: { size: 5, stage: "other" } },
		);
		assert.deepEqual(readArgs(["deploy"]).own, {});
		assert.deepEqual(splitOwnArgs(["a", "--", "b", "--", "c"]), { argv: ["a"], own: ["b", "--", "c"] });
	});

	const cases: readonly (readonly [line: string, expected: Readonly<Record<string, OwnValue>>])[] = [
		["--size 5", { size: 5 }],
		["--size=5.5", { size: 5.5 }],
		["--below -5", { below: -5 }],
		["--debug", { debug: true }],
		["--debug --size 5", { debug: true, size: 5 }],
		["--debug false", { debug: false }],
		["-n a", { n: "a" }],
		["--text=a=b", { text: "a=b" }],
		["--empty=", { empty: "" }],
		["--id 007", { id: "007" }],
		["--account 12345678901234567890", { account: "12345678901234567890" }],
		["--hex 0x10", { hex: "0x10" }],
	];
	for (const [line, expected] of cases) {
		it(line, () => assert.deepEqual(readOwnArgs(line.split(" ")), expected));
	}

	it("belong to a name", () => {
		assert.throws(() => readOwnArgs(["size", "5"]), {
			code: "bad-usage",
			message: '"size" behind -- belongs to no argument',
		});
	});
});
