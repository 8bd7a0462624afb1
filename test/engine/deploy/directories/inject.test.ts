import assert from "node:assert/strict";
import { injected, injectValues, merged } from "../../../../engine/deploy/directories/inject.ts";
import { memoryHost } from "../../../support/memory-host.ts";

describe("values in a page", () => {
	const script = '<script>window.STP_INJECTED_ENV = {"A":"1"};</script>';

	const pages: readonly (readonly [what: string, before: string, after: string])[] = [
		["stand first in its head", "<head><title>", `<head>${script}<title>`],
		["stand in a head with attributes", '<HEAD lang="en"><title>', `<HEAD lang="en">${script}<title>`],
		["are not taken in by a header", "<body><header>", `<head>${script}</head><body><header>`],
		["make a head where there is none", "<html><body>", `<html><head>${script}</head><body>`],
		["stand first where there is neither", "Hello", `${script}Hello`],
	];
	for (const [what, before, after] of pages) {
		it(what, () => assert.equal(injected(before, { A: "1" }), after));
	}

	it("take the place of those of an earlier deploy", () => {
		const page = injected("<head>", { A: "$& </script><b>" });
		assert.equal(page.match(/<script>/g)?.length, 1);
		assert.equal(injected(page, { A: "1" }), `<head>${script}`);
		assert.equal(injected(injected("<head>", { A: "1" }), { A: "1" }), `<head>${script}`);
	});
});

describe("a file of variables", () => {
	it("gets new values, and keeps what others have written", () => {
		assert.equal(merged("", { A: "1" }), "A=1\n");
		assert.equal(merged("# mine\nexport A=0\nB=2\n", { A: "1 2", C: 3 }), '# mine\nA="1 2"\nB=2\nC=3\n');
	});
});

describe("values of the deployed stack", () => {
	it("are written into the pages of a folder and the file of the stage, once", async () => {
		const host = memoryHost({ files: { "/app/dist/a.html": "<head>", "/app/dist/b.js": "<head>" } });
		const injection = {
			resource: "site",
			directory: "dist",
			dotenvFolder: ".",
			variables: [{ name: "URL", value: { "Spool::Value": 0 }, span: { start: 0, end: 0 } }],
		};
		for (let time = 0; time < 2; time++) {
			await injectValues({ host }, [injection], ["https://x"], { root: "/app", stage: "dev" });
			const text = async (path: string) => host.readText(path);
			assert.equal(
				await text("/app/dist/a.html"),
				'<head><script>window.STP_INJECTED_ENV = {"URL":"https://x"};</script>',
			);
			assert.equal(await text("/app/dist/b.js"), "<head>");
			assert.equal(await text("/app/.env.dev"), "URL=https://x\n");
		}
	});
});
