import assert from "node:assert/strict";
import { kinds } from "../../engine/resources/index.ts";
import { ownConfigs, unbuiltParts } from "../corpus/corpus.ts";
import { checkWholeTemplate } from "../support/aws-schema.ts";

/** Warnings that a config is there for. */
const warnings: Readonly<Record<string, readonly string[]>> = {
	"old-keys": ["deprecated-property"],
	// A web service sets PORT itself.
	microservices: ["variable-overridden"],
};

describe("configs as people write them", () => {
	for (const { name, analyse } of ownConfigs()) {
		describe(name, () => {
			const analysis = analyse();
			const later = unbuiltParts(analysis);

			if (later.length > 0) {
				it(`have no problem: waits for ${later.join(", ")}`);
				return;
			}

			it("have no problem", () => {
				const said = analysis.problems.map(({ code, message, span, severity }) =>
					severity === "error"
						? `${analysis.lines.positionAt(span.start).line + 1} ${code}: ${message}`
						: code,
				);
				assert.deepEqual(said, warnings[name] ?? []);
			});

			it("are what AWS's own schemas allow", () =>
				assert.deepEqual(checkWholeTemplate(analysis.compiled.template), []));
		});
	}

	it("are there for every type of resource", () => {
		const used = new Set(
			ownConfigs().flatMap(({ analyse }) =>
				[...analyse().graph.resources.values()].map(({ placed }) => placed.type),
			),
		);
		assert.deepEqual(
			[...kinds.keys()].filter((type) => !used.has(type)),
			[],
		);
	});
});
