import assert from "node:assert/strict";
import { MarkupContent } from "vscode-languageserver/node";
import { analyse } from "../../../engine/index.ts";
import { nameHints, nameNotes, shownName } from "../../../server/features/name-hints.ts";

const account = { account: "123456789012" };
const target = { project: "shop", stage: "dev", region: "eu-west-1" };
const long = "jobsOfAllTheCustomersThatWeEverHadAndWillEverHaveUntilTheEndOfTheCompany";

function hints(text: string, known: { readonly account?: string } = {}) {
	return nameHints(analyse({ path: "stacktape.yml", text }, { ...target, ...known }));
}

describe("name hints", () => {
	it("stand behind the colon of a resource's key", () => {
		const [hint] = hints("resources:\n  jobs:\n    type: sqs-queue\n");
		assert.deepEqual(hint, {
			position: { line: 1, character: 7 },
			label: "shop-dev-jobs",
			paddingLeft: true,
		});
	});

	it("mark a shortened name and tell the whole one with both lengths", () => {
		const [hint] = hints(
			`resources:\n  ${long}:\n    type: sqs-queue\n    properties:\n      fifoEnabled: true\n`,
		);
		const label = String(hint?.label);
		assert.match(label, /^✂ shop-dev-jobsOf.*-[0-9a-f]{6}\.fifo$/);
		const full = `shop-dev-${long}.fifo`;
		const tooltip = MarkupContent.is(hint?.tooltip) ? hint.tooltip.value : "";
		assert.equal(tooltip, `Shortened from \`${full}\`: ${full.length} characters, 80 are left.`);
	});

	it("show a hash as unknown as long as the account is", () => {
		const text = "resources:\n  images:\n    type: bucket\n";
		assert.equal(hints(text)[0]?.label, "shop-dev-images-…");
		assert.match(String(hints(text, account)[0]?.label), /^shop-dev-images-[0-9a-f]{1,8}$/);
		assert.equal(hints(text, account)[0]?.tooltip, undefined);
	});

	it("show no hash of a hash that is not known", () => {
		const name = {
			text: "shop-dev-images-of-4adf2b",
			full: "shop-dev-images-of-all-xxxxxxxx",
			shortened: true,
			provisional: true,
		};
		assert.equal(shownName(name), "shop-dev-images-of-…");
		assert.deepEqual(
			nameNotes(name).map((note) => note.includes("xxxxxxxx")),
			[false, false],
		);
	});

	it("say nothing about a resource that has problems", () => {
		assert.deepEqual(
			hints("resources:\n  jobs:\n    type: sqs-queue\n    properties:\n      nonsense: 1\n"),
			[],
		);
	});

	it("keep to the part of the config that is seen", () => {
		const text = "resources:\n  a:\n    type: sqs-queue\n  b:\n    type: sqs-queue\n";
		const analysis = analyse({ path: "stacktape.yml", text }, target);
		const seen = nameHints(analysis, { start: text.indexOf("  b:"), end: text.length });
		assert.deepEqual(
			seen.map(({ label }) => label),
			["shop-dev-b"],
		);
	});

	it("stand behind the colon in JSON too", () => {
		const text = `{ "resources": { "jobs": { "type": "sqs-queue" } } }`;
		const [hint] = nameHints(analyse({ path: "stacktape.json", text }, target));
		assert.equal(hint?.position.character, text.indexOf(`"jobs":`) + 7);
	});
});
