import assert from "node:assert/strict";
import { mkdir, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { before, describe, it } from "mocha";
import { eventually, useEditor } from "../host/use-editor.ts";

const root = resolve(import.meta.dirname, "..", "..", "..");

describe("the view of the stacks", () => {
	const ui = useEditor();
	const endpoint = process.env["SPOOL_TEST_ENDPOINT"];

	const view = () => ui().editor.page.locator(".pane-body .monaco-list");
	const rows = async () => {
		const labels = await view()
			.locator(".monaco-list-row")
			.evaluateAll((found) => found.map((row) => row.getAttribute("aria-label") ?? ""));
		return labels.map((label) => label.replaceAll("\u00a0", " "));
	};
	const row = (label: RegExp) => view().getByRole("treeitem", { name: label }).first();
	const rowIs = (wanted: RegExp, limitMs?: number) =>
		eventually(async () => {
			const found = await rows();
			assert.ok(
				found.some((label) => wanted.test(label)),
				`no row is like ${wanted}: ${found.join(" | ")}`,
			);
		}, limitMs);
	/** A tree that is drawn anew under the pointer drops the click. */
	const expand = (label: RegExp) =>
		eventually(async () => {
			const open = row(label).and(ui().editor.page.locator('[aria-expanded="true"]'));
			if (!(await open.isVisible())) await row(label).locator(".monaco-tl-twistie").click({ timeout: 2_000 });
			await open.waitFor({ timeout: 2_000 });
		});

	/** Chooses from the menu of a row. A menu takes no click in the moment in which it opens. */
	const choose = async (label: RegExp, item: string) => {
		await row(label).click({ button: "right" });
		const entry = ui().editor.page.getByRole("menuitem", { name: item, exact: true });
		await entry.waitFor();
		await eventually(async () => {
			if (await entry.isVisible()) await entry.click({ timeout: 1_000 });
			assert.equal(await entry.isVisible(), false);
		});
	};

	before(async () => {
		const modules = join(ui().workspace, "node_modules");
		await mkdir(modules, { recursive: true });
		await symlink(join(root, "node_modules", "nanoid"), join(modules, "nanoid"), "junction");
	});

	it("shows what each resource becomes, without a call to AWS", async () => {
		await ui().editor.page.locator('.activitybar .action-label[aria-label="Spool"]').click();
		await rowIs(/^notes-api-dev, .*not read from AWS/);
		await rowIs(/^api, function · not read from AWS/);
		await expand(/^api, function/);
		await rowIs(/^ApiLambdaFunction|^ApiFunction/);
		await rowIs(/AWS::Lambda::Function · notes-api-dev-api · not read from AWS/);
	});

	it("leads from a row to its place in the config", async () => {
		await row(/^jobs, sqs-queue/).click();
		await eventually(async () => {
			const line = await ui().editor.statusItem("Ln ");
			assert.match(line ?? "", /^Ln \d+, Col 3$/);
			assert.notEqual(line, "Ln 1, Col 1");
		});
	});

	it("shows the detail of a resource for reading", async () => {
		await choose(/^jobs, sqs-queue/, "Show Details");
		const frame = ui().editor.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
		await frame.getByRole("heading", { name: /^Translates into \d+ CloudFormation resource/ }).waitFor();
	});

	it("reads the stack when asked, follows a deploy, and has outputs to copy", async function () {
		if (!endpoint) this.skip();
		this.timeout(120_000);
		await row(/^Read from AWS/).click();
		await rowIs(/^notes-api-dev, .*not deployed/);
		await rowIs(/^jobs, sqs-queue · not deployed/);
		await ui().editor.palette("Spool: Deploy");
		await rowIs(/^notes-api-dev, .*UPDATE_COMPLETE · v000001/, 60_000);
		await rowIs(/^jobs, sqs-queue · deployed/);
		await expand(/^gateway, http-api-gateway/);
		await choose(/^url, http/, "Copy");
		const copied = await eventually(async () => {
			const text = await ui().editor.page.evaluate<string>("navigator.clipboard.readText()");
			assert.match(text, /^http/);
			return text;
		});
		const response = await fetch(`${copied}/notes/none`);
		assert.match(await response.text(), /Hello from Spool/);
		await expand(/^jobs, sqs-queue/);
		await rowIs(/^JobsQueue, AWS::SQS::Queue · http\S+notes-api-dev-jobs · CREATE_COMPLETE/);
	});

	it("tells the last deploys", async function () {
		if (!endpoint) this.skip();
		await expand(/^Last Deploys/);
		await rowIs(/^v000001, deployed now · done/);
	});

	it("shows state and difference to what is deployed once the stack was read", async function () {
		if (!endpoint) this.skip();
		this.timeout(60_000);
		await ui().editor.openFile("stacktape.yml");
		await eventually(async () => {
			const lenses = await ui().editor.lenses();
			assert.ok(lenses.includes("deployed"), lenses.join());
		});
		await ui().editor.palette("Spool: Compare Template with the Deployed One");
		await ui().editor.page.locator(".tab.active", { hasText: "notes-api-dev: deployed ↔ config" }).waitFor();
		await eventually(async () => assert.match(await ui().editor.visibleText(), /S3Key|packaged-at-deploy/));
	});

	it("follows the logs of a function until it is told to stop", async function () {
		if (!endpoint) this.skip();
		this.timeout(60_000);
		await ui().editor.palette("Spool: Show Logs");
		await ui().editor.choose(/^api/);
		const output = ui().editor.page.locator(".part.panel .view-lines");
		const says = (wanted: RegExp) =>
			eventually(async () =>
				assert.match(((await output.textContent()) ?? "").replaceAll("\u00a0", " "), wanted),
			);
		await says(/following \/aws\/lambda\/notes-api-dev-api/);
		await ui().editor.palette("Spool: Stop Following Logs");
		await says(/not followed any more/);
	});
});
