import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { packageExtension } from "../../.ci/package.ts";
import { launchBrowser } from "./host/browser.ts";
import { HostError } from "./host/host-error.ts";
import { prepareEditorHost, type ReadyHost } from "./host/install.ts";
import { type EditorPage, eventually } from "./host/page.ts";
import { copyWorkspace, makeTempFolder } from "./host/temp-folder.ts";
import { startUi } from "./host/ui.ts";

const root = resolve(import.meta.dirname, "..", "..");
const picture = join(root, "docs", "images", "editor.png");
const icon = join(root, "client", "assets", "icon.svg");
const iconSize = 256;

const settings = {
	"breadcrumbs.enabled": false,
	"editor.fontSize": 14,
	"editor.minimap.enabled": false,
	"editor.scrollBeyondLastLine": false,
	"editor.stickyScroll.enabled": false,
	"spool.account": "111111111111",
	"spool.region": "eu-west-1",
	"window.title": "Spool",
};

/** Goes behind the queue of the example: one whose type is misspelled, and a bucket whose name AWS finds too long. */
const additions = `
  mails:
    type: sqs-qeue

  reportsOfEverythingThatAnybodyHasEverOrdered:
    type: bucket
`;

/** Puts the cursor of the active editor on a symbol, by the name that "Go to Symbol" lists. */
async function goToSymbol(editor: EditorPage, name: string): Promise<void> {
	await editor.page.keyboard.press("ControlOrMeta+Shift+O");
	await editor.page.locator(".quick-input-widget:visible input[type=text]").fill(`@${name}`);
	await editor.choose(new RegExp(`^${name}`));
}

async function arrange(editor: EditorPage): Promise<void> {
	await editor.openFile("stacktape.yml");
	await editor.palette("Spool: Show Compiled Template");
	await editor.palette("View: Close Primary Side Bar");
	await editor.palette("View: Focus Right Editor Group");
	await goToSymbol(editor, "NotesGlobalTable");
	await editor.palette("View: Focus Left Editor Group");
	await eventually(async () => {
		const hints = await editor.inlayHints();
		const isReady = hints.some((hint) => hint.startsWith("✂")) && (await editor.squiggles("error")) > 0;
		if (!isReady) throw new HostError(`not ready: ${hints.join(", ")}`);
	});
	// Where it covers nothing and brings no tooltip.
	await editor.page.mouse.move(0, 450);
	await editor.palette("Go to Next Problem (Error, Warning, Info)");
	await editor.page.locator(".marker-widget").waitFor();
}

/** Takes the picture of the README: a config with names and a squiggle, and its template beside it. */
async function takePicture(host: ReadyHost): Promise<void> {
	await using undo = new AsyncDisposableStack();
	const folder = await makeTempFolder();
	undo.defer(() => folder.remove());
	const workspace = await copyWorkspace(join(root, "examples", "api"), folder.path);
	const config = join(workspace, "stacktape.yml");
	const before = "visibilityTimeoutSeconds: 60\n";
	const text = await readFile(config, "utf8");
	await writeFile(config, text.replace(before, before + additions));
	// Installed, because beside an extension in development the window says so.
	const { file: vsix } = await packageExtension({ folder: folder.path });
	const ui = await startUi(host, { workspace, extension: { vsix }, settings });
	undo.defer(() => ui.stop());
	await arrange(ui.editor);
	await mkdir(join(root, "docs", "images"), { recursive: true });
	await ui.editor.screenshot(picture);
}

/** Draws the extension's icon: the Marketplace takes no SVG. */
async function drawIcon(host: ReadyHost): Promise<void> {
	const browser = await launchBrowser(host);
	try {
		const page = await browser.newPage({ viewport: { width: iconSize, height: iconSize } });
		const svg = await readFile(icon, "utf8");
		await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
		await page.screenshot({ path: icon.replace(".svg", ".png"), omitBackground: true });
	} finally {
		await browser.close();
	}
}

async function main(): Promise<void> {
	const host = await prepareEditorHost({ onProgress: console.log });
	if (!host.available) throw new HostError(host.reason);
	await drawIcon(host);
	await takePicture(host);
}

await main();
