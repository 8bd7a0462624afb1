import assert from "node:assert/strict";
import { fuzz } from "./fuzz.ts";
import { json, yaml } from "./samples.ts";

describe("random edits", () => {
	it("let the server fail nowhere, and leave nothing behind", async () => {
		const starts = [
			{ name: "stacktape.yml", text: yaml },
			{ name: "stacktape.json", text: json },
		];
		const { edits, questions } = await fuzz(starts, 250, Number(process.env["SEED"] ?? 1));
		assert.ok(edits >= 250 && questions >= 1000);
	}).timeout(120_000);
});
