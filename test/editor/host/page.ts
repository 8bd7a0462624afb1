import type { Locator, Page } from "playwright-core";

/** A place in a text editor; both count from 1, as VS Code shows them. */
export type Position = { readonly line: number; readonly column: number };

export type Severity = "error" | "warning" | "info";

/**
 * What a person does and sees in the workbench, by the words on the screen.
 *
 * Everything that is read is what is there now; what appears later is awaited with `eventually`. Actions wait
 * for what they act on.
 */
export class EditorPage {
	readonly page: Page;

	constructor(page: Page) {
		this.page = page;
	}

	/** Opens a folder by the address that the server gives for it, and waits for the workbench. */
	async openWorkspace(address: string): Promise<void> {
		await this.page.goto(address);
		await this.page.locator(".monaco-workbench .part.statusbar").waitFor();
		await this.page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
	}

	/** Opens a file of the workspace by its relative path and gives it the focus. */
	async openFile(path: string): Promise<void> {
		const name = path.split("/").at(-1) ?? path;
		await this.page.keyboard.press("ControlOrMeta+P");
		// A file in a folder is read out with it, as in "api.ts src, file results".
		const folder = path.split("/").slice(0, -1).join("/");
		await this.#pick(path, rowOf(folder ? `${name} ${folder}` : name));
		await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
		await this.page.locator(".editor-instance .monaco-editor.focused").waitFor();
	}

	/** Runs a command by its full title in the palette, as in "Spool: Deploy". */
	async palette(title: string): Promise<void> {
		// The palette is fuzzy: its first row may be another command.
		const row = this.#row(rowOf(title));
		await eventually(async () => {
			await this.page.keyboard.press("F1");
			await this.#input().fill(`>${title}`);
			try {
				await row.click({ timeout: rowTimeoutMs });
			} catch (error) {
				// What it lists is decided when it opens, and right after a start not every context is known.
				await this.page.keyboard.press("Escape");
				throw error;
			}
		});
	}

	/** Chooses a row of the quick pick that is open. */
	async choose(label: string | RegExp): Promise<void> {
		await this.#row(label).click();
	}

	/** The rows of the quick pick that is open, each as its texts are read out. */
	async choices(): Promise<string[]> {
		return labels(this.page.locator(".quick-input-list .monaco-list-row"));
	}

	/** Declares the authors of the open folder trusted, where the editor started in Restricted Mode. */
	async trustWorkspace(): Promise<void> {
		await this.palette("Workspaces: Manage Workspace Trust");
		await this.page
			.locator(".workspace-trust-editor")
			.getByRole("button", { name: "Trust", exact: true })
			.click();
		await this.page
			.locator(".statusbar-item:visible", { hasText: "Restricted Mode" })
			.waitFor({ state: "hidden" });
	}

	/** Answers an input box, as in "Which stage?". */
	async answer(text: string): Promise<void> {
		await this.#input().fill(text);
		await this.page.keyboard.press("Enter");
	}

	/** How many underlines of this severity are on the screen. A problem over two lines has two. */
	async squiggles(severity: Severity): Promise<number> {
		return this.page.locator(`.monaco-editor .squiggly-${severity}`).count();
	}

	/** The messages of the Problems view, which is opened for it. */
	async problems(): Promise<string[]> {
		const view = this.page.locator(".markers-panel");
		if (!(await view.isVisible())) await this.palette("Problems: Focus on Problems View");
		return texts(view.locator(".monaco-list-row .marker-message-details-container .marker-message"));
	}

	/** The texts that are shown between the words of the document, from top to bottom. */
	async inlayHints(): Promise<string[]> {
		return texts(this.page.locator(".monaco-editor .view-line span[class*='dyn-rule']"));
	}

	/** The lenses above lines, as in "▶ deploy". */
	async lenses(): Promise<string[]> {
		return texts(this.page.locator(".monaco-editor .codelens-decoration a"));
	}

	/** Asks for completions where the cursor is and gives the labels of those on the screen. */
	async completions(): Promise<string[]> {
		await this.page.keyboard.press("Control+Space");
		const rows = this.page.locator(".suggest-widget.visible .monaco-list-row");
		await rows.first().waitFor();
		return texts(rows.locator(".label-name"));
	}

	/** Takes the completion with this label from the list that is open. */
	async acceptCompletion(label: string): Promise<void> {
		const rows = this.page.locator(".suggest-widget.visible .monaco-list-row");
		await rows.filter({ has: this.page.locator(".label-name").getByText(label, { exact: true }) }).dblclick();
	}

	/** The text of the hover at a place. */
	async hoverAt(position: Position): Promise<string> {
		await this.goTo(position);
		await this.page.keyboard.press("ControlOrMeta+K");
		await this.page.keyboard.press("ControlOrMeta+I");
		const hover = this.page.locator(
			".monaco-resizable-hover:visible .monaco-hover-content, .monaco-hover:visible",
		);
		await hover.first().waitFor();
		return (await texts(hover.first())).join();
	}

	/** The messages of the notifications on the screen. */
	async notifications(): Promise<string[]> {
		return texts(this.page.locator(".notification-toast .notification-list-item-message"));
	}

	/** Presses a button of a notification. */
	async pressInNotification(button: string): Promise<void> {
		await this.page.locator(".notification-toast").getByRole("button", { name: button, exact: true }).click();
	}

	/** The text of a status bar item, found by a part of its text or of what is read out; `undefined` if there is none. */
	async statusItem(part: string): Promise<string | undefined> {
		const [text] = await texts(this.#statusItem(part));
		return text;
	}

	async clickStatusItem(part: string): Promise<void> {
		await this.#statusItem(part).locator("a").click();
	}

	/** The name of the language of the active editor, as the status bar shows it. */
	async language(): Promise<string> {
		return (await texts(this.page.locator('[id="status.editor.mode"]'))).join();
	}

	/** The lines of the active editor that are on the screen, with whatever is shown between their words. */
	async visibleText(): Promise<string> {
		const lines = await this.page.locator(".editor-instance .view-line").evaluateAll((elements) =>
			elements
				.map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? "" }))
				.sort((one, other) => one.top - other.top)
				.map(({ text }) => text),
		);
		return lines.map(withPlainSpaces).join("\n");
	}

	/** Puts the cursor at a place of the active editor. */
	async goTo({ line, column }: Position): Promise<void> {
		await this.page.keyboard.press("Control+G");
		await this.#input().fill(`:${line}:${column}`);
		await this.page.keyboard.press("Enter");
		await this.page.locator(".editor-instance .monaco-editor.focused").waitFor();
	}

	/** Types at a place, key by key: what the editor adds on its own (indents, brackets) comes too. */
	async typeAt(position: Position, text: string): Promise<void> {
		await this.goTo(position);
		await this.page.keyboard.type(text);
	}

	/** Saves the active editor and waits until it is no longer marked as changed. */
	async save(): Promise<void> {
		await this.page.keyboard.press("ControlOrMeta+S");
		await this.page.locator(".tab.active:not(.dirty)").waitFor();
	}

	async screenshot(file: string): Promise<void> {
		await this.page.screenshot({ path: file });
	}

	#input(): Locator {
		return this.page.locator(".quick-input-widget:visible input[type=text]");
	}

	#row(label: string | RegExp): Locator {
		const rows = this.page.locator(".quick-input-widget:visible");
		return rows.getByRole("option", { name: label, exact: typeof label === "string" }).first();
	}

	#statusItem(part: string): Locator {
		const items = this.page.locator(".part.statusbar .statusbar-item:visible");
		const described = this.page.locator(`[aria-label*=${JSON.stringify(part)}]`);
		return items
			.filter({ has: described })
			.or(items.filter({ hasText: part }))
			.first();
	}

	async #pick(typed: string, row: RegExp): Promise<void> {
		await this.#input().fill(typed);
		await this.#row(row).click();
	}
}

const pollMs = 50;
const rowTimeoutMs = 5_000;

/**
 * Runs `check` again and again until it does not throw, and gives what it gives. Throws what it threw last after
 * `limitMs`.
 */
export async function eventually<T>(check: () => Promise<T>, limitMs: number = 15_000): Promise<T> {
	const deadline = Date.now() + limitMs;
	for (;;) {
		try {
			return await check();
		} catch (error) {
			if (Date.now() > deadline) throw error;
			await new Promise((resolve) => setTimeout(resolve, pollMs));
		}
	}
}

async function texts(locator: Locator): Promise<string[]> {
	return (await locator.allInnerTexts()).map(readable).filter((text) => text !== "");
}

async function labels(locator: Locator): Promise<string[]> {
	const found = await locator.evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? ""));
	return found.map(readable);
}

/** A row of a quick pick is read out as its label, a comma, and what else it shows. */
function rowOf(label: string): RegExp {
	return new RegExp(`^${label.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(,|$)`);
}

function readable(text: string): string {
	return withPlainSpaces(text).trim();
}

/** The editor draws spaces as U+00A0, and marks ends of hints with characters of no width. */
function withPlainSpaces(text: string): string {
	return text.replaceAll("\u00a0", " ").replaceAll(/[\u200b\u200c\u200d]/g, "");
}
