import assert from "node:assert/strict";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, afterEach, before, describe, it } from "mocha";
import { type FaultProxy, startFaultProxy } from "../../../sandbox/fault-proxy.ts";
import { eventually, useEditor } from "../host/use-editor.ts";

const root = resolve(import.meta.dirname, "..", "..", "..");

/** The sandbox, behind a proxy that can be told to keep answers back: what a person stops takes its time. */
const sandbox = process.env["SPOOL_TEST_ENDPOINT"];
const proxy: FaultProxy | undefined = sandbox ? await startFaultProxy({ target: sandbox }) : undefined;

describe("a stack, as a person sees it", () => {
	const ui = useEditor({ settings: { "spool.stage": "ui", "spool.endpoint": proxy?.endpoint ?? "" } });
	const seen = { account: process.env["SPOOL_TEST_ACCOUNT"] ?? "", region: process.env["SPOOL_TEST_REGION"] ?? "" };

	const status = async () => (await ui().editor.statusItem("notes-api")) ?? "";
	const statusIs = (wanted: RegExp, limitMs?: number) =>
		eventually(async () => assert.match(await status(), wanted), limitMs);
	const toast = (wanted: RegExp, limitMs?: number) =>
		eventually(async () => {
			const shown = await ui().editor.notifications();
			const found = shown.find((text) => wanted.test(text));
			assert.ok(found, `no notification is like ${wanted}: ${shown.join(" | ")}`);
			return found;
		}, limitMs);
	/** Takes the notifications away, so that the next one seen is a new one. */
	const clearToasts = async () => {
		await ui().editor.palette("Notifications: Clear All Notifications");
		await eventually(async () => assert.deepEqual(await ui().editor.notifications(), []));
	};
	const edit = async (file: string, from: string, to: string) => {
		const path = join(ui().workspace, file);
		const text = await readFile(path, "utf8");
		assert.ok(text.includes(from), `${file} has no ${from}`);
		await writeFile(path, text.replace(from, to));
	};

	before(async function () {
		if (!proxy) this.skip();
		const modules = join(ui().workspace, "node_modules");
		await mkdir(modules, { recursive: true });
		await symlink(join(root, "node_modules", "nanoid"), join(modules, "nanoid"), "junction");
	});

	afterEach(async () => {
		proxy?.clearRules();
	});

	after(async () => {
		await proxy?.close();
	});

	it("shows project, stage, region and that the account is not known yet", async () => {
		await ui().editor.openFile("stacktape.yml");
		await statusIs(new RegExp(`^notes-api · ui · ${seen.region} · account unknown$`));
		const hints = await eventually(async () => {
			const found = await ui().editor.inlayHints();
			assert.ok(found.length > 3, found.join());
			return found;
		});
		assert.ok(hints.includes("notes-api-ui-notes-…"), hints.join());
	});

	it("deploys by the palette: progress, the result with its URL, state and account", async function () {
		await ui().editor.palette("Spool: Deploy");
		await toast(/^Spool: Deploy of notes-api-ui/);
		await statusIs(/ · deploying$/);
		const text = await toast(/is created/, 40_000);
		assert.match(text, /^Spool: notes-api-ui is created\. http:\/\/\S+$/);
		await statusIs(new RegExp(`^notes-api · ui · ${seen.region} · ${seen.account} · created$`));
		const url = /http\S+/.exec(text)?.[0] ?? "";
		const response = await fetch(`${url}/notes/none`);
		assert.match(await response.text(), /Hello from Spool/);
		const hints = await ui().editor.inlayHints();
		assert.ok(
			hints.some((hint) => /^notes-api-ui-notes-[0-9a-f]{6,8}$/.test(hint)),
			hints.join(),
		);
	});
});
