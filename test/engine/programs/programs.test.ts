import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type CodeAnswer, readAnswer } from "../../../engine/config/program/answer.ts";
import { splitReference } from "../../../engine/programs/programs.ts";
import { codeFolders } from "./folder.ts";

const dataOf = (answer: CodeAnswer) => (answer.ok ? answer.value : assert.fail(JSON.stringify(answer)));

/** Codes and messages, with the place counted from 1 as people count. */
function faultsOf(answer: CodeAnswer): string[] {
	return (answer.faults ?? []).map(({ code, message, place, path }) => {
		const where = place ? `${place.line + 1}:${place.character + 1} ` : path ? `${path.join(".")} ` : "";
		return `${where}${code}: ${message}`;
	});
}

/** True for a process that still runs; one that only nobody has waited for does not. */
function runs(pid: number): boolean {
	try {
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
	} catch {
		return false;
	}
}

describe("running a config", function () {
	this.timeout(20_000);
	const folder = codeFolders();

	const good: Readonly<Record<string, Readonly<Record<string, string>>>> = {
		"an object": { "stacktape.ts": `const a: string = "x"; export default { resources: { a } };` },
		"a function": { "stacktape.ts": `export default () => ({ resources: { a: "x" } });` },
		"a function that waits": {
			"stacktape.ts": `export default async () => ({ resources: { a: await Promise.resolve("x") } });`,
		},
		"a promise": { "stacktape.ts": `export default Promise.resolve({ resources: { a: "x" } });` },
		getConfig: {
			"stacktape.ts": `export const getConfig = () => ({ resources: { a: "x" } }); export default {};`,
		},
		CommonJS: { "stacktape.js": `module.exports = { resources: { a: "x" } };` },
		"a CommonJS function": { "stacktape.cjs": `module.exports = () => ({ resources: { a: "x" } });` },
		"an ES module": { "stacktape.mjs": `export default { resources: { a: "x" } };` },
		"an await at the top": {
			"stacktape.ts": `const a = await Promise.resolve("x"); export default { resources: { a } };`,
		},
		"other files": {
			"stacktape.ts": `import { a } from "./lib/a"; export default { resources: { a } };`,
			"lib/a.ts": `import data from "./data.json"; export const a = data.a;`,
			"lib/data.json": `{"a": "x"}`,
		},
		"files that know where they lie": {
			"stacktape.ts": `import { a } from "./lib/a"; export default { resources: { a } };`,
			"lib/a.ts": `import { readFileSync } from "node:fs";\nimport { join } from "node:path";
				const here = new URL("a.txt", import.meta.url);
				export const a = join(__dirname, "a.txt") === here.pathname ? readFileSync(here, "utf8") : import.meta.filename;`,
			"lib/a.txt": "x",
		},
		"installed packages, of both kinds": {
			"stacktape.ts": `import b from "b"; import { c } from "c"; export default { resources: { a: b + c } };`,
			"node_modules/b/package.json": `{"name": "b", "main": "b.js"}`,
			"node_modules/b/b.js": `module.exports = require("path").basename(__dirname) === "b" ? "" : "wrong";`,
			"node_modules/c/package.json": `{"name": "c", "type": "module", "exports": "./c.js"}`,
			"node_modules/c/c.js": `export const c = "x";`,
		},
		"an installed package that waits at its top": {
			"stacktape.ts": `import { c } from "c"; export default { resources: { a: c } };`,
			"node_modules/c/package.json": `{"name": "c", "type": "module", "exports": "./c.js"}`,
			"node_modules/c/c.js": `export const c = await Promise.resolve("x");`,
		},
		"the package stacktape of the project": {
			"stacktape.ts": `import { defineConfig } from "stacktape"; export default defineConfig(() => ({ resources: {} }));`,
			"node_modules/stacktape/package.json": `{"name": "stacktape", "main": "s.js"}`,
			"node_modules/stacktape/s.js": `exports.defineConfig = () => () => ({ resources: { a: "x" } });`,
		},
		"something that never ends": {
			"stacktape.ts": `setInterval(() => {}, 1000); export default { resources: { a: "x" } };`,
		},
		"output of its own": {
			"stacktape.ts": `console.log("{}"); console.error("no"); export default { resources: { a: "x" } };`,
		},
	};
	for (const [why, files] of Object.entries(good)) {
		it(`gives the value of ${why}`, async () => {
			folder.write(files);
			const file = Object.keys(files)[0] ?? assert.fail();
			const answer = await folder.config(file);
			assert.deepEqual(faultsOf(answer), []);
			assert.deepEqual(dataOf(answer), { resources: { a: "x" } });
		});
	}

	const bad: Readonly<Record<string, readonly [text: string, faults: readonly string[]]>> = {
		"throws when it is loaded": [
			`\n\nthrow new RangeError("no way.\\nmore");`,
			["3:7 code-threw: the config threw RangeError: no way"],
		],
		"throws when it is called": [
			`export default (p: { stage: string }) => {\n\tconst x: any = undefined;\n\treturn x.y;\n};`,
			["3:11 code-threw: the config threw TypeError: Cannot read properties of undefined (reading 'y')"],
		],
		"throws something else": [`throw "text";`, ["code-threw: the config threw text"]],
		rejects: [
			`export default async () => { throw new Error("later"); };`,
			["1:36 code-threw: the config threw later"],
		],
		"rejects where nobody looks": [
			`void Promise.reject(new Error("aside")); export default async () => { await new Promise((go) => setTimeout(go, 500)); return {}; };`,
			["1:21 code-threw: the config threw aside"],
		],
		exits: [
			`process.exit(3);`,
			["code-ended: the config ended its process (exit code 3) before it gave a value"],
		],
		"waits for nothing": [
			`export default () => new Promise(() => {});`,
			["code-ended: the config ended its process (exit code 0) before it gave a value"],
		],
		"exports nothing": [`const a = 1;`, ["config-not-exported: the config exports nothing"]],
		"exports something else": [
			`export const other = 1;`,
			["config-not-exported: the config exports nothing"],
		],
		"has a getConfig that is no function": [
			`export const getConfig = {};`,
			["config-not-exported: getConfig is an object, but must be a function"],
		],
		"gives a list": [
			`export default [];`,
			["config-not-object: the config is a list, but must be an object"],
		],
		"gives nothing": [
			`export default () => {};`,
			["config-not-object: the config is undefined, but must be an object"],
		],
		"gives a text": [
			`export default "x";`,
			["config-not-object: the config is a text, but must be an object"],
		],
		"holds a function": [`export default { a: { b: () => 1 } };`, ["a.b code-not-data: a.b is a function"]],
		"holds itself": [
			`const a: any = { b: {} }; a.b.c = a.b; export default { a };`,
			["a.b.c code-not-data: a.b.c contains itself"],
		],
		"holds a map, a promise, no number and a bigint": [
			`export default { a: [new Map(), Promise.resolve(1), NaN, 1n] };`,
			[
				"a.0 code-not-data: a[0] is a Map, which is no data",
				"a.1 code-not-data: a[1] is a promise",
				"a.2 code-not-data: a[2] is NaN",
				"a.3 code-not-data: a[3] is a bigint",
			],
		],
		"is no TypeScript": [`export default {{;`, ['1:17 syntax-error: Expected identifier but found "{"']],
		"imports what is not there": [
			`import a from "./a"; import b from "nopkg"; export default { a, b };`,
			['1:15 module-not-found: Could not resolve "./a"', '1:36 module-not-found: Could not resolve "nopkg"'],
		],
	};
	for (const [why, [text, faults]] of Object.entries(bad)) {
		it(`says what is wrong with one that ${why}`, async () => {
			folder.write({ "stacktape.ts": text });
			assert.deepEqual(faultsOf(await folder.config("stacktape.ts")), faults);
		});
	}

	it("leaves out what is undefined, and writes dates as texts", async () => {
		folder.write({
			"stacktape.ts": `export default { a: undefined, b: [undefined], c: new Date(0), d: Object.create(null) };`,
		});
		assert.deepEqual(dataOf(await folder.config("stacktape.ts")), {
			b: [null],
			c: "1970-01-01T00:00:00.000Z",
			d: {},
		});
	});

	it("names the file that threw, and the place in the config that led there", async () => {
		folder.write({
			"stacktape.ts": `import { make } from "./lib";\nexport default () => ({ a: make() });`,
			"lib.ts": `export function make() {\n\tthrow new Error("no");\n}`,
		});
		const answer = await folder.config("stacktape.ts");
		assert.deepEqual(answer.faults?.[0]?.place, { file: folder.at("lib.ts"), line: 1, character: 7 });
		assert.deepEqual(answer.faults?.[0]?.via, { line: 1, character: 27 });
	});

	it("ends one that takes too long, with all that it has started", async function () {
		if (process.platform !== "linux") return this.skip();
		folder.write({
			"stacktape.ts": `import { spawn } from "node:child_process"; import { writeFileSync } from "node:fs";
				const { pid } = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"]);
				writeFileSync("pids", process.pid + " " + pid);
				while (true);`,
		});
		const answer = await folder.config("stacktape.ts", { limitMs: 1_500 });
		assert.deepEqual(faultsOf(answer), ["code-timed-out: the config did not end within 1.5 seconds"]);
		const pids = readFileSync(folder.at("pids"), "utf8").split(" ").map(Number);
		for (let round = 0; round < 100 && pids.some(runs); round++) await delay(20);
		assert.deepEqual(pids.filter(runs), []);
	});

	it("passes on what it prints, line by line", async () => {
		folder.write({ "stacktape.ts": `console.log("a\\nb"); console.error("c"); export default {};` });
		const lines: string[] = [];
		await folder.config("stacktape.ts", { say: (line) => lines.push(line) });
		assert.deepEqual(lines.sort(), ["stacktape.ts: a", "stacktape.ts: b", "stacktape.ts: c"]);
	});

	it("tells it of the target and of the command", async () => {
		folder.write({ "stacktape.ts": "export default (params: object) => ({ params });" });
		const answer = await folder.config("stacktape.ts", {
			invocation: { command: "deploy", awsProfile: "work", cliArgs: { stage: "dev" } },
		});
		assert.deepEqual(dataOf(answer), {
			params: {
				projectName: "shop",
				stage: "dev",
				region: "eu-west-1",
				command: "deploy",
				awsProfile: "work",
				user: { id: "", name: "", email: "" },
				cliArgs: { stage: "dev" },
			},
		});
	});

	it("puts its transforms aside, but those of getConfig", async () => {
		const config = `{ resources: { a: { type: "function", transforms: { lambda: (p: object) => p, b: 1 } } }, finalTransform: (t: object) => t }`;
		folder.write({
			"stacktape.ts": `export default ${config};`,
			"get.ts": `export const getConfig = () => (${config});`,
		});
		const answer = await folder.config("stacktape.ts");
		assert.deepEqual(answer.ok && answer.transforms, { resources: { a: ["lambda"] }, final: true });
		assert.deepEqual(dataOf(answer), { resources: { a: { type: "function" } } });
		assert.deepEqual(faultsOf(answer), [
			"resources.a.transforms.b transform-not-function: transforms.b is a number, but must be a function",
		]);
		const other = await folder.config("get.ts");
		assert.deepEqual(other.ok && other.transforms, { resources: {}, final: false });
	});

	it("runs the code once for each question, and again when it is told to forget", async () => {
		folder.write({
			"stacktape.ts": `import { appendFileSync } from "node:fs"; appendFileSync("runs", "1"); export default {};`,
		});
		const programs = folder.open();
		const want = { kind: "code", use: "config", called: "the config", args: [{ stage: "dev" }] } as const;
		const home = { path: folder.at("stacktape.ts"), root: folder.at() };
		await Promise.all([programs.answer(want, home), programs.answer(want, home)]);
		await programs.answer({ ...want, args: [{ stage: "prod" }] }, home);
		assert.equal(readFileSync(folder.at("runs"), "utf8"), "11");
		programs.forget();
		await programs.answer(want, home);
		assert.equal(readFileSync(folder.at("runs"), "utf8"), "111");
		assert.deepEqual(programs.inputs(), [folder.at("stacktape.ts")]);
	});

	it("stops with the signal's own reason, and leaves nothing behind", async () => {
		folder.write({ "stacktape.ts": `require("fs").writeFileSync("started", ""); while (true);` });
		const controller = new AbortController();
		const want = { kind: "code", use: "config", called: "the config", args: [{}] } as const;
		const home = { path: folder.at("stacktape.ts"), root: folder.at() };
		const running = folder.open().answer(want, home, controller.signal);
		for (let round = 0; round < 200 && !existsSync(folder.at("started")); round++) await delay(20);
		controller.abort();
		await assert.rejects(running, (error) => error === controller.signal.reason);
	});

	it("reads the function behind a path", () => {
		assert.deepEqual(splitReference("a/b.ts:make"), { path: "a/b.ts", exportName: "make" });
		assert.deepEqual(splitReference("a/b.ts"), { path: "a/b.ts" });
		assert.deepEqual(splitReference("C:\\a.ts:make"), { path: "C:\\a.ts", exportName: "make" });
	});
});

describe("running code that a config names", function () {
	this.timeout(20_000);
	const folder = codeFolders();

	const call = async (
		file: string,
		args: readonly unknown[] = [],
		use: "directive" | "file" = "directive",
	) => {
		const want = { kind: "code", use, called: "$X", file, args } as const;
		const home = { path: folder.at("stacktape.yml"), root: folder.at() };
		const answer = readAnswer(await folder.open().answer(want, home)) ?? assert.fail();
		return answer.ok ? answer.value : faultsOf(answer);
	};

	it("calls a function with its arguments, and waits for it", async () => {
		folder.write({
			"a.ts": `export default (a: string, b: number) => a + b; export const later = async (x: object) => ({ x });`,
			"b.cjs": `exports.make = () => [__filename.endsWith("b.cjs")];`,
			"c.py": `def main(a, b):\n    return {"a": a, "b": b}\n\nasync def later(x):\n    return x + "!"\n`,
		});
		assert.equal(await call("a.ts", ["x", 1]), "x1");
		assert.deepEqual(await call("./a.ts:later", [{ y: 1 }]), { x: { y: 1 } });
		assert.deepEqual(await call("b.cjs:make"), [true]);
		assert.deepEqual(await call("c.py", ["it's", 2]), { a: "it's", b: 2 });
		assert.equal(await call("c.py:later", ["x"]), "x!");
	});

	it("reads the data of a file, which may be a function too", async () => {
		folder.write({
			"a.ts": `export default { a: 1 }; export const b = (p: { stage: string }) => p.stage;`,
			"c.py": `main = {"a": [1, None]}\ndef stage(params):\n    return params["stage"]\n`,
		});
		const place = [{ project: "shop", stage: "dev", region: "eu-west-1" }];
		assert.deepEqual(await call("a.ts", place, "file"), { a: 1 });
		assert.equal(await call("a.ts:b", place, "file"), "dev");
		assert.deepEqual(await call("c.py", place, "file"), { a: [1, null] });
		assert.equal(await call("c.py:stage", place, "file"), "dev");
	});

	it("says what is wrong with it", async () => {
		folder.write({
			"a.ts": `export const one = 1; export const two = () => new Map(); export function three() { throw new TypeError("no"); }`,
			"c.py": `import sys\ndef main():\n    raise ValueError("no\\nmore")\ndef leave():\n    sys.exit(3)\ndef odd():\n    return {1, 2}\n`,
			"d.py": `def main(:\n`,
		});
		assert.deepEqual(await call("a.ts"), ["export-not-found: the file of $X exports nothing as default"]);
		assert.deepEqual(await call("a.ts:none"), ['export-not-found: the file of $X exports no "none"']);
		assert.deepEqual(await call("a.ts:one"), ['export-not-found: "one" of $X is no function']);
		assert.deepEqual(await call("a.ts:two"), ["code-not-data: the result of $X is a Map, which is no data"]);
		assert.deepEqual(await call("a.ts:three"), ["1:91 code-threw: $X threw TypeError: no"]);
		assert.deepEqual(await call("c.py"), ["3:1 code-threw: $X raised ValueError: no"]);
		assert.deepEqual(await call("c.py:leave"), [
			"code-ended: $X ended its process (exit code 3) before it gave a value",
		]);
		assert.deepEqual(await call("c.py:odd"), [
			"code-not-data: the result of $X is no plain data: Object of type set is not JSON serializable",
		]);
		assert.deepEqual(await call("d.py"), ["1:10 code-threw: $X raised SyntaxError: invalid syntax"]);
		assert.deepEqual(await call("c.py:none"), ['export-not-found: the file of $X has no function "none"']);
	});

	it("ends Python that takes too long", async () => {
		folder.write({ "a.py": "while True:\n    pass\n" });
		const want = { kind: "code", use: "directive", called: "$X", file: "a.py", args: [] } as const;
		const home = { path: folder.at("stacktape.yml"), root: folder.at() };
		const answer = readAnswer(await folder.open({ limitMs: 1_000 }).answer(want, home));
		assert.deepEqual(answer && faultsOf(answer), ["code-timed-out: $X did not end within 1 second"]);
	});

	it("runs a config in Python", async () => {
		folder.write({
			"stacktape.py": `def main(params):\n    return {"resources": {"a": params["stage"]}}\n`,
			"list.py": `def main(params):\n    return []\n`,
		});
		assert.deepEqual(dataOf(await folder.config("stacktape.py")), { resources: { a: "dev" } });
		assert.deepEqual(faultsOf(await folder.config("list.py")), [
			"config-not-object: the config is of the type list, but must be a dict",
		]);
	});
});
