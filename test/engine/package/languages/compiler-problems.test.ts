import assert from "node:assert/strict";
import { compilerProblems } from "../../../../engine/package/languages/compiler-problems.ts";

const span = { start: 1, end: 2 };

function found(output: string, at = "/user/svc") {
	const files = new Set(["src/a.x", "b.x"]);
	const problems = compilerProblems(output, { cwd: at, at, folder: "/user/svc", files, span });
	return problems.map(({ message, elsewhere }) => {
		const { line = -1, character = -1 } = elsewhere?.range.start ?? {};
		return `${elsewhere?.file}:${line}:${character} ${message}`;
	});
}

describe("errors of a compiler", () => {
	const lines: readonly (readonly [string, string, string])[] = [
		["Go", "./src/a.x:5:2: undefined: x", "/user/svc/src/a.x:4:1 undefined: x"],
		["rustc", "src/a.x:5:2: error[E0425]: cannot find x", "/user/svc/src/a.x:4:1 cannot find x"],
		["javac", "b.x:7: error: ';' expected", "/user/svc/b.x:6:0 ';' expected"],
		["Maven", "[ERROR] /user/svc/b.x:[7,3] cannot find symbol", "/user/svc/b.x:6:2 cannot find symbol"],
		[
			"C#",
			"/user/svc/b.x(7,3): error CS1002: ; expected [/user/svc/p.csproj]",
			"/user/svc/b.x:6:2 CS1002: ; expected",
		],
		["a step of Docker", "#9 0.512 ./src/a.x:5:2: undefined: x", "/user/svc/src/a.x:4:1 undefined: x"],
	];
	for (const [name, line, expected] of lines) {
		it(`are read as ${name} writes them, each once`, () =>
			assert.deepEqual(found(`noise\n${line}\r\n${line}\n`), [expected]));
	}

	it("are none where nothing is wrong with the user's files", () => {
		const output = "src/a.x:5:2: warning: unused\n/usr/lib/z.x:1:1: broken\nb.x:1:2: note: see\ndisk full";
		assert.deepEqual(found(output), []);
	});

	it("in a copy are shown in the user's file", () => {
		assert.deepEqual(found("/tmp/copy/b.x:7: error: bad", "/tmp/copy"), ["/user/svc/b.x:6:0 bad"]);
	});

	it("are not shown by the hundred", () => {
		const many = Array.from({ length: 50 }, (_, line) => `b.x:${line + 1}: error: bad`).join("\n");
		assert.equal(found(many).length, 20);
	});
});
