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
		await edit("stacktape.yml", "visibilityTimeoutSeconds: 60", "visibilityTimeoutSeconds: 62");
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

	it("watches: a save is live, and what a save cannot apply is said once, with a deploy at hand", async () => {
		await clearToasts();
		await ui().editor.palette("Spool: Toggle Hot Swap on Save");
		await toast(/^Spool: hot swap on save is on\.$/);
		await statusIs(/ · hot swap on save$/);
		await clearToasts();
		await ui().editor.openFile("stacktape.yml");
		await edit("stacktape.yml", "memory: 512", "memory: 256");
		await eventually(async () => assert.match(await ui().editor.visibleText(), /memory: 256/));
		await ui().editor.typeAt({ line: 1, column: 1 }, " ");
		await ui().editor.save();
		await toast(/^Spool: only a deploy can apply this: .*[Mm]emory.*, and 1 more\.$/);
		await statusIs(/ · hot swap on save, deploy needed$/);
		await clearToasts();
		await ui().editor.openFile("src/api.ts");
		await edit("src/api.ts", "Hello from Spool", "Hello from a save");
		await eventually(async () => assert.match(await ui().editor.visibleText(), /Hello from a save/));
		await ui().editor.typeAt({ line: 1, column: 1 }, " ");
		await ui().editor.save();
		await statusIs(/ · api live in \d\.\d s, deploy needed$/);
		assert.deepEqual(await ui().editor.notifications(), []);
	});

	it("shows a fault of the code in the code, and in the status bar that nothing was swapped", async () => {
		await ui().editor.typeAt({ line: 12, column: 1 }, "const = 1;\n");
		await ui().editor.save();
		await statusIs(/ · not swapped$/);
		const problems = await eventually(async () => {
			const found = await ui().editor.problems();
			assert.ok(found.length > 0);
			return found;
		});
		assert.ok(
			problems.some((text) => /Expected identifier but found "="/.test(text)),
			problems.join(" | "),
		);
		await ui().editor.palette("View: Toggle Panel Visibility");
		await ui().editor.openFile("src/api.ts");
		await edit("src/api.ts", "const = 1;\n", "");
		await eventually(async () => assert.doesNotMatch(await ui().editor.visibleText(), /const = 1/));
		await ui().editor.typeAt({ line: 1, column: 1 }, " ");
		await ui().editor.save();
		await statusIs(/ · hot swap on save, deploy needed$/);
		await ui().editor.palette("Spool: Toggle Hot Swap on Save");
		await toast(/^Spool: hot swap on save is off\.$/);
	});

	it("shows a failed deploy on its line, with the root cause first", async () => {
		await clearToasts();
		await ui().editor.openFile("stacktape.yml");
		await edit(
			"stacktape.yml",
			"\nresources:\n",
			"\ncloudformationResources:\n  Broken:\n    Type: AWS::SNS::Topic\n    Properties:\n      Nonsense: 1\n\nresources:\n",
		);
		await eventually(async () => assert.match(await ui().editor.visibleText(), /Nonsense/));
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
			assert.ok(hints.includes("notes-api-other-jobs"), hints.join());
		});
		await ui().editor.clickStatusItem("notes-api");
		assert.deepEqual(
			(await ui().editor.choices()).map((choice) => choice.split(",")[0]),
			["Stage", "Region", "Profile"],
		);
		await ui().editor.choose(/^Stage/);
		await ui().editor.answer("");
		await statusIs(/^notes-api · ui · /);
	});

	it("is deleted only when its name is typed", async () => {
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
			/^Spool: Delete of notes-api-ui was stopped\. Notes-api-ui was not deleted: "notes-api" is not the name of the stack\.$/,
		);
		await clearToasts();
		await ui().editor.palette("Spool: Delete Stack");
		await eventually(async () => {
			assert.ok(await ui().editor.page.locator(".quick-input-title:visible").isVisible());
		});
		await ui().editor.answer("notes-api-ui");
		await toast(/^Spool: notes-api-ui is deleted\.$/, 30_000);
		await statusIs(/ · deleted$/);
	});
});
