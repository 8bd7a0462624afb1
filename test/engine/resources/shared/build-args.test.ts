import assert from "node:assert/strict";
import { checkBuildArgs } from "../../../../engine/resources/shared/build-args.ts";

const find = (argName: string, value: string) =>
	checkBuildArgs(
		[
			{ argName: "OTHER", value: "1" },
			{ argName, value },
		],
		["buildArgs"],
	);

describe("secrets among the arguments of a build", () => {
	it("are an error as references, which a build would get as text", () => {
		for (const service of ["secretsmanager", "ssm-secure", "ssm"]) {
			const [finding, ...others] = find("X", `{{resolve:${service}:db}}`);
			assert.deepEqual(others, []);
			assert.equal(finding?.code, "secret-in-build-arg");
			assert.equal(finding?.severity, undefined);
			assert.equal(finding?.message, 'the build argument "X" refers to a secret, which no build gets');
			assert.deepEqual(finding?.path, ["buildArgs", 1, "value"]);
		}
	});

	// Put together here, so that nothing that scans this repository takes them for real ones.
	const values = [
		`AKIA${"ABCDEFGH".repeat(2)}`,
		`-----BEGIN RSA ${"PRIVATE"} KEY-----`,
		`ghp_${"a1".repeat(18)}`,
		`github_pat_${"a1".repeat(12)}`,
		`glpat-${"a1".repeat(10)}`,
		`npm_${"a1".repeat(18)}`,
		`pypi-${"a1".repeat(30)}`,
		`xoxb-${"1".repeat(12)}`,
		`sk_live_${"a1".repeat(12)}`,
		`sk-${"a1".repeat(20)}`,
		`AIza${"a".repeat(35)}`,
		`eyJ${"a".repeat(12)}.eyJ${"b".repeat(12)}.${"c".repeat(12)}`,
		"postgres://shop:hunter2@db.example.com/shop",
	];
	for (const value of values) {
		it(`are a warning as ${value.slice(0, 8)}…, which is not quoted`, () => {
			const [finding] = find("X", value);
			assert.equal(finding?.severity, "warning");
			assert.equal(finding?.message, 'the value of the build argument "X" looks like a credential');
			assert.ok(!JSON.stringify(finding).includes(value));
		});
	}

	for (const name of [
		"PASSWORD",
		"DB_PASSWORD",
		"npmToken",
		"API_KEY",
		"apiKey",
		"AWS_SECRET_ACCESS_KEY",
		"CREDENTIALS",
	]) {
		it(`are a warning by the name ${name}`, () => {
			assert.equal(find(name, "hunter2")[0]?.message, `the build argument "${name}" is called like a secret`);
		});
	}

	const harmless: [name: string, value: string][] = [
		["NODE_VERSION", "24"],
		["TOKENIZER", "bert"],
		["PASSWORD", ""],
		["REGISTRY", "https://registry.example.com"],
		["SECRETARY", "ann"],
		["URL", "postgres://db.example.com/shop"],
		["TEMPLATE", "https://$USER:$PASS@example.com"],
		["COMMIT", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"],
	];
	for (const [name, value] of harmless) {
		it(`are not ${name}=${value}`, () => assert.deepEqual(find(name, value), []));
	}

	it("are none where there are no arguments, or where the text is not known", () => {
		assert.deepEqual(checkBuildArgs(undefined, []), []);
		assert.deepEqual(
			checkBuildArgs([{ argName: "PASSWORD", value: { Ref: "X" } }, { argName: "PASSWORD" }], []),
			[],
		);
	});
});
