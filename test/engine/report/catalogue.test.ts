import assert from "node:assert/strict";
import * as catalogues from "../../../engine/report/catalogue.ts";

for (const [name, catalogue] of Object.entries(catalogues)) {
	if (typeof catalogue !== "object") continue;
	describe(`the ${name}`, () => {
		it("holds codes in kebab case", () => {
			for (const code of Object.keys(catalogue)) assert.match(code, /^[a-z]+(-[a-z0-9]+)*$/);
		});

		it("says what each means in one sentence", () => {
			for (const [code, docs] of Object.entries(catalogue)) {
				assert.match(docs, /^\S[^\n]*\.$/, code);
				assert.ok(docs.length < 140, code);
			}
		});
	});
}
