import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { itemsAt, type Surrounding } from "../completed.ts";

// Each file beside this one holds a config, a line of dashes, and positions in it, one in a line:
//
//   memory: 512 => memory: $0 ++ 512 1024 -- true
//
// left the line of the config that is replaced (its beginning is enough; the first one, or `#2` for the second), then
// what stands there instead, with the cursor `$0` and `\n` for a line break (the indentation goes on), behind `++`
// what must be offered (`^name`: before everything else), behind `--` what must not be. `--` alone at the end: nothing
// is offered. Labels with spaces stand in quotes. `~` before all of it: depends on what stands further below.

type Position = {
	readonly line: string;
	readonly text: string;
	readonly must: readonly string[];
	readonly mustNot: readonly string[];
	/** Nothing at all is offered. */
	readonly isSilent: boolean;
};

const words = (list: string) =>
	[...list.matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");

function readPosition(line: string): Position {
	const [place = "", ...rest] = line.split(/ (?=\+\+|--)/);
	const [from = "", ...to] = place.split(" => ");
	const lists = (mark: string) =>
		rest.filter((part) => part.startsWith(mark)).flatMap((part) => words(part.slice(2)));
	const must = lists("++");
	const mustNot = lists("--");
	return {
		line: from,
		text: to.join(" => "),
		must,
		mustNot,
		isSilent: rest.length > 0 && must.length + mustNot.length === 0,
	};
}

/** The config with one of its lines replaced. */
function placed(config: string, { line, text }: Position): string {
	const [, beginning = line, count = "1"] = /^(.*) #(\d+)$/.exec(line) ?? [];
	const lines = config.split("\n");
	const found = lines.flatMap((candidate, index) =>
		candidate.trimStart().startsWith(beginning) ? [index] : [],
	);
	const index = found[Number(count) - 1];
	assert.ok(index !== undefined, `the config has no line "${line}"`);
	const indent = /^ */.exec(lines[index] ?? "")?.[0] ?? "";
	lines[index] = text
		.split("\\n")
		.map((part) => indent + part)
		.join("\n");
	return lines.join("\n");
}

/** Asks at the cursor. `isPossible`: whether what is said of a label holds for this text. */
function check(
	marked: string,
	position: Position,
	around: Surrounding,
	isPossible: (label: string) => boolean,
): void {
	const labels = itemsAt(marked, around).map(({ label }) => label);
	const shown = labels.slice(0, 40).join(" ");
	assert.equal(new Set(labels).size, labels.length, `nothing is offered twice: ${shown}`);
	if (position.isSilent) assert.deepEqual(labels, []);
	const must = position.must.filter((label) => isPossible(label.replace(/^\^|^- /g, "")));
	for (const label of must)
		assert.ok(labels.includes(label.replace(/^\^/, "")), `${label} is not among: ${shown}`);
	const count = position.must.filter((label) => label.startsWith("^")).length;
	for (const label of must.filter((candidate) => candidate.startsWith("^")))
		assert.ok(
			labels.slice(0, count).includes(label.slice(1)),
			`${label.slice(1)} does not come first: ${shown}`,
		);
	for (const label of position.mustNot.filter((other) => isPossible(other.replace(/^- /, ""))))
		assert.ok(!labels.includes(label), `${label} is among: ${shown}`);
}

/** The words behind the cursor: what has to do with them holds only as long as they are there. */
const namesBelow = (marked: string) =>
	new Set([...marked.slice(marked.indexOf("$0")).matchAll(/[\w-]+/g)].map(([name]) => name));

/** Files around every config of the table. */
const around: Surrounding = {
	tree: {
		".": [
			"src/",
			"web/",
			"public/",
			"node_modules/",
			"Dockerfile",
			"prod.Dockerfile",
			"settings.json",
			"stacktape.yml",
		],
		"./": [
			"src/",
			"web/",
			"public/",
			"node_modules/",
			"Dockerfile",
			"prod.Dockerfile",
			"settings.json",
			"stacktape.yml",
		],
		"./src/": ["api.ts", "worker.py", "lib/"],
		"src/": ["api.ts", "worker.py", "lib/"],
		"web/": ["Dockerfile", "index.html"],
		"./web": ["Dockerfile", "index.html"],
		"./web/": ["Dockerfile", "index.html"],
	},
	files: {
		"./src/api.ts":
			"export const handler = async () => 1;\nexport default handler;\nexport { upload as put };\nconst own = 1;\n",
		"./src/worker.py":
			"app = Flask(__name__)\n\ndef handler(event, context):\n    inner = 1\n    return inner\n",
		"src/api.ts": "export const secret = () => 1;\n",
	},
};

const folder = new URL(".", import.meta.url);
const counted = { positions: 0 };

describe("completion at a table of positions", () => {
	for (const name of readdirSync(folder).filter((file) => file.endsWith(".txt"))) {
		const [config = "", table = ""] = readFileSync(new URL(name, folder), "utf8").split(/^-{5,}\n/m);
		const isJson = config.trimStart().startsWith("{");
		const surrounding: Surrounding = { ...around, isJson };
		for (const line of table.split("\n").filter((candidate) => candidate.includes(" => "))) {
			counted.positions++;
			it(`${name}: ${line}`, () => {
				const position = readPosition(line.replace(/^~/, ""));
				const marked = placed(config, position);
				check(marked, position, surrounding, () => true);
				check(marked.replaceAll("\n", "\r\n"), position, surrounding, () => true);
				// The text ends with the line of the cursor, as it does while a config is written.
				const end = marked.indexOf("\n", marked.indexOf("$0"));
				const below = namesBelow(marked);
				if (end >= 0 && !line.startsWith("~"))
					check(marked.slice(0, end), position, surrounding, (label) => !below.has(label));
				// Something else is broken.
				if (!isJson) check(`${marked}\n  other:\n    type: "sqs-\n`, position, surrounding, () => true);
			});
		}
	}

	it("has 300 positions or more", () => {
		assert.ok(counted.positions >= 300, `${counted.positions} positions`);
	});
});
