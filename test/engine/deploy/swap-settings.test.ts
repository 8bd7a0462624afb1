import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { applied, aroundCode, propertiesOf, settingsChange } from "../../../engine/deploy/swap-settings.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hashed = (variables: Readonly<Record<string, string>>) =>
	Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, sha256(value)]));

const live = {
	handler: "api.handler",
	memory: 128,
	timeout: 5,
	layers: [],
	variables: hashed({ MODE: "fast", TOKEN: "s3cret", SWAPPED: "1" }),
};
const before = {
	Handler: "api.handler",
	MemorySize: 128,
	Timeout: 5,
	Environment: { Variables: { MODE: "fast", TOKEN: "{{resolve:secretsmanager:t}}" } },
};
const all = () => true;

describe("what a function has to be told", () => {
	it("is what differs from what it runs with, and what was swapped in and is not wanted", () => {
		const after = {
			...before,
			MemorySize: 256,
			Layers: ["arn:tools"],
			Environment: { Variables: { ...before.Environment.Variables, MODE: "slow", MORE: "2" } },
		};
		assert.deepEqual(settingsChange(live, { before, after }, all), {
			memory: 256,
			layers: ["arn:tools"],
			variables: { MODE: "slow", SWAPPED: null, MORE: "2" },
		});
	});

	it("is nothing when it runs with it, whatever the template was", () => {
		const variables = hashed({ MODE: "fast", TOKEN: "other" });
		assert.equal(settingsChange({ ...live, variables }, { before, after: before }, all), undefined);
	});

	it("is what was swapped and taken back, which differs between no two templates", () => {
		const swapped = { ...live, memory: 512, variables: hashed({ MODE: "slow", TOKEN: "s3cret" }) };
		assert.deepEqual(settingsChange(swapped, { before, after: before }, all), {
			memory: 128,
			variables: { MODE: "fast" },
		});
	});

	it("is never the value of a secret, nor that a secret goes away", () => {
		const after = { ...before, Environment: { Variables: { MODE: "fast", SWAPPED: "1" } } };
		assert.equal(settingsChange(live, { before, after }, all), undefined);
	});

	it("is only what may be changed", () => {
		const after = { ...before, MemorySize: 256, Timeout: 9, Handler: "b.handler" };
		assert.deepEqual(
			settingsChange(live, { before, after }, (property) => property === "Timeout"),
			{ timeout: 9 },
		);
	});
});

describe("a change of settings", () => {
	const change = { memory: 256, variables: { NEW: "1", OLD: null } };

	it("has names as AWS calls them", () => {
		assert.deepEqual(propertiesOf({ handler: "a", timeout: 1, layers: [], ...change }), [
			"Handler",
			"MemorySize",
			"Timeout",
			"Layers",
			"Environment.Variables.NEW",
			"Environment.Variables.OLD",
		]);
	});

	it("gives new code its variables first, and takes those of old code away last", () => {
		assert.deepEqual(aroundCode(change), {
			first: { memory: 256, variables: { NEW: "1" } },
			last: { variables: { OLD: null } },
		});
		assert.deepEqual(aroundCode({ variables: { OLD: null } }), {
			first: undefined,
			last: { variables: { OLD: null } },
		});
	});

	it("leads to other settings", () => {
		const old = { ...live, variables: hashed({ OLD: "x", KEPT: "y" }) };
		assert.deepEqual(applied(old, change), {
			...live,
			memory: 256,
			variables: hashed({ KEPT: "y", NEW: "1" }),
		});
	});
});
