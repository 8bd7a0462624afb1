import { dirname } from "node:path";
import { type Event, EventEmitter, type ExtensionContext, Uri } from "vscode";
import {
	type Analysed,
	type CompiledTemplate,
	codeChangedNotification,
	deployedNotification,
	type FolderTarget,
	type NameRow,
	namesRequest,
	type Outline,
	outlineRequest,
	type PlanRow,
	planRequest,
	type TemplateFormat,
	targetNotification,
	templateRequest,
} from "../server/protocol.ts";
import type { CodeRunner } from "./code.ts";
import type { Connected } from "./language-client.ts";

/** The language server as the rest of the client sees it. */
export type Server = {
	/** Starts it, unless it runs. Requests do that as well. */
	start(): void;
	template(config: Uri, format: TemplateFormat): Promise<CompiledTemplate | null>;
	names(config: Uri): Promise<readonly NameRow[] | null>;
	outline(config: Uri): Promise<Outline | null>;
	/** The resources of a config, and what would become of them. */
	plan(config: Uri): Promise<readonly PlanRow[] | null>;
	/** Says what is deployed of a config: a template as JSON, `null` when that is not known. */
	setDeployed(config: Uri, template: string | null): Promise<void>;
	/** Says where configs of a folder are deployed to. What is said before the start is known at the start. */
	setTarget(target: FolderTarget): Promise<void>;
	/** Says that the code of a config has changed, or may be run from now on. */
	codeChanged(config: Uri): void;
	/** Fires whenever an open config was analysed anew. */
	readonly onAnalysed: Event<Analysed>;
};

/**
 * The language server beside the editor, started when the first config is open. Its client is loaded then, too:
 * that takes most of the time that the extension would need to start.
 */
export function createServer(
	context: ExtensionContext,
	bundles: string,
	tell: (problem: string) => void,
	code: () => Pick<CodeRunner, "run" | "transform">,
): Server {
	const targets = new Map<string, FolderTarget>();
	const analysed = new EventEmitter<Analysed>();
	context.subscriptions.push(analysed);
	let connecting: Promise<Connected> | undefined;
	const launch = async () => {
		const { connectServer } = await import("./language-client.ts");
		const known = () => ({
			targets: [...targets.values()],
			retrigger: "editor.action.triggerSuggest",
			runsCode: true,
		});
		return connectServer(context, bundles, known, {
			analysed: (event) => analysed.fire(event),
			run: (params) => code().run(params),
			transform: (params) => code().transform(params),
		});
	};
	const connected = () => {
		connecting ??= launch();
		return connecting;
	};
	return {
		start: () => void connected().catch((error: unknown) => tell(`the language server: ${error}`)),
		template: async (config, format) => (await connected()).ask(templateRequest, config, { format }),
		names: async (config) => (await connected()).ask(namesRequest, config),
		outline: async (config) => (await connected()).ask(outlineRequest, config),
		plan: async (config) => (await connected()).ask(planRequest, config),
		setDeployed: async (config, template) => {
			const { notify, uriOf } = await connected();
			await notify(deployedNotification, { uri: uriOf(config), template });
		},
		setTarget: async (target) => {
			const before = targets.get(target.folder);
			targets.set(target.folder, target);
			const isNew = JSON.stringify(before) !== JSON.stringify(target);
			if (isNew && connecting !== undefined) await (await connecting).notify(targetNotification, target);
		},
		codeChanged: (config) => {
			void connecting?.then(({ notify, uriOf }) => notify(codeChangedNotification, { uri: uriOf(config) }));
		},
		onAnalysed: analysed.event,
	};
}

/** The URI of the folder that a config lies in, as the server knows it. */
export function folderOf(config: Uri): string {
	return Uri.file(dirname(config.fsPath)).toString();
}
