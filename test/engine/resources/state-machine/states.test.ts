import assert from "node:assert/strict";
import {
	asWritten,
	goesOnByItself,
	itemsOf,
	memberOfOtherLanguage,
	membersOf,
	scopesOf,
	stateTypes,
	transitionsOf,
} from "../../../../engine/resources/state-machine/states.ts";

describe("the states of a machine", () => {
	const inner = { StartAt: "inner", States: { inner: { Type: "Succeed" } } };
	const definition = {
		StartAt: "both",
		QueryLanguage: "JSONata",
		States: {
			both: { Type: "Parallel", Branches: [inner, "no machine"], Next: "each" },
			each: { Type: "Map", ItemProcessor: { ...inner, QueryLanguage: "JSONPath" }, Iterator: inner },
		},
	};

	it("are found in all machines inside of it, each with its place and its language", () => {
		const found = scopesOf(definition, ["definition"]).map(({ path, states, queryLanguage }) => [
			path.join("."),
			states.map(({ name }) => name).join(),
			queryLanguage,
		]);
		assert.deepEqual(found, [
			["definition", "both,each", "JSONata"],
			["definition.States.both.Branches.0", "inner", "JSONata"],
			["definition.States.each.ItemProcessor", "inner", "JSONPath"],
			["definition.States.each.Iterator", "inner", "JSONata"],
		]);
	});

	it("lead to others by every word that names one", () => {
		const written = {
			Next: "a",
			Default: "b",
			Choices: [{ Next: "c" }, {}],
			Catch: [{ Next: "d" }],
		};
		assert.deepEqual(
			transitionsOf({ name: "x", path: ["x"], written }).map(({ to, path }) => `${to} ${path.join(".")}`),
			["a x.Next", "b x.Default", "c x.Choices.0.Next", "d x.Catch.0.Next"],
		);
	});

	it("have members by their type", () => {
		assert.equal(stateTypes.length, 8);
		for (const type of stateTypes) assert.ok(membersOf(type)?.includes("Comment"), type);
		assert.equal(membersOf("Taks"), undefined);
		assert.equal(membersOf("Wait")?.includes("Resource"), false);
		assert.deepEqual(stateTypes.filter(goesOnByItself), ["Choice", "Fail", "Succeed"]);
	});

	it("have members by their language", () => {
		assert.equal(memberOfOtherLanguage("Parameters", "JSONata"), "Arguments");
		assert.equal(memberOfOtherLanguage("Arguments", "JSONPath"), "Parameters");
		assert.equal(memberOfOtherLanguage("Retry", "JSONata"), undefined);
	});

	it("are read as they were written, and what only the deploy knows is not", () => {
		assert.deepEqual(asWritten({ a: 1 }), { a: 1 });
		for (const value of [undefined, null, "a", [], new Date(0)]) assert.equal(asWritten(value), undefined);
		assert.deepEqual(itemsOf([1]), [1]);
		assert.deepEqual(itemsOf("a"), []);
	});
});
