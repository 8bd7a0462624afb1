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
	const seen = {
		account: process.env["SPOOL_TEST_ACCOUNT"] ?? "",
		region: process.env["SPOOL_TEST_REGION"] ?? "",
	};

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
		const toasts = ui().editor.page.locator(".notification-toast");
		await eventually(async () => {
			const shown = toasts.first();
			if ((await toasts.count()) > 0) {
				// Its buttons are there while the pointer is over it.
				await shown.hover({ timeout: 1_000 });
				await shown.locator(".codicon-notifications-clear").click({ timeout: 1_000 });
			}
			assert.deepEqual(await ui().editor.notifications(), []);
		});
	};
	/** Changes a place of a file by typing and saves it, as a person does. The place must be in one line. */
	const save = async (file: string, from: string, to: string) => {
		const { editor, workspace } = ui();
		await editor.openFile(file);
		const text = await readFile(join(workspace, file), "utf8");
		const offset = text.indexOf(from);
		assert.ok(offset >= 0, `${file} has no ${from}`);
		const before = text.slice(0, offset).split("\n");
		const [rest = ""] = text.slice(offset + from.length).split("\n");
		await editor.goTo({ line: before.length, column: (before.at(-1) ?? "").length + 1 });
		await editor.page.keyboard.press("Shift+End");
		await editor.page.keyboard.insertText(to + rest);
		await editor.save();
		assert.ok((await readFile(join(workspace, file), "utf8")).includes(to));
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

	it("deploys by the palette: progress, the result with its URL, state and account", async () => {
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

	it("says that a second deploy changed nothing", async () => {
		await clearToasts();
		await ui().editor.palette("Spool: Deploy");
		await toast(/^Spool: notes-api-ui is unchanged: there was nothing to deploy\. http/);
		await statusIs(/ · unchanged$/);
	});

	it("runs one operation at a time, and a stop before CloudFormation leaves nothing half done", async () => {
		await clearToasts();
		await save("stacktape.yml", "visibilityTimeoutSeconds: 60", "visibilityTimeoutSeconds: 62");
		const updates = () => proxy?.log().filter(({ action }) => action === "UpdateStack").length;
		const before = updates();
		proxy?.addRule({ service: "s3", method: "PUT", fault: { kind: "hang" } });
		await ui().editor.palette("Spool: Deploy");
		await toast(/Deploy of notes-api-ui: Upload/);
		await ui().editor.palette("Spool: Hot Swap");
		await toast(/^Spool is busy: Deploy of notes-api-ui\. Wait for its end, or cancel it\.$/);
		await ui().editor.pressInNotification("Cancel");
		await toast(
			/^Spool: Deploy of notes-api-ui was stopped\. CloudFormation was not asked for anything that goes on/,
		);
		await statusIs(/ · stopped$/);
		assert.equal(updates(), before);
	});

	it("asks what is to become of CloudFormation's work when it is stopped in the middle", async () => {
		await clearToasts();
		proxy?.addRule({ action: "DescribeStackEvents", fault: { kind: "hang" } });
		await ui().editor.palette("Spool: Deploy");
		await toast(/Deploy of notes-api-ui: Deploy with CloudFormation/);
		await eventually(async () => {
			assert.ok(proxy?.log().some(({ action }) => action === "DescribeStackEvents"));
		});
		await ui().editor.pressInNotification("Cancel");
		await toast(/^Spool: CloudFormation still works on notes-api-ui\. Stop watching it\?$/);
		await ui().editor.pressInNotification("Let It Go On");
		const text = await toast(/^Spool: Deploy of notes-api-ui was stopped\./);
		assert.match(
			text,
			/CloudFormation goes on with the update of notes-api-ui in AWS\. Look at it in the AWS console/,
		);
		await statusIs(/ · stopped$/);
	});

	it("takes up from there at the next deploy", async () => {
		await clearToasts();
		await ui().editor.palette("Spool: Deploy");
		await toast(/^Spool: notes-api-ui is unchanged/);
	});

	it("watches: a save is live, and the status bar says so without a notification", async () => {
		await clearToasts();
		await ui().editor.palette("Spool: Toggle Hot Swap on Save");
		await toast(/^Spool: hot swap on save is on\.$/);
		await statusIs(/ · hot swap on save$/);
		await clearToasts();
		await save("src/api.ts", "Hello from Spool", "Hello from a save");
		await statusIs(/ · api live in \d\.\d s at .+$/);
		assert.deepEqual(await ui().editor.notifications(), []);
	});

	it("says once what a save cannot apply, with a deploy at hand, until it is gone", async () => {
		await save("stacktape.yml", "visibilityTimeoutSeconds: 62", "visibilityTimeoutSeconds: 64");
		await toast(/^Spool: only a deploy can apply this: .+\.$/);
		await statusIs(/ · not swapped, deploy needed$/);
		await clearToasts();
		await save("stacktape.yml", "visibilityTimeoutSeconds: 64", "visibilityTimeoutSeconds: 62");
		await statusIs(/ · hot swap on save$/);
		assert.deepEqual(await ui().editor.notifications(), []);
	});

	it("shows a fault of the code in the code, and that nothing was swapped", async () => {
		await save("src/api.ts", "const table =", "const table = =");
		await statusIs(/ · not swapped$/);
		const problems = await eventually(async () => {
			const found = await ui().editor.problems();
			assert.ok(found.includes('Unexpected "="'), found.join(" | "));
			return found;
		});
		assert.ok(problems.length > 0);
		await ui().editor.palette("View: Toggle Panel Visibility");
		await save("src/api.ts", "const table = =", "const table =");
		await statusIs(/ · hot swap on save$/);
		await ui().editor.palette("Spool: Toggle Hot Swap on Save");
		await toast(/^Spool: hot swap on save is off\.$/);
	});

	it("shows a failed deploy on its line, with the root cause first", async () => {
		await clearToasts();
		await save(
			"stacktape.yml",
			"# A small",
			"cloudformationResources: { Broken: { Type: AWS::SNS::Topic, Properties: { Nonsense: 1 } } } # A small",
		);
		await ui().editor.palette("Spool: Deploy");
		const text = await toast(/^Spool: Deploy of notes-api-ui failed\. Broken .*Nonsense/, 30_000);
		assert.match(
			text,
			/UPDATE_ROLLBACK_COMPLETE: the update was rolled back: the stack is as it was before\./,
		);
		await statusIs(/ · failed$/);
		assert.equal(await ui().editor.squiggles("error"), 1);
	});

	it("is about another stage once one is chosen: names change, and what was said of the other is gone", async () => {
		await clearToasts();
		await ui().editor.palette("Spool: Choose Stage");
		await ui().editor.answer("other");
		await statusIs(new RegExp(`^notes-api · other · ${seen.region} · ${seen.account}$`));
		await eventually(async () => {
			const hints = await ui().editor.inlayHints();
			assert.ok(hints.includes("notes-api-other-http-api"), hints.join());
		});
		await ui().editor.clickStatusItem("notes-api");
		await eventually(async () => {
			const parts = (await ui().editor.choices()).map((choice) => choice.split(",")[0]);
			assert.deepEqual(parts, ["Stage", "Region", "Profile"]);
		});
		await ui().editor.choose(/^Stage/);
		await ui().editor.answer("");
		await statusIs(/^notes-api · ui · /);
	});

	it("is deleted only when its name is typed, with the hooks of its config", async () => {
		await ui().editor.palette("Spool: Delete Stack");
		await eventually(async () => {
			const title = await ui().editor.page.locator(".quick-input-title:visible").textContent();
			assert.match(
				title ?? "",
				/^Delete notes-api-ui in .+, account \d{12}, with everything in its 2 buckets\?$/,
			);
		});
		await ui().editor.answer("notes-api");
		await toast(
			/^Spool: Delete of notes-api-ui was stopped\. notes-api-ui was not deleted: "notes-api" is not the name of the stack\.$/,
		);
		await clearToasts();
		const config = join(ui().workspace, "stacktape.yml");
		const hooks = `scripts:
  mark:
    type: local-script
    properties: { executeCommand: echo deleting > deleted.txt }
hooks:
  beforeDelete: [{ scriptName: mark }]
`;
		await writeFile(config, `${await readFile(config, "utf8")}\n${hooks}`);
		await ui().editor.palette("Spool: Delete Stack");
		await eventually(async () => {
			assert.ok(await ui().editor.page.locator(".quick-input-title:visible").isVisible());
		});
		await ui().editor.answer("notes-api-ui");
		await toast(/^Spool: notes-api-ui is deleted\.$/, 30_000);
		assert.equal(await readFile(join(ui().workspace, "deleted.txt"), "utf8"), "deleting\n");
		await statusIs(/ · deleted$/);
	});
});
