import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, describe, it } from "mocha";
import { packageExtension } from "../../../.ci/package.ts";
import { copyWorkspace, makeTempFolder } from "../host/temp-folder.ts";
import { eventually, useEditor } from "../host/use-editor.ts";

const root = resolve(import.meta.dirname, "..", "..", "..");
const folder = await makeTempFolder();
const { file: vsix } = await packageExtension({ folder: folder.path });

/** Settings that a folder could bring along to have Spool call somebody else's address as somebody else. */
const foreign = {
	"spool.endpoint": "http://127.0.0.1:1",
	"spool.account": "999999999999",
	"spool.profile": "foreign",
};

/** A config that leaves a trace when it is run. */
const typed = `import { writeFileSync } from "node:fs";
writeFileSync(new URL("./trace.txt", import.meta.url), "");
export default { resources: { jobs: { type: "sqs-queue" } } };
`;

async function prepareWorkspace(): Promise<string> {
	const workspace = await copyWorkspace(join(root, "examples", "api"), folder.path);
	await mkdir(join(workspace, ".vscode"));
	await writeFile(join(workspace, ".vscode", "settings.json"), JSON.stringify(foreign));
	await mkdir(join(workspace, "typed"));
	await writeFile(join(workspace, "typed", "stacktape.ts"), typed);
	await mkdir(join(workspace, "node_modules"));
	await symlink(join(root, "node_modules", "nanoid"), join(workspace, "node_modules", "nanoid"), "junction");
	return workspace;
}

const workspace = await prepareWorkspace();

describe("the installed package", () => {
	const ui = useEditor({
		workspace,
		extension: { vsix },
		workspaceTrust: true,
		settings: { "spool.stage": "vsix" },
	});
	const needsSandbox = !process.env["SPOOL_TEST_ENDPOINT"];

	const statusIs = (wanted: RegExp) =>
		eventually(async () => assert.match((await ui().editor.statusItem("notes-api")) ?? "", wanted));
	const toast = (wanted: RegExp, limitMs?: number) =>
		eventually(async () => {
			const shown = await ui().editor.notifications();
			const found = shown.find((text) => wanted.test(text));
			assert.ok(found, `no notification is like ${wanted}: ${shown.join(" | ")}`);
			return found;
		}, limitMs);
	const offered = async (typed: string) => {
		const { page } = ui().editor;
		await page.keyboard.press("F1");
		await page.locator(".quick-input-widget:visible input[type=text]").fill(`>${typed}`);
		const rows = await eventually(async () => {
			const found = await ui().editor.choices();
			assert.ok(
				found.some((row) => row.startsWith("Spool: Choose Stage")),
				found.join(),
			);
			return found;
		});
		await page.keyboard.press("Escape");
		return rows.map((row) => row.split(",")[0]).filter((row) => row?.startsWith("Spool: "));
	};

	after(() => folder.remove());

	describe("in a folder that is not trusted", () => {
		it("helps with editing", async () => {
			await ui().editor.openFile("stacktape.yml");
			await eventually(async () => {
				const hints = await ui().editor.inlayHints();
				assert.ok(hints.includes("notes-api-vsix-jobs"), hints.join());
			});
			await ui().editor.typeAt({ line: 24, column: 10 }, "x");
			await eventually(async () => assert.equal(await ui().editor.squiggles("error"), 1));
			await ui().editor.page.keyboard.press("Backspace");
			await eventually(async () => assert.equal(await ui().editor.squiggles("error"), 0));
			await ui().editor.save();
		});

		it("ignores the endpoint, the account and the profile of the folder's settings", async () => {
			await statusIs(/^notes-api · vsix · [a-z0-9-]+ · account unknown$/);
			const hints = await ui().editor.inlayHints();
			assert.ok(hints.includes("notes-api-vsix-notes-…"), hints.join());
		});

		it("runs no config that is code, and says so", async () => {
			await ui().editor.openFile("typed/stacktape.ts");
			await eventually(async () => {
				const shown = await ui().editor.problems();
				assert.ok(
					shown.some((text) => text.includes("not run where the workspace is not trusted")),
					shown.join(" | "),
				);
			});
			assert.equal(existsSync(join(ui().workspace, "typed", "trace.txt")), false);
			await ui().editor.openFile("stacktape.yml");
		});

		it("offers nothing that deploys or runs code", async () => {
			const rows = await offered("Spool: ");
			for (const title of ["Deploy", "Hot Swap", "Toggle Hot Swap on Save", "Delete Stack"])
				assert.ok(!rows.includes(`Spool: ${title}`), `${title} is offered`);
			assert.ok(rows.includes("Spool: Show Compiled Template"), rows.join());
			const button = ui().editor.page.locator(
				'.editor-actions .action-item.disabled [aria-label^="Spool: Deploy"], .editor-actions .action-item.disabled [aria-label^="Deploy"]',
			);
			assert.equal(await button.count(), 1);
		});
	});

	describe("once the folder is trusted", () => {
		it("takes the folder's settings", async () => {
			await ui().editor.trustWorkspace();
			await ui().editor.openFile("stacktape.yml");
			await statusIs(/ · 999999999999$/);
		});

		it("runs configs that are code", async () => {
			await ui().editor.openFile("typed/stacktape.ts");
			await eventually(async () => {
				const hints = await ui().editor.inlayHints();
				assert.ok(
					hints.some((hint) => hint.endsWith("-vsix-jobs")),
					hints.join(),
				);
			}, 30_000);
			assert.ok(existsSync(join(ui().workspace, "typed", "trace.txt")));
			await ui().editor.openFile("stacktape.yml");
		});

		it("says clearly that an endpoint does not answer, and calls no other", async function () {
			if (needsSandbox) this.skip();
			await ui().editor.palette("Spool: Deploy");
			await toast(/^Spool: Deploy of notes-api-vsix failed\./, 30_000);
			await statusIs(/ · failed$/);
		});

		it("deploys and swaps with the esbuild that it brings", async function () {
			if (needsSandbox) this.skip();
			await writeFile(join(ui().workspace, ".vscode", "settings.json"), "{}");
			await statusIs(/ · account unknown/);
			await ui().editor.palette("Spool: Deploy");
			const text = await toast(/^Spool: notes-api-vsix is created\. http/, 40_000);
			const url = /http\S+/.exec(text)?.[0] ?? "";
			const code = join(ui().workspace, "src", "api.ts");
			await writeFile(
				code,
				(await readFile(code, "utf8")).replace("Hello from Spool", "Hello from the package"),
			);
			await ui().editor.palette("Spool: Hot Swap");
			await toast(/^Spool: api live in \d\.\d s\.$/, 20_000);
			const response = await fetch(`${url}/notes/none`);
			assert.match(await response.text(), /Hello from the package/);
		});
	});
});
